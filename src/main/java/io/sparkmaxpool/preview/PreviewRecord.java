package io.sparkmaxpool.preview;

import io.sparkmaxpool.tensor.Shape;
import io.sparkmaxpool.tensor.Tensor;
import java.util.Objects;
import java.util.Optional;

/**
 * One record of a table, as it was before and as it is after pooling.
 *
 * @param key the table's key of the record
 * @param label the name of its class; empty where it has none
 * @param inputShape {@code [C,H,W]} before pooling, also where the input is gone
 * @param input the tensor before pooling, of any dtype, {@code [C,H,W]}; null where it can no
 *     longer be read
 * @param output the tensor of the table, of any dtype, {@code [C,H,W]}
 */
public record PreviewRecord(
    String key, Optional<String> label, Shape inputShape, Tensor input, Tensor output) {

  /**
   * Checks what can be checked.
   *
   * @throws IllegalArgumentException if a shape is not one of three extents, or the input is of
   *     another shape than {@code inputShape}
   */
  public PreviewRecord {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(label, "label");
    requirePlanes("input", inputShape);
    requirePlanes("output", output.shape());
    if (input != null && !input.shape().equals(inputShape)) {
      throw new IllegalArgumentException(
          "%s: the input's shape is %s, but the table tells of %s"
              .formatted(key, input.shape(), inputShape));
    }
  }

  private static void requirePlanes(String name, Shape shape) {
    if (shape.rank() != 3) {
      throw new IllegalArgumentException(
          "the %s's shape is %s, but a preview shows [C, H, W]".formatted(name, shape));
    }
  }

  /** The tensor before pooling, if it could still be read. */
  public Optional<Tensor> inputIfThere() {
    return Optional.ofNullable(input);
  }
}
