package io.sparkmaxpool.sink;

import io.sparkmaxpool.parquet.BadRecordFileWriter;
import io.sparkmaxpool.parquet.KeyedShape;
import io.sparkmaxpool.parquet.TensorFileWriter;
import io.sparkmaxpool.text.OneLine;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.connector.write.WriterCommitMessage;

/**
 * What one task wrote, or all of them: exact, since only committed tasks count.
 *
 * <p>Not safe for use by several threads.
 */
final class Tally implements WriterCommitMessage {
  private static final int BAD_EXAMPLES = 10;

  /** One bad record, for a person to look at. */
  record BadExample(String key, String stage, String error, String message)
      implements Serializable {
    /** Key, stage, error and message in a line. */
    String line() {
      return "%s: %s %s: %s".formatted(OneLine.of(key), stage, error, message);
    }
  }

  private long written;
  private long bad;
  private final List<DataFile> files = new ArrayList<>();
  private final Map<String, Long> badByStage = new TreeMap<>();
  private final Map<String, Long> badByReason = new TreeMap<>();
  private final List<BadExample> badExamples = new ArrayList<>();
  private final Set<String> kernels = new TreeSet<>();
  private KeyedShape firstShape;
  private KeyedShape otherShape;

  /** Counts a record that went to the bad ones. */
  void addBad(BadExample example) {
    bad++;
    badByStage.merge(example.stage(), 1L, Long::sum);
    badByReason.merge(example.stage() + ": " + example.error(), 1L, Long::sum);
    if (badExamples.size() < BAD_EXAMPLES) {
      badExamples.add(example);
    }
  }

  /** Counts a closed file of tensors, which lies at a path below the table. */
  void addFile(String path, TensorFileWriter file) {
    written += file.rows();
    files.add(new DataFile(path, file.fileBytes(), file.rows(), file.crc32c()));
    file.first().ifPresent(this::addShape);
  }

  /** Notes a closed file of bad records, each of which was counted. */
  void addFile(String path, BadRecordFileWriter file) {
    files.add(new DataFile(path, file.fileBytes(), file.rows(), file.crc32c()));
  }

  /** Notes which kernels the task's machine pools with. */
  void ranOn(String kernel) {
    kernels.add(kernel);
  }

  /** Adds what another task wrote. */
  void add(Tally task) {
    kernels.addAll(task.kernels);
    written += task.written;
    bad += task.bad;
    files.addAll(task.files);
    task.badByStage.forEach((stage, count) -> badByStage.merge(stage, count, Long::sum));
    task.badByReason.forEach((reason, count) -> badByReason.merge(reason, count, Long::sum));
    for (BadExample example : task.badExamples) {
      if (badExamples.size() < BAD_EXAMPLES) {
        badExamples.add(example);
      }
    }
    task.firstShape().ifPresent(this::addShape);
    task.otherShape().ifPresent(this::addShape);
  }

  private void addShape(KeyedShape shape) {
    if (firstShape == null) {
      firstShape = shape;
    } else if (otherShape == null && !firstShape.shape().equals(shape.shape())) {
      otherShape = shape;
    }
  }

  long written() {
    return written;
  }

  long bad() {
    return bad;
  }

  long read() {
    return written + bad;
  }

  /** What was written. */
  List<DataFile> files() {
    return List.copyOf(files);
  }

  /** Bytes of all files. */
  long bytes() {
    return files.stream().mapToLong(DataFile::bytes).sum();
  }

  /** The kernels of all tasks' machines; more than one where they differ. */
  Set<String> kernels() {
    return kernels;
  }

  Map<String, Long> badByStage() {
    return badByStage;
  }

  /**
   * The counts alone.
   *
   * @param retried how many of the records were bad ones of earlier commits
   */
  Counts counts(long retried) {
    return new Counts(read(), written, bad, retried, badByStage, Counts.sorted(badByReason));
  }

  /** The first bad records, at most ten. */
  List<BadExample> badExamples() {
    return List.copyOf(badExamples);
  }

  /** The first file's first shape. */
  Optional<KeyedShape> firstShape() {
    return Optional.ofNullable(firstShape);
  }

  /** A shape that differs from it, if a file began with one. */
  Optional<KeyedShape> otherShape() {
    return Optional.ofNullable(otherShape);
  }
}
