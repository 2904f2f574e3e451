package io.sparkmaxpool.sql;

import io.sparkmaxpool.pooling.MaxPool2d;
import io.sparkmaxpool.tensor.DType;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ExpressionInfo;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.objects.StaticInvoke;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.ObjectType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;

/** The SQL functions, a row each: what a call becomes, and what {@code DESCRIBE FUNCTION} says. */
enum SqlFunction {
  MAX_POOL2D(
      Text.POOLING_ARGUMENTS + "Max-pools a tensor, with the bits of PyTorch's max_pool2d.",
      """
      > SELECT tensor_data(_FUNC_(tensor(array(1, 2, 3, 4), array(1, 2, 2)), 2));
       [4]
      """) {
    @Override
    Expression plan(Arguments arguments) {
      return pooling(arguments, "maxPool2d", Failure.THROWS);
    }
  },

  TRY_MAX_POOL2D(
      Text.POOLING_ARGUMENTS + "As max_pool2d, but NULL where a tensor does not suit.",
      """
      > SELECT _FUNC_(tensor(array(1, 2, 3, 4), array(1, 2, 2)), 3);
       NULL
      """) {
    @Override
    Expression plan(Arguments arguments) {
      return pooling(arguments, "tryMaxPool2d", Failure.GIVES_NULL);
    }
  },

  MAX_POOL2D_WITH_INDICES(
      Text.POOLING_ARGUMENTS
          + "As max_pool2d, with the place h * W + w of every maximum in its plane: struct<values, indices>.",
      """
      > SELECT tensor_data(_FUNC_(tensor(array(1, 2, 3, 4), array(1, 2, 2)), 2).indices);
       [3]
      """) {
    @Override
    Expression plan(Arguments arguments) {
      return pooling(arguments, "maxPool2dWithIndices", Failure.THROWS);
    }
  },

  TRY_MAX_POOL2D_WITH_INDICES(
      Text.POOLING_ARGUMENTS + "As max_pool2d_with_indices, but NULL where a tensor does not suit.",
      """
      > SELECT _FUNC_(tensor(array(1, 2, 3, 4), array(1, 2, 2)), 3);
       NULL
      """) {
    @Override
    Expression plan(Arguments arguments) {
      return pooling(arguments, "tryMaxPool2dWithIndices", Failure.GIVES_NULL);
    }
  },

  MAX_POOL2D_ERROR(
      Text.POOLING_ARGUMENTS + "The text that max_pool2d fails with for this tensor, or NULL.",
      """
      > SELECT _FUNC_(tensor(array(1, 2, 3, 4), array(1, 2, 2)), 3);
       Given input size: (1x2x2). Calculated output size: (1x0x0). Output size is too small
      """) {
    @Override
    Expression plan(Arguments arguments) {
      arguments.count(2, 6);
      MaxPool2d pool = MaxPool2d.of(arguments.poolingParameters());
      if (arguments.isNull(0)) {
        return Literal.create(null, DataTypes.StringType);
      }
      arguments.tensor(0);
      return call(
          PoolingFunctions.class,
          "maxPool2dError",
          DataTypes.StringType,
          Failure.GIVES_NULL,
          arguments.at(0),
          constant(pool, MaxPool2d.class));
    }
  },

