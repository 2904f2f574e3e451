package io.sparkmaxpool.pooling;

import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Shape;
import io.sparkmaxpool.tensor.Tensor;

/**
 * Power-average pooling as PyTorch's {@code nn.LPPool2d} on a CPU: the p-th root of the sum of the
 * p-th powers of a window, or the largest or smallest magnitude where the norm is infinite.
 *
 * <p>As in PyTorch it is composed of whole-tensor steps, which shows: the power is of {@code x} and
 * not of {@code |x|}, so that an odd norm of a negative sum is NaN; a last window that ceil mode
 * cuts short is scaled by the full kernel; and every step rounds to the element type.
 *
 * <p>Integers are pooled as PyTorch's type promotion has it: a floating-point norm makes them
 * float32 first; a whole one keeps them, for which only int64 has an average, and the root makes
 * float32 of it. Infinite norms take every dtype and keep it.
 *
 * <p>Norms of 1, and infinite ones, have PyTorch's bits. For the others it leaves powers and roots
 * to the machine's libraries, whose last bit differs from one machine to the next; here they are
 * rounded correctly, or to the nearest of {@link Math#pow}.
 *
 * <p>Source of the rule: PyTorch, {@code torch/nn/functional.py}, {@code lp_pool2d}.
 */
public final class LpPool2d implements Pool2d {
  private static final long serialVersionUID = 1;

  private final LpPool2dParams params;
  private final transient MaxPool2d maximum;
  private final transient AvgPool2d average;

  private LpPool2d(LpPool2dParams params, RowKernels kernels) {
    this.params = params;
    this.maximum = params.isMaximum() ? MaxPool2d.with(params.windows(), kernels) : null;
    this.average = params.isMaximum() ? null : AvgPool2d.with(params.averages(), kernels);
  }

  /**
   * A power-average pooling with these parameters.
   *
   * @throws IllegalArgumentException with PyTorch's text, if they cannot hold for any input
   */
  public static LpPool2d of(LpPool2dParams params) {
    return with(params, KernelChoice.current().kernels());
  }

  /** The same with given kernels, so that tests can hold one kind against another. */
  static LpPool2d with(LpPool2dParams params, RowKernels kernels) {
    params.check();
    return new LpPool2d(params, kernels);
  }

  /** The parameters. */
  public LpPool2dParams params() {
    return params;
  }

  @Override
  public Shape outputShape(Shape input) {
    return params.outputShape(input);
  }

  @Override
  public DType outputDType(DType input) {
    if (params.isMaximum()) {
      return input;
    }
    DType powered = poweredDType(input);
    average.outputDType(powered);
    return powered.isFloating() ? powered : DType.FLOAT32;
  }

  private DType poweredDType(DType input) {
    return input.isFloating() || params.normType().isWhole() ? input : DType.FLOAT32;
  }

  @Override
  public Shape check(DType dtype, Shape shape) {
    if (!params.isMaximum() && !poweredDType(dtype).isFloating() && params.normType().value() < 0) {
      throw new IllegalArgumentException("Integers to negative integer powers are not allowed.");
    }
    Shape output = outputShape(shape);
    outputDType(dtype);
    return output;
  }

  @Override
  public Tensor apply(Tensor input) {
    check(input.dtype(), input.shape());
    if (params.isMaximum()) {
      return params.normType().value() > 0
          ? maximum.apply(Elementwise.abs(input))
          : Elementwise.negate(maximum.apply(Elementwise.negate(Elementwise.abs(input))));
    }
    double norm = params.normType().value();
    Tensor powers =
        input.dtype() == DType.INT64 && params.normType().isWhole()
            ? Elementwise.wholePower(input, (int) norm)
            : Elementwise.power(floating(input), norm);
    Tensor sums = Elementwise.scale(average.apply(powers), kernelElements());
    return Elementwise.power(floating(sums), 1 / norm);
  }

  /** Integers as float32, as PyTorch promotes them. */
  private static Tensor floating(Tensor tensor) {
    return tensor.dtype().isFloating() ? tensor : tensor.to(DType.FLOAT32);
  }

  private long kernelElements() {
    return (long) params.kernelSize().height() * params.kernelSize().width();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LpPool2d pool && params.equals(pool.params);
  }

  @Override
  public int hashCode() {
    return params.hashCode();
  }

  /** As PyTorch prints the module. */
  @Override
  public String toString() {
    return "LPPool2d(norm_type=%s, kernel_size=%s, stride=%s, ceil_mode=%s)"
        .formatted(
            params.normType(),
            params.kernelSize(),
            params.stride(),
            params.ceilMode() ? "True" : "False");
  }

  private Object readResolve() {
    return of(params);
  }
}
