package io.sparkmaxpool.metrics;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What is counted, by the part of a task that counts it. Names are what dashboards use. */
public enum Figure {
  RECORDS_READ(Part.READER, "recordsRead", "records read"),
  READ_BAD_LIST(Part.READER, "readBadList", "bad records, stage list"),
  READ_BAD_READ(Part.READER, "readBadRead", "bad records, stage read"),
  READ_BAD_DECODE(Part.READER, "readBadDecode", "bad records, stage decode"),
  BYTES_READ(Part.READER, "bytesRead", "bytes of the records read"),
  READ_MILLIS(Part.READER, "readMillis", "reading and decoding (ms, sampled)"),
  POOL_MILLIS(Part.POOLING, "poolMillis", "pooling (ms, sampled)"),
  // By these two names Spark shows a stage's output, too.
  RECORDS_WRITTEN(Part.WRITER, "recordsWritten", "records written"),
  BYTES_WRITTEN(Part.WRITER, "bytesWritten", "bytes written"),
  BAD(Part.WRITER, "bad", "bad records"),
  BAD_LIST(Part.WRITER, "badList", "bad records, stage list"),
  BAD_READ(Part.WRITER, "badRead", "bad records, stage read"),
  BAD_DECODE(Part.WRITER, "badDecode", "bad records, stage decode"),
  BAD_POOL(Part.WRITER, "badPool", "bad records, stage pool"),
  WRITE_MILLIS(Part.WRITER, "writeMillis", "writing (ms, the rest of the time)");

  /** A part of a task. */
  public enum Part {
    READER,
    POOLING,
    WRITER
  }

  private final Part part;
  private final String label;
  private final String description;

  Figure(Part part, String label, String description) {
    this.part = part;
    this.label = label;
    this.description = description;
  }

  /** The figures of these parts. */
  static List<Figure> of(Part... parts) {
    return Arrays.stream(values())
        .filter(figure -> Arrays.asList(parts).contains(figure.part))
        .toList();
  }

  /** Where a reader counts bad records of a stage. */
  public static Optional<Figure> badRead(String stage) {
    return switch (stage) {
      case "list" -> Optional.of(READ_BAD_LIST);
      case "read" -> Optional.of(READ_BAD_READ);
      case "decode" -> Optional.of(READ_BAD_DECODE);
      default -> Optional.empty();
    };
  }

  /** Where a writer counts them; none for a stage that is not ours. */
  public static Optional<Figure> badWritten(String stage) {
    return switch (stage) {
      case "list" -> Optional.of(BAD_LIST);
      case "read" -> Optional.of(BAD_READ);
      case "decode" -> Optional.of(BAD_DECODE);
      case "pool" -> Optional.of(BAD_POOL);
      default -> Optional.empty();
    };
  }

  /** The name in Spark's metrics, e.g. {@code "recordsRead"}. */
  public String label() {
    return label;
  }

  /** For a person. */
  String description() {
    return description;
  }
}
