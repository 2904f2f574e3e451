package io.sparkmaxpool.sql;

import io.sparkmaxpool.pooling.Pool2dParams;
import io.sparkmaxpool.pooling.Size2d;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StructType;

/**
 * The arguments of a call in a query, read while it is planned. Parameters are constants, so every
 * mistake in them is found before a task starts.
 */
final class Arguments {
  private static final int KERNEL_SIZE = 1;
  private static final int STRIDE = 2;
  private static final int PADDING = 3;
  private static final int DILATION = 4;
  private static final int CEIL_MODE = 5;

  private final String function;
  private final Expression[] expressions;

  Arguments(String function, Expression[] expressions) {
    this.function = function;
    this.expressions = expressions;
  }

  /** Fails unless there are from {@code least} to {@code most} arguments. */
  Arguments count(int least, int most) {
    if (expressions.length < least || expressions.length > most) {
      throw new IllegalArgumentException(
          "%s: takes %s, but got %d"
              .formatted(
                  function,
                  least == most
                      ? least + (least == 1 ? " argument" : " arguments")
                      : least + " to " + most + " arguments",
                  expressions.length));
    }
    return this;
  }

  Expression at(int index) {
    return expressions[index];
  }

  /** Whether an argument is the untyped NULL. */
  boolean isNull(int index) {
    return expressions[index].dataType() instanceof NullType;
  }

  /** The type of an argument that must be a tensor. */
  StructType tensor(int index) {
    DataType type = expressions[index].dataType();
    if (!TensorStruct.matches(type)) {
      throw new IllegalArgumentException(
          "%s: argument %d must be a tensor, struct<dtype:string,shape:array<int>,data:binary>, but got %s"
              .formatted(function, index + 1, type.catalogString()));
    }
    return (StructType) type;
  }

  /** {@code kernel_size [, stride [, padding [, dilation [, ceil_mode]]]]}, checked. */
  Pool2dParams poolingParameters() {
    Size2d kernelSize =
        size(KERNEL_SIZE, "kernel_size must either be a single int, or a tuple of two ints", null);
    Size2d stride =
        omitted(STRIDE)
            ? kernelSize
            : size(
                STRIDE,
                "stride must either be omitted, a single int, or a tuple of two ints",
                kernelSize);
    Size2d padding =
        size(PADDING, "padding must either be a single int, or a tuple of two ints", Size2d.of(0));
    Size2d dilation =
        size(
            DILATION, "dilation must be either a single int, or a tuple of two ints", Size2d.of(1));
    boolean ceilMode = CEIL_MODE < expressions.length && flag(CEIL_MODE, "ceil_mode");
    Pool2dParams params = new Pool2dParams(kernelSize, stride, padding, dilation, ceilMode);
    params.check();
    return params;
  }

  /** Whether a stride is left out, or is NULL or an empty array: it is the kernel size then. */
  private boolean omitted(int index) {
    if (index >= expressions.length) {
      return true;
    }
    Object value = constant(index, "stride");
    return value == null || value instanceof ArrayData array && array.numElements() == 0;
  }

  private Size2d size(int index, String rule, Size2d byDefault) {
    if (index >= expressions.length) {
      return byDefault;
    }
    String name = rule.substring(0, rule.indexOf(' '));
    Object value = constant(index, name);
    DataType type = expressions[index].dataType();
    if (value == null) {
      throw new IllegalArgumentException("%s: %s must not be NULL".formatted(function, name));
    }
    if (isInteger(type)) {
      return Size2d.of(toInt((Number) value));
    }
    if (type instanceof ArrayType array && isInteger(array.elementType())) {
      ArrayData pair = (ArrayData) value;
      if (pair.numElements() == 1 || pair.numElements() == 2) {
        int first = element(pair, 0, array.elementType(), name);
        return pair.numElements() == 1
            ? Size2d.of(first)
            : new Size2d(first, element(pair, 1, array.elementType(), name));
      }
    }
    throw new IllegalArgumentException(family() + ": " + rule);
  }

  private int element(ArrayData array, int index, DataType type, String name) {
    if (array.isNullAt(index)) {
      throw new IllegalArgumentException(
          "%s: element %d of %s must not be NULL".formatted(function, index, name));
    }
    return toInt((Number) array.get(index, type));
  }

  private boolean flag(int index, String name) {
    Object value = constant(index, name);
    if (value == null) {
      throw new IllegalArgumentException("%s: %s must not be NULL".formatted(function, name));
    }
    if (!(expressions[index].dataType() instanceof BooleanType)) {
      throw new IllegalArgumentException(
          "%s: %s must be a boolean, but got %s"
              .formatted(function, name, expressions[index].dataType().catalogString()));
    }
    return (boolean) value;
  }

  private Object constant(int index, String name) {
    if (!expressions[index].foldable()) {
      throw new IllegalArgumentException(
          "%s: %s must be a constant, but got %s"
              .formatted(function, name, expressions[index].sql()));
    }
    return expressions[index].eval(InternalRow.empty());
  }

  /** PyTorch's name of the operation, with which its texts begin. */
  private String family() {
    return function.replaceFirst("^try_", "").replaceFirst("_(with_indices|error)$", "");
  }

  private static boolean isInteger(DataType type) {
    return type instanceof ByteType
        || type instanceof ShortType
        || type instanceof IntegerType
        || type instanceof LongType;
  }

  private static int toInt(Number value) {
    if (value.longValue() != value.intValue()) {
      throw new IllegalArgumentException("value cannot be converted to type int without overflow");
    }
    return value.intValue();
  }
}
