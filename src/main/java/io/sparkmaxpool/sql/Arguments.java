package io.sparkmaxpool.sql;

import io.sparkmaxpool.pooling.NormType;
import io.sparkmaxpool.pooling.OutputSize2d;
import io.sparkmaxpool.pooling.Pool2dParams;
import io.sparkmaxpool.pooling.Size2d;
import io.sparkmaxpool.tensor.DType;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;

/**
 * The arguments of a call in a query, read while it is planned. Parameters are constants, so every
 * mistake in them is found before a task starts.
 */
final class Arguments {
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

  /** {@code kernel_size [, stride [, padding [, dilation [, ceil_mode]]]]} from an argument on. */
  Pool2dParams windows(int first) {
    Size2d kernelSize = kernelSize(first);
    return new Pool2dParams(
        kernelSize,
        stride(first + 1, kernelSize),
        padding(first + 2),
        size(
            first + 3,
            "dilation must be either a single int, or a tuple of two ints",
            Size2d.of(1)),
        flag(first + 4, "ceil_mode", false));
  }

  Size2d kernelSize(int index) {
    return size(index, "kernel_size must either be a single int, or a tuple of two ints", null);
  }

  /** A stride; left out, NULL or an empty array, it is the kernel size. */
  Size2d stride(int index, Size2d kernelSize) {
    if (isAbsent(index)
        || constant(index, "stride") instanceof ArrayData array && array.numElements() == 0) {
      return kernelSize;
    }
    return size(
        index, "stride must either be omitted, a single int, or a tuple of two ints", kernelSize);
  }

  Size2d padding(int index) {
    return size(index, "padding must either be a single int, or a tuple of two ints", Size2d.of(0));
  }

  /** The output size of an adaptive pooling, whose extents may be NULL: those of the input. */
  OutputSize2d outputSize(int index, String rule) {
    Object value = required(index, "output_size");
    DataType type = expressions[index].dataType();
    if (isInteger(type)) {
      return OutputSize2d.of(toInt((Number) value));
    }
    if (type instanceof ArrayType array && value instanceof ArrayData pair) {
      DataType element = array.elementType();
      if (pair.numElements() == 2 && (isInteger(element) || element instanceof NullType)) {
        return new OutputSize2d(
            pair.isNullAt(0) ? null : toInt((Number) pair.get(0, element)),
            pair.isNullAt(1) ? null : toInt((Number) pair.get(1, element)));
      }
    }
    throw new IllegalArgumentException(rule);
  }

  /** The exponent of an LP pooling; a whole number is Python's int, another one its float. */
  NormType normType(int index) {
    Object value = required(index, "norm_type");
    if (isInteger(expressions[index].dataType())) {
      return NormType.of(toInt((Number) value));
    }
    if (value instanceof Decimal decimal) {
      return NormType.of(decimal.toDouble());
    }
    if (value instanceof Float || value instanceof Double) {
      return NormType.of(((Number) value).doubleValue());
    }
    throw new IllegalArgumentException(
        "%s: norm_type must be a number, but got %s"
            .formatted(function, expressions[index].dataType().catalogString()));
  }

  /** The name of a dtype. */
  DType dtype(int index) {
    Object value = required(index, "dtype");
    if (!(expressions[index].dataType() instanceof StringType)) {
      throw new IllegalArgumentException(
          "%s: dtype must be a string, but got %s"
              .formatted(function, expressions[index].dataType().catalogString()));
    }
    try {
      return DType.of(value.toString());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(function + ": " + e.getMessage(), e);
    }
  }

  /** An int, or null where the argument is left out or NULL. */
  Integer optionalInt(int index, String name) {
    if (isAbsent(index)) {
      return null;
    }
    Object value = constant(index, name);
    if (!isInteger(expressions[index].dataType())) {
      throw new IllegalArgumentException(
          "%s: %s must be an int, but got %s"
              .formatted(function, name, expressions[index].dataType().catalogString()));
    }
    return value == null ? null : toInt((Number) value);
  }

  /** Whether an argument is left out or a constant NULL. */
  boolean isAbsent(int index) {
    return index >= expressions.length
        || expressions[index].foldable() && expressions[index].eval(InternalRow.empty()) == null;
  }

  private Size2d size(int index, String rule, Size2d byDefault) {
    if (index >= expressions.length) {
      return byDefault;
    }
    String name = rule.substring(0, rule.indexOf(' '));
    Object value = required(index, name);
    DataType type = expressions[index].dataType();
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

  /** A boolean. */
  boolean flag(int index, String name, boolean byDefault) {
    if (index >= expressions.length) {
      return byDefault;
    }
    Object value = required(index, name);
    if (!(expressions[index].dataType() instanceof BooleanType)) {
      throw new IllegalArgumentException(
          "%s: %s must be a boolean, but got %s"
              .formatted(function, name, expressions[index].dataType().catalogString()));
    }
    return (boolean) value;
  }

  private Object required(int index, String name) {
    Object value = constant(index, name);
    if (value == null) {
      throw new IllegalArgumentException("%s: %s must not be NULL".formatted(function, name));
    }
    return value;
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
