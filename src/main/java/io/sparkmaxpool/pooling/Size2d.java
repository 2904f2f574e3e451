package io.sparkmaxpool.pooling;

import java.io.Serializable;

/**
 * A pair of extents or steps, height first, as PyTorch's pooling takes for kernel size, stride,
 * padding and dilation. Any int is allowed here; {@link Pool2dParams} has the rules.
 */
public record Size2d(int height, int width) implements Serializable {
  /** The same number on both axes. */
  public static Size2d of(int both) {
    return new Size2d(both, both);
  }

  /** {@code 3} when both are equal, else {@code (3, 2)}, as one writes it in Python. */
  @Override
  public String toString() {
    return height == width ? Integer.toString(height) : "(" + height + ", " + width + ")";
  }
}
