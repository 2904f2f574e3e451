package io.sparkmaxpool.sql;

import io.sparkmaxpool.tensor.DType;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.ShortType;

/** The functions that make tensors and take them apart, a row each. */
enum TensorCall implements SqlFunction {
  TENSOR(
      "(elements, shape) - Makes a tensor of an array of numbers, row-major. The dtype is that of the"
          + " array; decimals become float32.",
      """
      > SELECT tensor_shape(_FUNC_(array(1, 2, 3, 4), array(1, 2, 2)));
       [1,2,2]
      """) {
    @Override
    public Expression plan(Arguments arguments) {
      arguments.count(2, 2);
      if (arguments.isNull(0) || arguments.isNull(1)) {
        return Literal.create(null, TensorStruct.type());
      }
      DataType type = arguments.at(0).dataType();
      Expression elements = arguments.at(0);
      if (type instanceof ArrayType array && array.elementType() instanceof DecimalType) {
        type = DataTypes.createArrayType(DataTypes.FloatType, array.containsNull());
        elements = Expressions.cast(elements, type);
      }
      DType dtype = type instanceof ArrayType array ? dtypeOf(array.elementType()) : null;
      if (dtype == null) {
        throw new IllegalArgumentException(
            "tensor: argument 1 must be an array of numbers, but got " + type.catalogString());
      }
      if (!(arguments.at(1).dataType() instanceof ArrayType shape)
          || !(shape.elementType() instanceof IntegerType)) {
        throw new IllegalArgumentException(
            "tensor: argument 2 must be an array<int>, but got "
                + arguments.at(1).dataType().catalogString());
      }
      return Expressions.call(
          TensorFunctions.class,
          "tensor",
          TensorStruct.type(dtype),
          elements,
          arguments.at(1),
          Expressions.constant(dtype, DType.class));
    }
  },

  TENSOR_DATA(
      "(tensor) - The elements of a tensor, row-major, as an array. Where only the rows know the dtype,"
          + " array<double>.",
      """
      > SELECT _FUNC_(tensor(array(1, 2, 3, 4), array(1, 2, 2)));
       [1,2,3,4]
      """) {
    @Override
    public Expression plan(Arguments arguments) {
      arguments.count(1, 1);
      if (arguments.isNull(0)) {
        return Literal.create(null, DataTypes.createArrayType(DataTypes.DoubleType, false));
      }
      Optional<DType> dtype = TensorStruct.plannedDType(arguments.tensor(0));
      if (dtype.isEmpty()) {
        return Expressions.call(
            TensorFunctions.class,
            "tensorDataAsDoubles",
            DataTypes.createArrayType(DataTypes.DoubleType, false),
            arguments.at(0));
      }
      return Expressions.call(
          TensorFunctions.class,
          "tensorData",
          DataTypes.createArrayType(TensorFunctions.elementType(dtype.get()), false),
          arguments.at(0),
          Expressions.constant(dtype.get(), DType.class));
    }
  },

  TENSOR_SHAPE(
      "(tensor) - The extents of a tensor, outermost first.",
      """
      > SELECT _FUNC_(tensor(array(1, 2, 3, 4), array(1, 2, 2)));
       [1,2,2]
      """) {
    @Override
    public Expression plan(Arguments arguments) {
      arguments.count(1, 1);
      DataType type = DataTypes.createArrayType(DataTypes.IntegerType, false);
      if (arguments.isNull(0)) {
        return Literal.create(null, type);
      }
      arguments.tensor(0);
      return Expressions.call(TensorFunctions.class, "tensorShape", type, arguments.at(0));
    }
  },

  TENSOR_CAST(
      "(tensor, dtype) - The same values as elements of another dtype, as PyTorch's Tensor.to: floats"
          + " become ints toward zero, narrower ints keep the low bits, floats are rounded to the nearest.",
      """
      > SELECT tensor_data(_FUNC_(tensor(array(1.9f, -1.9f, 300f), array(1, 1, 3)), 'uint8'));
       [1,255,44]
      """) {
    @Override
    public Expression plan(Arguments arguments) {
      arguments.count(2, 2);
      DType dtype = arguments.dtype(1);
      if (arguments.isNull(0)) {
        return Literal.create(null, TensorStruct.type(dtype));
      }
      if (TensorStruct.plannedDType(arguments.tensor(0)).equals(Optional.of(dtype))) {
        return arguments.at(0);
      }
      return Expressions.call(
          TensorFunctions.class,
          "tensorCast",
          TensorStruct.type(dtype),
          arguments.at(0),
          Expressions.constant(dtype, DType.class));
    }
  },

  TO_TENSOR(
      "(image) - A uint8 image as float32, value / 255, as torchvision's ToTensor.",
      """
      > SELECT tensor_data(_FUNC_(image)) FROM images;
       [0.0,0.003921569,...]
      """) {
    @Override
    public Expression plan(Arguments arguments) {
      arguments.count(1, 1);
      if (arguments.isNull(0)) {
        return Literal.create(null, TensorStruct.type(DType.FLOAT32));
      }
      arguments.tensor(0);
      return Expressions.call(
          TensorFunctions.class, "toTensor", TensorStruct.type(DType.FLOAT32), arguments.at(0));
    }
  };

  private final String usage;
  private final String example;

  TensorCall(String usage, String example) {
    this.usage = usage;
    this.example = example;
  }

  @Override
  public String sqlName() {
    return name().toLowerCase(Locale.ROOT);
  }

  @Override
  public String usage() {
    return usage;
  }

  @Override
  public String example() {
    return example;
  }

  private static DType dtypeOf(DataType element) {
    if (element instanceof ByteType) {
      return DType.INT8;
    } else if (element instanceof ShortType) {
      return DType.INT16;
    } else if (element instanceof IntegerType) {
      return DType.INT32;
    } else if (element instanceof LongType) {
      return DType.INT64;
    } else if (element instanceof FloatType) {
      return DType.FLOAT32;
    } else if (element instanceof DoubleType) {
      return DType.FLOAT64;
    }
    return null;
  }
}
