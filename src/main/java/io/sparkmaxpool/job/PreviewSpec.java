package io.sparkmaxpool.job;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * One page to be made of a table.
 *
 * @param table a finished table that {@code pool} wrote, a Hadoop path
 * @param output the page's file, or the directory to put {@code index.html} in; absent means the
 *     table's own {@code _preview}
 * @param records the most records to show, 1 to {@link
 *     io.sparkmaxpool.preview.ContactSheet#MOST_RECORDS}
 * @param columns the most pairs beside each other, where there is to be a limit but the window's
 * @param tensorBoard what to show in TensorBoard, if anything
 */
public record PreviewSpec(
    String table,
    Optional<String> output,
    int records,
    OptionalInt columns,
    Optional<TensorBoardSpec> tensorBoard) {

  /** A page beside a table's own files. */
  static PreviewSpec of(String table, int records) {
    return new PreviewSpec(table, Optional.empty(), records, OptionalInt.empty(), Optional.empty());
  }
}
