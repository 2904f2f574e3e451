package io.sparkmaxpool.tensor;

import java.io.Serializable;
import java.util.Arrays;

/**
 * The extents of a tensor, outermost first; images are {@code [C, H, W]}, batches {@code [N, C, H,
 * W]}. Immutable. An extent may be 0, never negative.
 */
public final class Shape implements Serializable {
  private static final long serialVersionUID = 1;

  private final int[] extents;

  private Shape(int[] extents) {
    this.extents = extents;
  }

  /**
   * The shape with these extents.
   *
   * @throws IllegalArgumentException if an extent is negative
   */
  public static Shape of(int... extents) {
    for (int extent : extents) {
      if (extent < 0) {
        throw new IllegalArgumentException(
            "shape " + Arrays.toString(extents) + " has a negative extent");
      }
    }
    return new Shape(extents.clone());
  }

  /** The number of extents. */
  public int rank() {
    return extents.length;
  }

  /** Extent {@code axis}; a negative axis counts from the end, as in Python. */
  public int extent(int axis) {
    return extents[axis < 0 ? extents.length + axis : axis];
  }

  /** A copy of the extents. */
  public int[] toArray() {
    return extents.clone();
  }

  /**
   * The number of elements.
   *
   * @throws ArithmeticException if it does not fit in a long
   */
  public long elements() {
    long product = 1;
    for (int extent : extents) {
      if (extent == 0) {
        return 0;
      }
    }
    for (int extent : extents) {
      product = Math.multiplyExact(product, extent);
    }
    return product;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Shape shape && Arrays.equals(extents, shape.extents);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(extents);
  }

  /** As Python prints a list: {@code [3, 32, 32]}. */
  @Override
  public String toString() {
    return Arrays.toString(extents);
  }
}
