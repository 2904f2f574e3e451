package io.sparkmaxpool.sink;

import io.sparkmaxpool.parquet.TensorFileOptions;
import io.sparkmaxpool.parquet.TensorFileWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.util.HadoopOutputFile;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.OutputFile;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.catalog.ExternalCatalogUtils;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * The tensor files that a task has open, one for each partition it has met. Together they buffer no
 * more than one row group: the fullest is flushed first. A file that is large enough is closed, and
 * the least recently used one when too many are open.
 */
final class OpenFiles {
  /** Bytes of tensors between two looks at the buffers, which costs a walk over all columns. */
  private static final long LOOK_AFTER_BYTES = 1 << 20;

  private static final int MOST_OPEN = 256;

  private final TableCommitter.Task task;
  private final SinkOptions options;
  private final TensorColumns columns;
  private final Tally tally;
  private final TensorFileOptions fileOptions;
  private final Map<String, OpenFile> open = new LinkedHashMap<>(16, 0.75f, true);
  private String directory;
  private OpenFile current;
  private Integer currentLabel;
  private UTF8String currentLabelName;
  private long sinceLook;
  private int opened;

  /** A file that is being written, and where it is to lie below the table. */
  private record OpenFile(String path, TensorFileWriter writer) {}

  OpenFiles(TableCommitter.Task task, SinkOptions options, TensorColumns columns, Tally tally) {
    this.task = task;
    this.options = options;
    this.columns = columns;
    this.tally = tally;
    this.fileOptions = columns.fileOptions(options);
  }

  /** The file that a row belongs to. */
  TensorFileWriter forRow(InternalRow row) throws IOException {
    if (!options.partitionBy().isEmpty()) {
      enterPartition(row);
    }
    if (current == null) {
      directory = partitionDirectory();
      current = open.get(directory);
      if (current == null) {
        current = create(directory);
      }
    }
    return current.writer();
  }

  private void enterPartition(InternalRow row) {
    Integer label = null;
    UTF8String labelName = null;
    if (options.partitionBy().contains("label") && has(row, columns.label())) {
      label = row.getInt(columns.label());
    }
    if (options.partitionBy().contains("label_name") && has(row, columns.labelName())) {
      labelName = row.getUTF8String(columns.labelName());
    }
    if (!Objects.equals(label, currentLabel) || !Objects.equals(labelName, currentLabelName)) {
      currentLabel = label;
      currentLabelName = labelName == null ? null : labelName.copy();
      current = null;
    }
  }

  private static boolean has(InternalRow row, int column) {
    return column != TensorColumns.NONE && !row.isNullAt(column);
  }

  private String partitionDirectory() {
    StringBuilder path = new StringBuilder();
    for (String column : options.partitionBy()) {
      Object value = column.equals("label") ? currentLabel : currentLabelName;
      path.append(path.isEmpty() ? "" : "/")
          .append(
              ExternalCatalogUtils.getPartitionPathString(
                  column, value == null ? null : value.toString()));
    }
    return path.toString();
  }

  private OpenFile create(String partition) throws IOException {
    if (open.size() >= MOST_OPEN) {
      Iterator<OpenFile> eldestFirst = open.values().iterator();
      finish(eldestFirst.next());
      eldestFirst.remove();
    }
    TableCommitter.NewFile named = task.newFile(partition, suffix(options, opened++));
    OpenFile file =
        new OpenFile(
            named.path(),
            TensorFileWriter.create(
                task.configuration(), output(named.staged(), task.configuration()), fileOptions));
    open.put(partition, file);
    return file;
  }

  /** Looks after buffers and file sizes; {@code bytes} of tensors went to the current file. */
  void wrote(long bytes) throws IOException {
    sinceLook += bytes;
    if (sinceLook < LOOK_AFTER_BYTES) {
      return;
    }
    sinceLook = 0;
    long buffered = 0;
    TensorFileWriter fullest = current.writer();
    for (OpenFile file : open.values()) {
      buffered += file.writer().bufferedBytes();
      if (file.writer().bufferedBytes() > fullest.bufferedBytes()) {
        fullest = file.writer();
      }
    }
    if (buffered >= fileOptions.rowGroupSize()) {
      fullest.flushRowGroup();
    }
    if (current.writer().fileBytes() >= options.fileBytes()) {
      finish(current);
      open.remove(directory);
      current = null;
    }
  }

  private void finish(OpenFile file) throws IOException {
    file.writer().close();
    tally.addFile(file.path(), file.writer());
  }

  /** How many files there were so far. */
  int opened() {
    return opened;
  }

  /** Completes all files. */
  void close() throws IOException {
    for (OpenFile file : open.values()) {
      finish(file);
    }
    open.clear();
  }

  /** Gives all files up. */
  void abort() throws IOException {
    for (OpenFile file : open.values()) {
      file.writer().abort();
    }
    open.clear();
  }

  /** The end of a file's name, as Spark has it: a counter within the task, and the codec. */
  static String suffix(SinkOptions options, int count) {
    return "-c%03d.%s.parquet".formatted(count, options.compression().label());
  }

  /**
   * A file of the task. On the local disk it is written without Hadoop's checksum layer, which
   * starts a process for every file it creates.
   */
  static OutputFile output(Path path, Configuration conf) throws IOException {
    if (path.getFileSystem(conf).getClass() == LocalFileSystem.class) {
      java.nio.file.Path local;
      try {
        local = java.nio.file.Path.of(path.toUri().getPath());
      } catch (InvalidPathException e) {
        throw new IOException(
            "%s: no file can have this name in the locale of the JVM, whose encoding is %s; LC_ALL=C.UTF-8 has all names"
                .formatted(path.toUri().getPath(), System.getProperty("sun.jnu.encoding")),
            e);
      }
      Files.createDirectories(local.getParent());
      return new LocalOutputFile(local);
    }
    return HadoopOutputFile.fromPath(path, conf);
  }
}
