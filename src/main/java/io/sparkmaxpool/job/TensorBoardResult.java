package io.sparkmaxpool.job;

import io.sparkmaxpool.preview.BatchImages;
import java.util.Locale;

/**
 * An event file that was written.
 *
 * @param directory where it is, as its user wrote it
 * @param records how many it shows
 * @param inputs how many of them with their inputs
 * @param steps the batches they were shown in
 * @param leftOut how many are too large to be shown, or have no pixel
 */
public record TensorBoardResult(
    String directory, long records, long inputs, long steps, long leftOut) {

  /** What there is to see, and how, in one line. */
  String line() {
    String rest =
        leftOut == 0
            ? ""
            : String.format(
                Locale.ROOT,
                ", %,d left out: none or more than %,d pixels",
                leftOut,
                BatchImages.MOST_PIXELS);
    return String.format(
        Locale.ROOT,
        "events   %,d records, %,d with their inputs, in %,d steps%s: tensorboard --logdir %s",
        records,
        inputs,
        steps,
        rest,
        directory);
  }
}