  TENSOR(
      "(elements, shape) - Makes a tensor of an array of numbers, row-major. The dtype is that of the"
          + " array; decimals become float32.",
      """
      > SELECT tensor_shape(_FUNC_(array(1, 2, 3, 4), array(1, 2, 2)));
       [1,2,2]
      """) {
    @Override
    Expression plan(Arguments arguments) {
      arguments.count(2, 2);
      if (arguments.isNull(0) || arguments.isNull(1)) {
        return Literal.create(null, TensorStruct.type());
      }
      DataType type = arguments.at(0).dataType();
      Expression elements = arguments.at(0);
      if (type instanceof ArrayType array && array.elementType() instanceof DecimalType) {
        type = DataTypes.createArrayType(DataTypes.FloatType, array.containsNull());
        elements = new Cast(elements, type, Option.empty(), Cast.apply$default$4());
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
      return call(
          TensorFunctions.class,
          "tensor",
          TensorStruct.type(dtype),
          Failure.THROWS,
          elements,
          arguments.at(1),
          constant(dtype, DType.class));
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
    Expression plan(Arguments arguments) {
      arguments.count(1, 1);
      if (arguments.isNull(0)) {
        return Literal.create(null, DataTypes.createArrayType(DataTypes.DoubleType, false));
      }
      Optional<DType> dtype = TensorStruct.plannedDType(arguments.tensor(0));
      if (dtype.isEmpty()) {
        return call(
            TensorFunctions.class,
            "tensorDataAsDoubles",
            DataTypes.createArrayType(DataTypes.DoubleType, false),
            Failure.THROWS,
            arguments.at(0));
      }
      return call(
          TensorFunctions.class,
          "tensorData",
          DataTypes.createArrayType(TensorFunctions.elementType(dtype.get()), false),
          Failure.THROWS,
          arguments.at(0),
          constant(dtype.get(), DType.class));
    }
  },

  TENSOR_SHAPE(
      "(tensor) - The extents of a tensor, outermost first.",
      """
      > SELECT _FUNC_(tensor(array(1, 2, 3, 4), array(1, 2, 2)));
       [1,2,2]
      """) {
    @Override
    Expression plan(Arguments arguments) {
      arguments.count(1, 1);
      DataType type = DataTypes.createArrayType(DataTypes.IntegerType, false);
      if (arguments.isNull(0)) {
        return Literal.create(null, type);
      }
      arguments.tensor(0);
      return call(TensorFunctions.class, "tensorShape", type, Failure.THROWS, arguments.at(0));
    }
  },

  TO_TENSOR(
      "(image) - A uint8 image as float32, value / 255, as torchvision's ToTensor.",
      """
      > SELECT tensor_data(_FUNC_(image)) FROM images;
       [0.0,0.003921569,...]
      """) {
    @Override
    Expression plan(Arguments arguments) {
      arguments.count(1, 1);
      if (arguments.isNull(0)) {
        return Literal.create(null, TensorStruct.type(DType.FLOAT32));
      }
      arguments.tensor(0);
      return call(
          TensorFunctions.class,
          "toTensor",
          TensorStruct.type(DType.FLOAT32),
          Failure.THROWS,
          arguments.at(0));
    }
  };

  /** What a function does with a tensor that does not suit. */
  private enum Failure {
    THROWS,
    GIVES_NULL
  }

  /**
   * Constants that the rows above share; an enum's own are not there yet when its rows are made.
   */
  private static final class Text {
    private static final String POOLING_ARGUMENTS =
        "(tensor, kernel_size [, stride [, padding [, dilation [, ceil_mode]]]]) - ";
  }

  private final String usage;
  private final String example;

  SqlFunction(String usage, String example) {
    this.usage = usage;
    this.example = example;
  }

  /** The expression that a call with checked arguments becomes. */
  abstract Expression plan(Arguments arguments);

  /**
   * The expression that a call becomes.
   *
   * @throws IllegalArgumentException with PyTorch's text where it has one
   */
  Expression plan(Expression... arguments) {
    return plan(new Arguments(sqlName(), arguments));
  }

  /** The name in SQL. */
  String sqlName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What {@code DESCRIBE FUNCTION EXTENDED} shows. */
  ExpressionInfo info() {
    return new ExpressionInfo(
        PoolingFunctions.class.getName(),
        null,
        sqlName(),
        "_FUNC_" + usage,
        "",
        "\n    Examples:\n" + example.indent(6) + "  ",
        "",
        "",
        "0.1.0",
        "",
        "built-in");
  }

  private static Expression pooling(Arguments arguments, String method, Failure failure) {
    arguments.count(2, 6);
    MaxPool2d pool = MaxPool2d.of(arguments.poolingParameters());
    boolean withIndices = method.endsWith("WithIndices");
    if (arguments.isNull(0)) {
      StructType type = TensorStruct.type();
      return Literal.create(null, withIndices ? withIndices(type) : type);
    }
    StructType tensor = arguments.tensor(0);
    return call(
        PoolingFunctions.class,
        method,
        withIndices ? withIndices(tensor) : tensor,
        failure,
        arguments.at(0),
        constant(pool, MaxPool2d.class));
  }

  private static StructType withIndices(StructType values) {
    return new StructType(
        new StructField[] {
          new StructField("values", values, false, Metadata.empty()),
          new StructField("indices", TensorStruct.type(DType.INT64), false, Metadata.empty())
        });
  }

  private static Literal constant(Object value, Class<?> type) {
    return Literal.create(value, new ObjectType(type));
  }

  private static Expression call(
      Class<?> owner, String method, DataType type, Failure failure, Expression... arguments) {
    return new StaticInvoke(
        owner,
        type,
        method,
        CollectionConverters.asScala(List.of(arguments)).toSeq(),
        CollectionConverters.asScala(List.<org.apache.spark.sql.types.AbstractDataType>of())
            .toSeq(),
        true,
        failure == Failure.GIVES_NULL,
        true,
        Option.empty());
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
