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
      "values, indices",
      "kernel_size [, stride [, padding [, output_size]]]",
      2,
      4,
      "Puts every value back where its index says, zeros elsewhere, with the bits of PyTorch's max_unpool2d.",
      "tensor(array(4f), array(1, 1, 1)), tensor(array(3L), array(1, 1, 1)), 2",
      "[0.0,0.0,0.0,4.0]") {
    @Override
    Expression call(Arguments arguments, IndexCall.Variant variant) {
      Size2d kernelSize = arguments.kernelSize(2);
      MaxUnpool2d unpool =
          MaxUnpool2d.of(
              new MaxUnpool2dParams(
                  kernelSize, arguments.stride(3, kernelSize), arguments.padding(4)));
      Expression constant = Expressions.constant(unpool, MaxUnpool2d.class);
      DataType type = variant.resultType(arguments.tensor(0), MaxUnpool2d::outputDType);
      return arguments.isAbsent(5)
          ? variant.call("maxUnpool2d", type, arguments.at(0), arguments.at(1), constant)
          : variant.call(
              "maxUnpool2d",
              type,
              arguments.at(0),
              arguments.at(1),
              sizes(arguments.at(5)),
              constant);
    }
  },

  MAX_POOL2D_BACKWARD(
      "grad_output, input, indices",
      "kernel_size [, stride [, padding [, dilation [, ceil_mode]]]]",
      3,
      5,
      "The gradient of max_pool2d: adds every output's gradient where its maximum was.",
      "tensor(array(1f), array(1, 1, 1)), tensor(array(1f, 2f, 3f, 4f), array(1, 2, 2)), tensor(array(3L), array(1, 1, 1)), 2",
      "[0.0,0.0,0.0,1.0]") {
    @Override
    Expression call(Arguments arguments, IndexCall.Variant variant) {
      return variant.call(
          "maxPool2dBackward",
          variant.resultType(arguments.tensor(1), MaxPool2d::gradientDType),
          arguments.at(0),
          arguments.at(1),
          arguments.at(2),
          Expressions.constant(MaxPool2d.of(arguments.windows(3)), MaxPool2d.class));
    }
  };

  private final String tensors;
  private final String parameters;
  private final int tensorCount;
  private final int mostParameters;
  private final String meaning;
  private final String exampleArguments;
  private final String exampleResult;

  IndexOperation(
      String tensors,
      String parameters,
      int tensorCount,
      int mostParameters,
      String meaning,
      String exampleArguments,
      String exampleResult) {
    this.tensors = tensors;
    this.parameters = parameters;
    this.tensorCount = tensorCount;
    this.mostParameters = mostParameters;
    this.meaning = meaning;
    this.exampleArguments = exampleArguments;
    this.exampleResult = exampleResult;
  }

  /** The expression of a call whose arguments are right in number, the tensors among them too. */
  abstract Expression call(Arguments arguments, IndexCall.Variant variant);

  /** PyTorch's name, which is the function's. */
  String torchName() {
    return name().toLowerCase(Locale.ROOT);
  }

  String usage() {
    return "(%s, %s) - %s".formatted(tensors, parameters, meaning);
  }

  int tensorCount() {
    return tensorCount;
  }

  int mostParameters() {
    return mostParameters;
  }

  String exampleArguments() {
    return exampleArguments;
  }

  String exampleResult() {
    return exampleResult;
  }

  /** An output size as an array of ints: one int stands for both axes. */
  private static Expression sizes(Expression size) {
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
    throw new IllegalArgumentException(
        "max_unpool2d: output_size must be an int or an array of them, but got "
            + type.catalogString());
  }
}
