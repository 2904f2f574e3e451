package io.sparkmaxpool.pooling;

import io.sparkmaxpool.tensor.Shape;
import java.io.Serializable;
import java.util.Objects;

/**
 * The output size of an adaptive pooling, height first; an extent that is null, Python's {@code
 * None}, is the input's. Any int is allowed here; the operations have the rules.
 *
 * @param height rows of the output, or null
 * @param width columns of the output, or null
 */
public record OutputSize2d(Integer height, Integer width) implements Serializable {

  /** The same number on both axes; 1 pools each plane whole. */
  public static OutputSize2d of(int both) {
    return new OutputSize2d(both, both);
  }

  /** Whether the output size is the same for every input. */
  public boolean isFixed() {
    return height != null && width != null;
  }

  /**
   * Fills in the input's extents.
   *
   * @throws IllegalArgumentException with PyTorch's text, if there are none to fill in
   */
  Size2d of(Shape input) {
    if (input.rank() < 3 && !(isFixed() && height.equals(width))) {
      throw new IllegalArgumentException("Input dimension should be at least 3");
    }
    return new Size2d(
        Objects.requireNonNullElseGet(height, () -> input.extent(-2)),
        Objects.requireNonNullElseGet(width, () -> input.extent(-1)));
  }

  /** {@code 7} when both are equal, else {@code (7, None)}, as one writes it in Python. */
  @Override
  public String toString() {
    return height != null && height.equals(width)
        ? height.toString()
        : "(" + (height == null ? "None" : height) + ", " + (width == null ? "None" : width) + ")";
  }
}
