package io.sparkmaxpool.pooling;

import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Shape;
import io.sparkmaxpool.tensor.Tensor;

/**
 * Average pooling to a given output size as PyTorch's {@code nn.AdaptiveAvgPool2d} on a CPU, for
 * the four floating-point types; an output size of 1 averages each plane whole.
 *
 * <p>The bits are PyTorch's, except where the output is 1 x 1: PyTorch then takes {@code mean},
 * whose order of summation depends on the machine; here the sum is in float64 then, or row by row
 * for float64, and agrees with PyTorch's to the accuracy of its own.
 *
 * <p>Source of the rule: PyTorch, {@code aten/src/ATen/native/AdaptiveAveragePooling.cpp} and
 * {@code cpu/AdaptiveAvgPoolKernel.cpp}.
 */
public final class AdaptiveAvgPool2d implements Pool2d {
  private static final long serialVersionUID = 1;

  private final OutputSize2d outputSize;
  private final transient Reused<WindowMeans> scratch;

  private AdaptiveAvgPool2d(OutputSize2d outputSize, RowKernels kernels) {
    this.outputSize = outputSize;
    this.scratch = new Reused<>(() -> new WindowMeans(kernels));
  }

  /**
   * An adaptive average pooling to this size.
   *
   * @throws IllegalArgumentException with PyTorch's text, if an extent is negative
   */
  public static AdaptiveAvgPool2d of(OutputSize2d outputSize) {
    return with(outputSize, KernelChoice.current().kernels());
  }

  /** The same with given kernels, so that tests can hold one kind against another. */
  static AdaptiveAvgPool2d with(OutputSize2d outputSize, RowKernels kernels) {
    if (outputSize.isFixed()) {
      requireSize(new Size2d(outputSize.height(), outputSize.width()));
    }
    return new AdaptiveAvgPool2d(outputSize, kernels);
  }

  /** The output size. */
  public OutputSize2d outputSize() {
    return outputSize;
  }

  @Override
  public Shape outputShape(Shape input) {
    Size2d size = outputSize.of(input);
    requireSize(size);
    int rank = input.rank();
    if (rank != 3 && rank != 4) {
      throw new IllegalArgumentException(
          "adaptive_avg_pool2d(): Expected 3D or 4D tensor, but got " + input);
    }
    if (!isMean(size)) {
      Refusals.requireNonEmpty("adaptive_avg_pool2d", input, rank - 2);
      Refusals.requireNonEmpty("adaptive_avg_pool2d", input, rank - 1);
    }
    return Refusals.requireNonNegative(input, size);
  }

  private static void requireSize(Size2d size) {
    if (size.height() < 0 || size.width() < 0) {
      throw new IllegalArgumentException(
          "adaptive_avg_pool2d: elements of output_size must be greater than or equal to 0 but received {%d, %d}"
              .formatted(size.height(), size.width()));
    }
  }

  private static boolean isMean(Size2d size) {
    return size.height() == 1 && size.width() == 1;
  }

  @Override
  public DType outputDType(DType input) {
    if (!input.isFloating()) {
      throw outputSize.equals(OutputSize2d.of(1))
          ? noMean(input)
          : Refusals.notImplemented("adaptive_avg_pool2d", input);
    }
    return input;
  }

  private static IllegalArgumentException noMean(DType input) {
    return new IllegalArgumentException(
        "mean(): could not infer output dtype. Input dtype must be either a floating point or complex dtype. Got: "
            + input.torchName());
  }

  @Override
  public Shape check(DType dtype, Shape shape) {
    Shape output = outputShape(shape);
    if (!dtype.isFloating() && isMean(outputSize.of(shape))) {
      throw noMean(dtype);
    }
    outputDType(dtype);
    return output;
  }

  @Override
  public Tensor apply(Tensor input) {
    Shape output = check(input.dtype(), input.shape());
    Tensor.requireArray(input.dtype(), output);
    if (output.elements() == 0) {
      return Tensor.of(input.dtype(), output, new byte[0]);
    }
    if (isMean(outputSize.of(input.shape()))) {
      return PlaneMeans.of(input, output);
    }
    WindowMeans means = scratch.take();
    try {
      return means.adaptiveAverages(
          input,
          output,
          Windows.adaptive(input.shape().extent(-2), output.extent(-2)),
          Windows.adaptive(input.shape().extent(-1), output.extent(-1)));
    } finally {
      scratch.give(means);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AdaptiveAvgPool2d pool && outputSize.equals(pool.outputSize);
  }

  @Override
  public int hashCode() {
    return outputSize.hashCode();
  }

  /** As PyTorch prints the module. */
  @Override
  public String toString() {
    return "AdaptiveAvgPool2d(output_size=" + outputSize + ")";
  }

  private Object readResolve() {
    return of(outputSize);
  }
}
