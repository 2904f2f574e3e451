package io.sparkmaxpool.sql;

import io.sparkmaxpool.pooling.MaxPool2d;
import io.sparkmaxpool.pooling.MaxUnpool2d;
import io.sparkmaxpool.pooling.MaxUnpool2dParams;
import io.sparkmaxpool.pooling.Size2d;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** What can be done with the indices of a max pooling, a row each. */
enum IndexOperation {
  MAX_UNPOOL2D(
      List.of(
          Parameter.tensor("values", "what a max pooling gave"),
          Parameter.tensor("indices", "where it found them, int64"),
          Parameter.KERNEL_SIZE,
          Parameter.STRIDE,
          Parameter.PADDING,
          Parameter.optional(
              "output_size",
              "rows and columns of the result, where they are not the least that give the values: an int or an array of them, which may differ from row to row",
              null)),
      "Puts every value back where its index says, zeros elsewhere, with the bits of PyTorch's max_unpool2d.",
      "tensor(array(4f), array(1, 1, 1)), tensor(array(%s), array(1, 1, 1)), 2",
      "[0.0,0.0,0.0,4.0]") {
    @Override
    Expression call(Arguments arguments, IndexCall.Variant variant) {
      Size2d kernelSize = arguments.kernelSize(2);
      MaxUnpool2d unpool =
          MaxUnpool2d.of(
              new MaxUnpool2dParams(
                  kernelSize, arguments.stride(3, kernelSize), arguments.padding(4)));
      Expression constant = Expressions.constant(new Timed<>(unpool), Timed.class);
      DataType type = variant.resultType(arguments.tensor(0), MaxUnpool2d::outputDType);
      return arguments.isAlwaysNull(5)
          ? variant.call(arguments, "maxUnpool2d", type, arguments.at(0), arguments.at(1), constant)
          : variant.call(
              arguments,
              "maxUnpool2d",
              type,
              arguments.at(0),
              arguments.at(1),
              sizes(arguments),
              constant);
    }
  },

  MAX_POOL2D_BACKWARD(
      List.of(
          Parameter.tensor("grad_output", "the gradient of the pooling's result"),
          Parameter.tensor("input", "what was pooled"),
          Parameter.tensor("indices", "where the maxima were, int64"),
          Parameter.KERNEL_SIZE,
          Parameter.STRIDE,
          Parameter.PADDING,
          Parameter.DILATION,
          Parameter.CEIL_MODE),
      "The gradient of max_pool2d: adds every output's gradient where its maximum was.",
      "tensor(array(1f), array(1, 1, 1)), tensor(array(1f, 2f, 3f, 4f), array(1, 2, 2)), tensor(array(%s), array(1, 1, 1)), 2",
      "[0.0,0.0,0.0,1.0]") {
    @Override
    Expression call(Arguments arguments, IndexCall.Variant variant) {
      return variant.call(
          arguments,
          "maxPool2dBackward",
          variant.resultType(arguments.tensor(1), MaxPool2d::gradientDType),
          arguments.at(0),
          arguments.at(1),
          arguments.at(2),
          Expressions.constant(MaxPool2d.of(arguments.windows(3)), MaxPool2d.class));
    }
  };

  private final List<Parameter> parameters;
  private final String meaning;
  private final String exampleArguments;
  private final String exampleResult;

  IndexOperation(
      List<Parameter> parameters, String meaning, String exampleArguments, String exampleResult) {
    this.parameters = parameters;
    this.meaning = meaning;
    this.exampleArguments = exampleArguments;
    this.exampleResult = exampleResult;
  }

  /** The expression of a call. */
  abstract Expression call(Arguments arguments, IndexCall.Variant variant);

  /** PyTorch's name, which is the function's. */
  String torchName() {
    return name().toLowerCase(Locale.ROOT);
  }

  List<Parameter> parameters() {
    return parameters;
  }

  /** One sentence. */
  String meaning() {
    return meaning;
  }

  /** Arguments for an example, whose one index is given. */
  String exampleArguments(String index) {
    return exampleArguments.formatted(index);
  }

  String exampleResult() {
    return exampleResult;
  }

  /** The output size of an unpooling as an array of ints: one int stands for both axes. */
  private static Expression sizes(Arguments arguments) {
    Expression size = arguments.at(5);
    DataType type = size.dataType();
    List<DataType> whole =
        List.of(DataTypes.ByteType, DataTypes.ShortType, DataTypes.IntegerType, DataTypes.LongType);
    DataType ints = DataTypes.createArrayType(DataTypes.IntegerType);
    if (whole.contains(type)) {
      return Expressions.cast(Expressions.pair(size), ints);
    }
    if (type instanceof ArrayType array && whole.contains(array.elementType())) {
      return Expressions.cast(size, ints);
    }
    throw arguments.mistake(5, "an int or an array of them");
  }
}
