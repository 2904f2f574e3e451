package io.sparkmaxpool.sql;

import io.sparkmaxpool.pooling.AdaptiveAvgPool2d;
import io.sparkmaxpool.pooling.AdaptiveMaxPool2d;
import io.sparkmaxpool.pooling.AvgPool2d;
import io.sparkmaxpool.pooling.AvgPool2dParams;
import io.sparkmaxpool.pooling.LpPool2d;
import io.sparkmaxpool.pooling.LpPool2dParams;
import io.sparkmaxpool.pooling.MaxPool2d;
import io.sparkmaxpool.pooling.Pool2d;
import io.sparkmaxpool.pooling.Size2d;
import java.util.List;
import java.util.Locale;

/** The poolings, a row each: how their parameters follow the tensor, in PyTorch's order. */
enum PoolOperation {
  MAX_POOL2D(
      List.of(
          Parameter.KERNEL_SIZE,
          Parameter.STRIDE,
          Parameter.PADDING,
          Parameter.DILATION,
          Parameter.CEIL_MODE),
      "Max-pools a tensor, with the bits of PyTorch's max_pool2d.",
      "2",
      "[4.0]",
      "[3]") {
    @Override
    Pool2d operation(Arguments arguments) {
      return MaxPool2d.of(arguments.windows(1));
    }
  },

  AVG_POOL2D(
      List.of(
          Parameter.KERNEL_SIZE,
          Parameter.STRIDE,
          Parameter.PADDING,
          Parameter.CEIL_MODE,
          Parameter.optional("count_include_pad", "whether the padding counts as zeros", true),
          Parameter.optional(
              "divisor_override", "an int to divide by instead of the number of elements", null)),
      "Averages the windows of a tensor, with the bits of PyTorch's avg_pool2d.",
      "2",
      "[2.5]",
      null) {
    @Override
    Pool2d operation(Arguments arguments) {
      Size2d kernelSize = arguments.kernelSize(1);
      return AvgPool2d.of(
          new AvgPool2dParams(
              kernelSize,
              arguments.stride(2, kernelSize),
              arguments.padding(3),
              arguments.flag(4),
              arguments.flag(5),
              arguments.optionalInt(6)));
    }
  },

  LP_POOL2D(
      List.of(
          Parameter.required(
              "norm_type", "the power, a number; ints and floats differ, as in Python"),
          Parameter.KERNEL_SIZE,
          Parameter.STRIDE,
          Parameter.CEIL_MODE),
      "Power-average-pools a tensor, as PyTorch's lp_pool2d.",
      "2, 2",
      "[5.477226]",
      null) {
    @Override
    Pool2d operation(Arguments arguments) {
      Size2d kernelSize = arguments.kernelSize(2);
      return LpPool2d.of(
          new LpPool2dParams(
              arguments.normType(1),
              kernelSize,
              arguments.stride(3, kernelSize),
              arguments.flag(4)));
    }
  },

  ADAPTIVE_MAX_POOL2D(
      List.of(Parameter.OUTPUT_SIZE),
      "Max-pools a tensor to an output size, with the bits of PyTorch's adaptive_max_pool2d.",
      "1",
      "[4.0]",
      "[3]") {
    @Override
    Pool2d operation(Arguments arguments) {
      return AdaptiveMaxPool2d.of(
          arguments.outputSize(
              1, "adaptive_max_pool2d(): internal error: output_size.size() must be 2"));
    }
  },

  ADAPTIVE_AVG_POOL2D(
      List.of(Parameter.OUTPUT_SIZE),
      "Averages a tensor to an output size, as PyTorch's adaptive_avg_pool2d.",
      "1",
      "[2.5]",
      null) {
    @Override
    Pool2d operation(Arguments arguments) {
      return AdaptiveAvgPool2d.of(
          arguments.outputSize(1, "adaptive_avg_pool2d: output_size must be 2"));
    }
  };

  private final List<Parameter> parameters;
  private final String meaning;
  private final String exampleParameters;
  private final String exampleValues;
  private final String exampleIndices;

  PoolOperation(
      List<Parameter> parameters,
      String meaning,
      String exampleParameters,
      String exampleValues,
      String exampleIndices) {
    this.parameters = parameters;
    this.meaning = meaning;
    this.exampleParameters = exampleParameters;
    this.exampleValues = exampleValues;
    this.exampleIndices = exampleIndices;
  }

  /**
   * The operation that a call means.
   *
   * @throws IllegalArgumentException with PyTorch's text, if the parameters cannot hold
   */
  abstract Pool2d operation(Arguments arguments);

  /** PyTorch's name, which is the function's. */
  String torchName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether it can tell the places of its results. */
  boolean isIndexed() {
    return exampleIndices != null;
  }

  /** The parameters after the tensor. */
  List<Parameter> parameters() {
    return parameters;
  }

  /** One sentence. */
  String meaning() {
    return meaning;
  }

  /** Parameters for an example on the 2 x 2 tensor 1, 2, 3, 4. */
  String exampleParameters() {
    return exampleParameters;
  }

  String exampleValues() {
    return exampleValues;
  }

  String exampleIndices() {
    return exampleIndices;
  }
}
