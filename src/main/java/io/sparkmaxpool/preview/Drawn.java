package io.sparkmaxpool.preview;

import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Shape;
import io.sparkmaxpool.tensor.Tensor;
import java.util.List;

/**
 * A tensor as pictures, and what is told of it beside them.
 *
 * @param dtype of the tensor
 * @param shape {@code [C,H,W]} of the tensor
 * @param range of its values
 * @param rule how its values were drawn
 * @param pictures none where it has no elements
 */
record Drawn(DType dtype, Shape shape, ValueRange range, Levels.Rule rule, List<Picture> pictures) {
  static Drawn of(Tensor tensor, int side) {
    Levels levels = Levels.of(tensor);
    return new Drawn(
        tensor.dtype(),
        tensor.shape(),
        levels.range(),
        levels.rule(),
        Picture.of(tensor, levels, side));
  }

  /** Whether not all of its channels are drawn. */
  boolean isCut() {
    return shape.extent(0) > Picture.MOST_CHANNELS && !pictures.isEmpty();
  }
}
