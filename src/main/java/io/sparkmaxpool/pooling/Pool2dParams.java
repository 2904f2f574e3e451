package io.sparkmaxpool.pooling;

import io.sparkmaxpool.tensor.Shape;
import java.io.Serializable;

/**
 * The parameters of a two-dimensional max pooling, and the one place that knows its output size.
 *
 * <p>The rules, their order and their messages are PyTorch's ({@code aten/src/ATen/native/Pool.h},
 * {@code pooling_output_shape} and {@code pool2d_shape_check}); {@link #outputShape} applies all of
 * them, {@link #check} those that need no input. All sizes are computed in 64 bits.
 *
 * <pre>{@code
 * Pool2dParams.of(3).outputShape(Shape.of(3, 32, 32));   // [3, 10, 10]
 * }</pre>
 *
 * @param kernelSize extents of the window, in taps
 * @param stride steps between windows
 * @param padding cells added on either side, each lower than any value; at most half the kernel
 * @param dilation distance between the taps of a window
 * @param ceilMode round the output size up: a last window may reach past the right padding, if it
 *     starts inside the image or the left padding
 */
public record Pool2dParams(
    Size2d kernelSize, Size2d stride, Size2d padding, Size2d dilation, boolean ceilMode)
    implements Serializable {

  /** A square kernel with PyTorch's defaults: stride = kernel, no padding, dilation 1, floor. */
  public static Pool2dParams of(int kernelSize) {
    return of(Size2d.of(kernelSize));
  }

  /** A kernel with PyTorch's defaults: stride = kernel, no padding, dilation 1, floor. */
  public static Pool2dParams of(Size2d kernelSize) {
    return new Pool2dParams(kernelSize, kernelSize, Size2d.of(0), Size2d.of(1), false);
  }

  /** These parameters with another stride. */
  public Pool2dParams withStride(Size2d other) {
    return new Pool2dParams(kernelSize, other, padding, dilation, ceilMode);
  }

  /** These parameters with another padding. */
  public Pool2dParams withPadding(Size2d other) {
    return new Pool2dParams(kernelSize, stride, other, dilation, ceilMode);
  }

  /** These parameters with another dilation. */
  public Pool2dParams withDilation(Size2d other) {
    return new Pool2dParams(kernelSize, stride, padding, other, ceilMode);
  }

  /** These parameters with the output size rounded up. */
  public Pool2dParams withCeilMode() {
    return new Pool2dParams(kernelSize, stride, padding, dilation, true);
  }

  /**
   * Applies the rules that need no input, so that a mistake is found before any data is read.
   *
   * @throws IllegalArgumentException with PyTorch's text
   */
  public void check() {
    checkAxis(kernelSize.height(), stride.height(), padding.height(), dilation.height());
    checkAxis(kernelSize.width(), stride.width(), padding.width(), dilation.width());
    checkPositive();
    checkPadding();
  }

  /**
   * The shape of the output, of the same rank as the input.
   *
   * @param input {@code [C,H,W]} or {@code [N,C,H,W]}; N may be 0
   * @throws IllegalArgumentException with PyTorch's text, the first rule that is broken
   */
  public Shape outputShape(Shape input) {
    require(
        input.rank() == 3 || input.rank() == 4,
        "non-empty 3D or 4D (batch mode) tensor expected for input");
    return outputShapeBySize(input);
  }

  /**
   * All rules but the first, which average pooling does not have: there a wrong rank is found where
   * empty planes are.
   *
   * @param input of rank 3 or more
   */
  Shape outputShapeBySize(Shape input) {
    int rank = input.rank();
    int channels = input.extent(-3);
    int height = input.extent(-2);
    int width = input.extent(-1);
    checkAxis(kernelSize.height(), stride.height(), padding.height(), dilation.height());
    long outHeight =
        outputExtent(
            height, kernelSize.height(), stride.height(), padding.height(), dilation.height());
    checkAxis(kernelSize.width(), stride.width(), padding.width(), dilation.width());
    long outWidth =
        outputExtent(width, kernelSize.width(), stride.width(), padding.width(), dilation.width());
    checkPositive();
    if (rank > 4 || channels == 0 || height == 0 || width == 0) {
      throw new IllegalArgumentException(
          "Expected 3D or 4D (batch mode) tensor with optional 0 dim batch size for input, but got:"
              + input);
    }
    checkPadding();
    if (outHeight < 1 || outWidth < 1) {
      throw new IllegalArgumentException(
          "Given input size: (%dx%dx%d). Calculated output size: (%dx%dx%d). Output size is too small"
              .formatted(channels, height, width, channels, outHeight, outWidth));
    }
    if (outHeight > Integer.MAX_VALUE || outWidth > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "Calculated output size: (%dx%dx%d). Output size is too large"
              .formatted(channels, outHeight, outWidth));
    }
    return rank == 3
        ? Shape.of(channels, (int) outHeight, (int) outWidth)
        : Shape.of(input.extent(0), channels, (int) outHeight, (int) outWidth);
  }

  /**
   * Whether a window can lie wholly in the padding or past the edge, so that it has no value: the
   * result is then the type's lowest value, which differs between element types. With dilation 1 it
   * cannot happen.
   */
  public boolean canHaveEmptyWindows() {
    return dilation.height() > 1 || dilation.width() > 1;
  }

  private long outputExtent(int input, int kernel, int stride, int padding, int dilation) {
    long span =
        input + 2L * padding - (long) dilation * (kernel - 1L) - 1 + (ceilMode ? stride - 1L : 0);
    long output = Math.floorDiv(span, stride) + 1;
    if (ceilMode && (output - 1) * stride >= (long) input + padding) {
      output--;
    }
    return output;
  }

  private static void checkAxis(int kernel, int stride, int padding, int dilation) {
    require(stride != 0, "stride should not be zero");
    if (padding < 0) {
      throw new IllegalArgumentException("pad must be non-negative, but got pad: " + padding);
    }
    if (padding > ((kernel - 1L) * dilation + 1) / 2) {
      throw new IllegalArgumentException(
          "pad should be at most half of effective kernel size, but got pad=%d, kernel_size=%d and dilation=%d"
              .formatted(padding, kernel, dilation));
    }
  }

  private void checkPositive() {
    if (kernelSize.height() <= 0 || kernelSize.width() <= 0) {
      throw new IllegalArgumentException(
          "kernel size should be greater than zero, but got kH: %d kW: %d"
              .formatted(kernelSize.height(), kernelSize.width()));
    }
    if (stride.height() <= 0 || stride.width() <= 0) {
      throw new IllegalArgumentException(
          "stride should be greater than zero, but got dH: %d dW: %d"
              .formatted(stride.height(), stride.width()));
    }
    if (dilation.height() <= 0 || dilation.width() <= 0) {
      throw new IllegalArgumentException(
          "dilation should be greater than zero, but got dilationH: %d dilationW: %d"
              .formatted(dilation.height(), dilation.width()));
    }
  }

  private void checkPadding() {
    if (kernelSize.width() / 2 < padding.width() || kernelSize.height() / 2 < padding.height()) {
      throw new IllegalArgumentException(
          "pad should be smaller than or equal to half of kernel size, but got padW = %d, padH = %d, kW = %d, kH = %d"
              .formatted(
                  padding.width(), padding.height(), kernelSize.width(), kernelSize.height()));
    }
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }
}
