package io.sparkmaxpool.pooling;

import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Shape;
import java.util.Arrays;

/** Rules that several operations share, with PyTorch's texts. */
final class Refusals {
  private Refusals() {}

  /** What PyTorch says of an element type that an operation has no kernel for. */
  static IllegalArgumentException notImplemented(String operation, DType dtype) {
    return new IllegalArgumentException(
        "\"%s\" not implemented for '%s'".formatted(operation, dtype.torchName()));
  }

  /** The dtype, if it is one of the four that an operation on floats has kernels for. */
  static DType requireFloating(String operation, DType dtype) {
    if (!dtype.isFloating()) {
      throw notImplemented(operation, dtype);
    }
    return dtype;
  }

  /** Fails if an axis of an adaptive pooling's input has no elements. */
  static void requireNonEmpty(String operation, Shape input, int axis) {
    if (input.extent(axis) == 0) {
      throw new IllegalArgumentException(
          "%s(): Expected input to have non-zero size for non-batch dimensions, but input has sizes %s with dimension %d being empty"
              .formatted(operation, input, axis));
    }
  }

  /**
   * The input's shape with planes of another size.
   *
   * @throws IllegalArgumentException with PyTorch's text if the size is negative
   */
  static Shape requireNonNegative(Shape input, Size2d size) {
    int[] extents = input.toArray();
    extents[extents.length - 2] = size.height();
    extents[extents.length - 1] = size.width();
    for (int extent : extents) {
      if (extent < 0) {
        throw new IllegalArgumentException(
            "Trying to create tensor with negative dimension %d: %s"
                .formatted(extent, Arrays.toString(extents)));
      }
    }
    return Shape.of(extents);
  }
}
