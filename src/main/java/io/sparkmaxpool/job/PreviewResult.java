package io.sparkmaxpool.job;

import java.util.List;
import java.util.Locale;

/**
 * A page that was made.
 *
 * @param page where it is, a Hadoop path
 * @param records how many are shown
 * @param inputs how many of them with their inputs
 * @param total how many the table has
 * @param bytes of the page
 */
public record PreviewResult(String page, int records, int inputs, long total, long bytes) {
  /** The summary for a person, line by line. */
  public List<String> lines() {
    return List.of(
        String.format(
            Locale.ROOT, "records  %,d of %,d, %,d with their inputs", records, total, inputs),
        String.format(Locale.ROOT, "bytes    %,d", bytes),
        "preview  " + page);
  }
}
