package io.sparkmaxpool.pooling;

import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Shape;
import io.sparkmaxpool.tensor.Tensor;

/**
 * Average pooling with the bits of PyTorch's {@code nn.AvgPool2d} on a CPU, for float32, float64,
 * float16, bfloat16 and int64. A window is summed row by row, in float32 for the two half types,
 * and in the element type for the others; a whole number is divided toward zero.
 *
 * <pre>{@code
 * AvgPool2d pool = AvgPool2d.of(AvgPool2dParams.of(2));
 * pool.apply(Tensor.of(Shape.of(1, 2, 2), 1f, 2f, 3f, 4f));   // [1, 1, 1]: 2.5
 * }</pre>
 *
 * <p>Source of the rule: PyTorch, {@code aten/src/ATen/native/cpu/AvgPoolKernel.cpp}.
 */
public final class AvgPool2d implements Pool2d {
  private static final long serialVersionUID = 1;

  private final AvgPool2dParams params;
  private final transient Reused<WindowMeans> scratch;

  private AvgPool2d(AvgPool2dParams params, RowKernels kernels) {
    this.params = params;
    this.scratch = new Reused<>(() -> new WindowMeans(kernels));
  }

  /**
   * An average pooling with these parameters.
   *
   * @throws IllegalArgumentException with PyTorch's text, if they cannot hold for any input
   */
  public static AvgPool2d of(AvgPool2dParams params) {
    return with(params, KernelChoice.current().kernels());
  }

  /** The same with given kernels, so that tests can hold one kind against another. */
  static AvgPool2d with(AvgPool2dParams params, RowKernels kernels) {
    params.check();
    return new AvgPool2d(params, kernels);
  }

  /** The parameters. */
  public AvgPool2dParams params() {
    return params;
  }

  @Override
  public Shape outputShape(Shape input) {
    return params.outputShape(input);
  }

  @Override
  public DType outputDType(DType input) {
    return switch (input) {
      case INT64, FLOAT16, BFLOAT16, FLOAT32, FLOAT64 -> input;
      case UINT8, INT8, INT16, INT32 -> throw Refusals.notImplemented("avg_pool2d", input);
    };
  }

  @Override
  public Tensor apply(Tensor input) {
    Shape output = check(input.dtype(), input.shape());
    WindowMeans means = scratch.take();
    try {
      return means.averages(
          input,
          output,
          windows(
              input.shape().extent(-2),
              output.extent(-2),
              params.kernelSize().height(),
              params.stride().height(),
              params.padding().height()),
          windows(
              input.shape().extent(-1),
              output.extent(-1),
              params.kernelSize().width(),
              params.stride().width(),
              params.padding().width()),
          params.divisorOverride());
    } finally {
      scratch.give(means);
    }
  }

  private Windows windows(int input, int outputs, int kernel, int stride, int padding) {
    return Windows.sliding(
        input,
        outputs,
        kernel,
        stride,
        padding,
        params.countIncludePad() ? Windows.Counting.PADDING_TOO : Windows.Counting.INPUT_ONLY);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AvgPool2d pool && params.equals(pool.params);
  }

  @Override
  public int hashCode() {
    return params.hashCode();
  }

  /** As PyTorch prints the module, with the parameters it leaves out. */
  @Override
  public String toString() {
    return "AvgPool2d(kernel_size=%s, stride=%s, padding=%s, ceil_mode=%s, count_include_pad=%s, divisor_override=%s)"
        .formatted(
            params.kernelSize(),
            params.stride(),
            params.padding(),
            params.ceilMode() ? "True" : "False",
            params.countIncludePad() ? "True" : "False",
            params.divisorOverride() == null ? "None" : params.divisorOverride());
  }

  private Object readResolve() {
    return of(params);
  }
}
