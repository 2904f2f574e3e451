package io.sparkmaxpool.preview;

import io.sparkmaxpool.tensor.Shape;
import io.sparkmaxpool.tensor.Tensor;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;

/**
 * What a contact sheet keeps of a record: little, however large its tensors are.
 *
 * @param key the table's key of the record
 * @param inputShape {@code [C,H,W]} before pooling
 * @param input the input drawn; empty where it could not be read
 * @param output the output drawn
 * @param sample finite values of the output, evenly chosen
 */
record DrawnRecord(
    String key, Shape inputShape, Optional<Drawn> input, Drawn output, float[] sample) {
  private static final int SAMPLE = 4096;

  static DrawnRecord of(PreviewRecord record, int side) {
    return new DrawnRecord(
        record.key(),
        record.inputShape(),
        record.inputIfThere().map(tensor -> Drawn.of(tensor, side)),
        Drawn.of(record.output(), side),
        sample(record.output()));
  }

  private static float[] sample(Tensor tensor) {
    IntToDoubleFunction values = Values.of(tensor);
    long elements = tensor.shape().elements();
    int count = (int) Math.min(SAMPLE, elements);
    float[] sample = new float[count];
    int kept = 0;
    for (int i = 0; i < count; i++) {
      double value = values.applyAsDouble((int) (i * elements / count));
      if (Double.isFinite(value)) {
        sample[kept++] = (float) value;
      }
    }
    return Arrays.copyOf(sample, kept);
  }
}
