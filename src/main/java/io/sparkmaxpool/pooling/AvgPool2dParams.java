package io.sparkmaxpool.pooling;

import io.sparkmaxpool.tensor.Shape;
import java.io.Serializable;

/**
 * The parameters of a two-dimensional average pooling, as PyTorch's {@code nn.AvgPool2d} takes
 * them. The output size and the rules are those of a max pooling without dilation, after two of its
 * own (PyTorch, {@code aten/src/ATen/native/AveragePool2d.cpp}).
 *
 * <pre>{@code
 * AvgPool2dParams.of(3).outputShape(Shape.of(3, 32, 32));   // [3, 10, 10]
 * }</pre>
 *
 * @param kernelSize extents of the window
 * @param stride steps between windows
 * @param padding zeros added on either side; at most half the kernel
 * @param ceilMode round the output size up
 * @param countIncludePad divide by the window's size with its padding, rather than by the number of
 *     its elements that lie in the input; what lies past the right padding never counts
 * @param divisorOverride divide by this instead; may be negative, not 0; null where the window
 *     decides
 */
public record AvgPool2dParams(
    Size2d kernelSize,
    Size2d stride,
    Size2d padding,
    boolean ceilMode,
    boolean countIncludePad,
    Integer divisorOverride)
    implements Serializable {

  /** A square kernel with PyTorch's defaults: stride = kernel, no padding, floor. */
  public static AvgPool2dParams of(int kernelSize) {
    return of(Size2d.of(kernelSize));
  }

  /** A kernel with PyTorch's defaults: stride = kernel, no padding, floor. */
  public static AvgPool2dParams of(Size2d kernelSize) {
    return new AvgPool2dParams(kernelSize, kernelSize, Size2d.of(0), false, true, null);
  }

  /**
   * Applies the rules that need no input, so that a mistake is found before any data is read.
   *
   * @throws IllegalArgumentException with PyTorch's text
   */
  public void check() {
    checkDivisor();
    windows().check();
  }

  /**
   * The shape of the output, of the same rank as the input.
   *
   * @param input {@code [C,H,W]} or {@code [N,C,H,W]}; N may be 0
   * @throws IllegalArgumentException with PyTorch's text, the first rule that is broken
   */
  public Shape outputShape(Shape input) {
    checkDivisor();
    int rank = input.rank();
    if (rank < 3) {
      // PyTorch looks at the channels before it looks at the rank.
      throw new IllegalArgumentException(
          rank == 0
              ? "Dimension specified as -3 but tensor has no dimensions"
              : "Dimension out of range (expected to be in range of [%d, %d], but got -3)"
                  .formatted(-rank, rank - 1));
    }
    return windows().outputShapeBySize(input);
  }

  private void checkDivisor() {
    if (divisorOverride != null && divisorOverride == 0) {
      throw new IllegalArgumentException("divisor must be not zero");
    }
  }

  private Pool2dParams windows() {
    return new Pool2dParams(kernelSize, stride, padding, Size2d.of(1), ceilMode);
  }
}
