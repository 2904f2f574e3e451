package io.sparkmaxpool.job;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A page that was made.
 *
 * @param page where it is, a Hadoop path
 * @param records how many are shown
 * @param inputs how many of them with their inputs
 * @param total how many the table has
 * @param bytes of the page
 * @param tensorBoard what TensorBoard has of the table, if that was asked for
 */
public record PreviewResult(
    String page,
    int records,
    int inputs,
    long total,
    long bytes,
    Optional<TensorBoardResult> tensorBoard) {
  /** The summary for a person, line by line. */
  public List<String> lines() {
    List<String> lines =
        new ArrayList<>(
            List.of(
                String.format(
                    Locale.ROOT,
                    "records  %,d of %,d, %,d with their inputs",
                    records,
                    total,
                    inputs),
                String.format(Locale.ROOT, "bytes    %,d", bytes),
                "preview  " + page));
    tensorBoard.map(TensorBoardResult::line).ifPresent(lines::add);
    return lines;
  }
}
