package io.sparkmaxpool.sql;

import io.sparkmaxpool.pooling.NormType;
import io.sparkmaxpool.pooling.OutputSize2d;
import io.sparkmaxpool.pooling.Pool2dParams;
import io.sparkmaxpool.pooling.Size2d;
import io.sparkmaxpool.tensor.DType;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;

/**
 * The arguments of a call in a query, one for each parameter, read while it is planned. Those that
 * say how to pool are constants, so every mistake in them is found before a task starts.
 */
final class Arguments {
  private final String function;
  private final List<Parameter> parameters;
  private final Expression[] written;
  private final Expression[] expressions;

  /**
   * Puts the arguments in the order of the parameters.
   *
   * @throws IllegalArgumentException if one that must be a tensor is none
   */
  Arguments(String function, List<Parameter> parameters, Expression... written) {
    this.function = function;
    this.parameters = parameters;
    this.written = written;
    this.expressions = Expressions.arrange(function, parameters, written);
    for (int i = 0; i < expressions.length; i++) {
      if (parameters.get(i).isTensor()) {
        expressions[i] = typed(i, TensorStruct.type());
        if (!TensorStruct.matches(expressions[i].dataType())) {
          throw mistake(i, "a struct<dtype:string,shape:array<int>,data:binary>");
        }
      }
    }
  }

  /** The call of a static method that this call becomes; in plans, it looks as the query has it. */
  Expression call(
      Class<?> owner,
      String method,
      DataType type,
      SqlFunction.Failure failure,
      Expression... children) {
    return Expressions.call(function, written, owner, method, type, failure, children);
  }

  Expression at(int index) {
    return expressions[index];
  }

  /** An argument; an untyped NULL is one of this type. */
  Expression typed(int index, DataType type) {
    return expressions[index].dataType() instanceof NullType
        ? Literal.create(null, type)
        : expressions[index];
  }

  /** An argument that is a whole number, and may differ from row to row, as a bigint. */
  Expression whole(int index) {
    Expression number = typed(index, DataTypes.LongType);
    if (!isInteger(number.dataType())) {
      throw mistake(index, "an int");
    }
    return Expressions.cast(number, DataTypes.LongType);
  }

  /** The type of an argument that is a tensor. */
  StructType tensor(int index) {
    return (StructType) expressions[index].dataType();
  }

  /** What to throw for an argument of another type than {@code rule} says. */
  IllegalArgumentException mistake(int index, String rule) {
    return new IllegalArgumentException(
        "%s: %s must be %s, but got %s"
            .formatted(function, name(index), rule, expressions[index].dataType().catalogString()));
  }

  /** {@code kernel_size, stride, padding, dilation, ceil_mode} from an argument on. */
  Pool2dParams windows(int first) {
    Size2d kernelSize = kernelSize(first);
    return new Pool2dParams(
        kernelSize,
        stride(first + 1, kernelSize),
        padding(first + 2),
        size(first + 3, "dilation must be either a single int, or a tuple of two ints"),
        flag(first + 4));
  }

  Size2d kernelSize(int index) {
    return size(index, "kernel_size must either be a single int, or a tuple of two ints");
  }

  /** A stride; NULL or an empty array, it is the kernel size. */
  Size2d stride(int index, Size2d kernelSize) {
    Object value = constant(index);
    if (value == null || value instanceof ArrayData array && array.numElements() == 0) {
      return kernelSize;
    }
    return size(index, "stride must either be omitted, a single int, or a tuple of two ints");
  }

  Size2d padding(int index) {
    return size(index, "padding must either be a single int, or a tuple of two ints");
  }

  /** The output size of an adaptive pooling, whose extents may be NULL: those of the input. */
  OutputSize2d outputSize(int index, String rule) {
    Object value = required(index);
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
    Object value = required(index);
    if (isInteger(expressions[index].dataType())) {
      return NormType.of(toInt((Number) value));
    }
    if (value instanceof Decimal decimal) {
      return NormType.of(decimal.toDouble());
    }
    if (value instanceof Float || value instanceof Double) {
      return NormType.of(((Number) value).doubleValue());
    }
    throw mistake(index, "a number");
  }

  /** The name of a dtype. */
  DType dtype(int index) {
    Object value = required(index);
    if (!(expressions[index].dataType() instanceof StringType)) {
      throw mistake(index, "a string");
    }
    try {
      return DType.of(value.toString());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(function + ": " + e.getMessage(), e);
    }
  }

  /** An int, or null where the argument is NULL. */
  Integer optionalInt(int index) {
    Object value = constant(index);
    if (value == null) {
      return null;
    }
    if (!isInteger(expressions[index].dataType())) {
      throw mistake(index, "an int");
    }
    return toInt((Number) value);
  }

  /** A boolean. */
  boolean flag(int index) {
    Object value = required(index);
    if (!(expressions[index].dataType() instanceof BooleanType)) {
      throw mistake(index, "a boolean");
    }
    return (boolean) value;
  }

  /** Whether an argument is NULL in every row. */
  boolean isAlwaysNull(int index) {
    return expressions[index].foldable() && expressions[index].eval(InternalRow.empty()) == null;
  }

  private Size2d size(int index, String rule) {
    Object value = required(index);
    DataType type = expressions[index].dataType();
    if (isInteger(type)) {
      return Size2d.of(toInt((Number) value));
    }
    if (type instanceof ArrayType array && isInteger(array.elementType())) {
      ArrayData pair = (ArrayData) value;
      if (pair.numElements() == 1 || pair.numElements() == 2) {
        int first = element(index, pair, 0, array.elementType());
        return pair.numElements() == 1
            ? Size2d.of(first)
            : new Size2d(first, element(index, pair, 1, array.elementType()));
      }
    }
    throw new IllegalArgumentException(family() + ": " + rule);
  }

  private int element(int index, ArrayData array, int at, DataType type) {
    if (array.isNullAt(at)) {
      throw new IllegalArgumentException(
          "%s: element %d of %s must not be NULL".formatted(function, at, name(index)));
    }
    return toInt((Number) array.get(at, type));
  }

  private Object required(int index) {
    Object value = constant(index);
    if (value == null) {
      throw new IllegalArgumentException(
          "%s: %s must not be NULL".formatted(function, name(index)));
    }
    return value;
  }

  private Object constant(int index) {
    if (!expressions[index].foldable()) {
      throw new IllegalArgumentException(
          "%s: %s must be a constant, but got %s"
              .formatted(function, name(index), expressions[index].sql()));
    }
    return expressions[index].eval(InternalRow.empty());
  }

  private String name(int index) {
    return parameters.get(index).name();
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
