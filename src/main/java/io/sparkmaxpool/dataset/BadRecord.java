package io.sparkmaxpool.dataset;

import io.sparkmaxpool.tensor.Shape;
import io.sparkmaxpool.text.OneLine;
import java.util.Locale;
import java.util.Optional;

/**
 * Why one record could not become a tensor.
 *
 * @param stage where it failed
 * @param fault what kind of fault it is
 * @param message one line for a person: position, value and rule; made {@link OneLine one}
 * @param length bytes of the record's source, -1 where unknown
 * @param inputShape the image's shape {@code [C,H,W]}, where it is known
 */
public record BadRecord(
    Stage stage, Fault fault, String message, long length, Optional<Shape> inputShape) {

  public BadRecord {
    message = OneLine.of(message);
  }

  /** The part of the job that met the fault. */
  public enum Stage {
    LIST,
    READ,
    DECODE,
    POOL;

    /** The word in the {@code stage} column, e.g. {@code "read"}. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The kinds of fault. */
  public enum Fault {
    TRUNCATED,
    CORRUPT,
    UNSUPPORTED,
    TOO_LARGE,
    TOO_SMALL,
    UNREADABLE;

    /** The word in the {@code error} column, e.g. {@code "too-large"}. */
    public String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }
}
