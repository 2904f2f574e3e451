package io.sparkmaxpool.pooling;

import io.sparkmaxpool.tensor.Shape;
import java.io.Serializable;

/**
 * The parameters of a two-dimensional power-average pooling, as PyTorch's {@code nn.LPPool2d} takes
 * them; it has neither padding nor dilation. The rules are those of the pooling it is made of: an
 * average, or a maximum where the norm is infinite.
 *
 * @param normType the exponent; not 0
 * @param kernelSize extents of the window
 * @param stride steps between windows
 * @param ceilMode round the output size up
 */
public record LpPool2dParams(NormType normType, Size2d kernelSize, Size2d stride, boolean ceilMode)
    implements Serializable {

  /** A kernel with PyTorch's defaults: stride = kernel, floor. */
  public static LpPool2dParams of(NormType normType, Size2d kernelSize) {
    return new LpPool2dParams(normType, kernelSize, kernelSize, false);
  }

  /**
   * Applies the rules that need no input.
   *
   * @throws IllegalArgumentException with PyTorch's text
   */
  public void check() {
    if (normType.value() == 0) {
      throw new IllegalArgumentException("norm_type must be a non-zero value, but got " + normType);
    }
    windows().check();
  }

  /**
   * The shape of the output, of the same rank as the input.
   *
   * @param input {@code [C,H,W]} or {@code [N,C,H,W]}; N may be 0
   * @throws IllegalArgumentException with PyTorch's text, the first rule that is broken
   */
  public Shape outputShape(Shape input) {
    return isMaximum() ? windows().outputShape(input) : averages().outputShape(input);
  }

  /** Whether the norm is infinite: the pooling is one of the largest or smallest magnitudes. */
  boolean isMaximum() {
    return Double.isInfinite(normType.value());
  }

  Pool2dParams windows() {
    return new Pool2dParams(kernelSize, stride, Size2d.of(0), Size2d.of(1), ceilMode);
  }

  AvgPool2dParams averages() {
    return new AvgPool2dParams(kernelSize, stride, Size2d.of(0), ceilMode, true, null);
  }
}
