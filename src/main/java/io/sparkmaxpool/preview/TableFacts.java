package io.sparkmaxpool.preview;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a contact sheet tells of a table beside its pictures. All texts are for a person to read.
 *
 * @param table where it is
 * @param operation how it was pooled, in PyTorch's words
 * @param classes all classes, in the order to show them
 * @param bad what could not be pooled
 * @param parameters of the run, by name, in the order to show them
 * @param figures of the run, likewise
 */
public record TableFacts(
    String table,
    String operation,
    List<ClassOf> classes,
    BadRecords bad,
    Map<String, String> parameters,
    Map<String, String> figures) {

  /**
   * A class of a table.
   *
   * @param label its name; empty for the records that have none
   * @param records how many there are in the table
   */
  public record ClassOf(Optional<String> label, long records) {}

  /**
   * Records that could not be pooled.
   *
   * @param total how many there are
   * @param some of them, to be shown
   */
  public record BadRecords(long total, List<Bad> some) {
    public BadRecords {
      some = List.copyOf(some);
    }
  }

  /**
   * A record that could not be pooled.
   *
   * @param key of the record
   * @param reason stage and kind, e.g. {@code "decode: truncated"}
   * @param message one line
   */
  public record Bad(String key, String reason, String message) {}

  public TableFacts {
    classes = List.copyOf(classes);
    parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    figures = Collections.unmodifiableMap(new LinkedHashMap<>(figures));
  }

  /** All records of the table. */
  long records() {
    return classes.stream().mapToLong(ClassOf::records).sum();
  }
}
