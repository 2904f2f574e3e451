package io.sparkmaxpool.sql;

import io.sparkmaxpool.tensor.DType;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.catalyst.expressions.Expression;
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
enum TensorConversion implements TensorOperation {
  TENSOR(
      new Description(
          List.of(
              Parameter.required("elements", "an array of numbers, row-major"),
              Parameter.required("shape", "the extents, outermost first, an array<int>")),
          "Makes a tensor of an array of numbers. The dtype is that of the array; decimals become float32.",
          new Example("tensor_shape(_FUNC_(array(1, 2, 3, 4), array(1, 2, 2)))", "[1,2,2]"),
          new Example("_FUNC_(array(1, 2, 3), array(1, 2, 2))", "NULL"))) {
    @Override
    public Expression plan(Arguments arguments, SqlFunction.Failure failure) {
      Expression elements = arguments.typed(0, DataTypes.createArrayType(DataTypes.FloatType));
      Expression shape = arguments.typed(1, DataTypes.createArrayType(DataTypes.IntegerType));
      if (elements.dataType() instanceof ArrayType array
          && array.elementType() instanceof DecimalType) {
        elements =
            Expressions.cast(
                elements, DataTypes.createArrayType(DataTypes.FloatType, array.containsNull()));
      }
      DType dtype =
          elements.dataType() instanceof ArrayType array ? dtypeOf(array.elementType()) : null;
      if (dtype == null) {
        throw arguments.mistake(0, "an array of numbers");
      }
      if (!(shape.dataType() instanceof ArrayType extents)
          || !(extents.elementType() instanceof IntegerType)) {
        throw arguments.mistake(1, "an array<int>");
      }
      return arguments.call(
          TensorFunctions.class,
          failure.method("tensor"),
          TensorStruct.type(dtype),
          failure,
          elements,
          shape,
          Expressions.constant(dtype, DType.class));
    }
  },

  TENSOR_DATA(
      new Description(
          List.of(ANY_TENSOR),
          "The elements of a tensor, row-major, as an array. Where only the rows know the dtype,"
              + " array<double>.",
          new Example("_FUNC_(tensor(array(1, 2, 3, 4), array(1, 2, 2)))", "[1,2,3,4]"),
          new Example("_FUNC_(" + TOO_SHORT + ")", "NULL"))) {
    @Override
    public Expression plan(Arguments arguments, SqlFunction.Failure failure) {
      Optional<DType> dtype = TensorStruct.plannedDType(arguments.tensor(0));
      if (dtype.isEmpty()) {
        return arguments.call(
            TensorFunctions.class,
            failure.method("tensorDataAsDoubles"),
            DataTypes.createArrayType(DataTypes.DoubleType, false),
            failure,
            arguments.at(0));
      }
      return arguments.call(
          TensorFunctions.class,
          failure.method("tensorData"),
          DataTypes.createArrayType(TensorFunctions.elementType(dtype.get()), false),
          failure,
          arguments.at(0),
          Expressions.constant(dtype.get(), DType.class));
    }
  },

  TENSOR_SHAPE(
      new Description(
          List.of(ANY_TENSOR),
          "The extents of a tensor, outermost first.",
          new Example("_FUNC_(tensor(array(1, 2, 3, 4), array(1, 2, 2)))", "[1,2,2]"),
          new Example("_FUNC_(tensor(array(1, 2, 3, 4), array(1, 2, 2)))", "[1,2,2]"))) {
    @Override
    public Expression plan(Arguments arguments, SqlFunction.Failure failure) {
      return arguments.call(
          TensorFunctions.class,
          failure.method("tensorShape"),
          DataTypes.createArrayType(DataTypes.IntegerType, false),
          failure,
          arguments.at(0));
    }
  },

  TENSOR_CAST(
      new Description(
          List.of(ANY_TENSOR, Parameter.required("dtype", "NumPy's name of it, or bfloat16")),
          "The same values as elements of another dtype, as PyTorch's Tensor.to: floats become ints toward"
              + " zero, narrower ints keep the low bits, floats are rounded to the nearest.",
          new Example(
              "tensor_data(_FUNC_(tensor(array(1.9f, -1.9f, 300f), array(1, 1, 3)), 'uint8'))",
              "[1,255,44]"),
          new Example("_FUNC_(" + TOO_SHORT + ", 'int8')", "NULL"))) {
    @Override
    public Expression plan(Arguments arguments, SqlFunction.Failure failure) {
      DType dtype = arguments.dtype(1);
      if (TensorStruct.plannedDType(arguments.tensor(0)).equals(Optional.of(dtype))) {
        return arguments.at(0);
      }
      return arguments.call(
          TensorFunctions.class,
          failure.method("tensorCast"),
          TensorStruct.type(dtype),
          failure,
          arguments.at(0),
          Expressions.constant(dtype, DType.class));
    }
  },

  TO_TENSOR(
      new Description(
          List.of(Parameter.tensor("image", "a uint8 tensor")),
          "A uint8 image as float32, value / 255, as torchvision's ToTensor.",
          new Example(
              "tensor_data(_FUNC_(tensor_cast(tensor(array(0, 51, 255), array(3, 1, 1)), 'uint8')))",
              "[0.0,0.2,1.0]"),
          new Example("_FUNC_(tensor(array(0.5f), array(1, 1, 1)))", "NULL"))) {
    @Override
    public Expression plan(Arguments arguments, SqlFunction.Failure failure) {
      return arguments.call(
          TensorFunctions.class,
          failure.method("toTensor"),
          TensorStruct.type(DType.FLOAT32),
          failure,
          arguments.at(0));
    }
  },

  DECODE_IMAGE(
      new Description(
          List.of(Parameter.required("bytes", "a whole JPEG, PNG, BMP, GIF, WebP or TIFF file")),
          "Decodes an image file to a uint8 tensor [3,H,W], red, green and blue, as the data sources do."
              + " The content decides the format; of a GIF, the first frame.",
          new Example(
              "tensor_data(_FUNC_(X'424D1E000000000000001A0000000C000000010001000100180003020100'))",
              "[1,2,3]"),
          new Example("_FUNC_(X'424D1E00')", "NULL"))) {
    @Override
    public Expression plan(Arguments arguments, SqlFunction.Failure failure) {
      Expression bytes = arguments.typed(0, DataTypes.BinaryType);
      if (!bytes.dataType().equals(DataTypes.BinaryType)) {
        throw arguments.mistake(0, "binary");
      }
      return arguments.call(
          ImageFunctions.class,
          failure.method("decodeImage"),
          TensorStruct.type(DType.UINT8),
          failure,
          bytes);
    }
  };

  private final Description description;

  TensorConversion(Description description) {
    this.description = description;
  }

  @Override
  public Description description() {
    return description;
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
