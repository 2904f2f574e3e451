package io.sparkmaxpool.dataset;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Util;
import org.apache.parquet.format.converter.ParquetMetadataConverter;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.ColumnPath;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.schema.MessageType;

/**
 * What the end of a Parquet file says of it, held against the file's length: no column lies outside
 * of the file, no row group has more rows than its columns have values.
 *
 * @param schema the columns
 * @param keyValues what the writer added
 * @param createdBy the writer, or null
 * @param rowGroups the row groups
 */
record ParquetFooter(
    MessageType schema,
    Map<String, String> keyValues,
    String createdBy,
    List<BlockMetaData> rowGroups) {
  private static final int MAGIC = 4;
  private static final int TAIL = Integer.BYTES + MAGIC;
  private static final int AHEAD = 64 << 10;
  private static final int LARGEST = 64 << 20;
  private static final int DEEPEST = 32;

  /** Opens the file at an offset. */
  interface Opener {
    InputStream open(long offset) throws IOException;
  }

  /**
   * Reads the footer of a file of {@code length} bytes.
   *
   * @throws MalformedRecordException if it is none that can be read, without the file's name
   */
  static ParquetFooter read(Opener file, long length) throws IOException, MalformedRecordException {
    if (length < MAGIC + TAIL) {
      // A file that is not there is found by opening it.
      file.open(0).close();
      throw new MalformedRecordException(
          BadRecord.Fault.TRUNCATED,
          "the file ends at byte %d: a Parquet file has at least %d"
              .formatted(length, MAGIC + TAIL));
    }
    byte[] end = tail(file, length, (int) Math.min(AHEAD, length - MAGIC));
    String magic = new String(end, end.length - MAGIC, MAGIC, StandardCharsets.ISO_8859_1);
    if (magic.equals("PARE")) {
      throw unsupported("the footer is encrypted");
    }
    if (!magic.equals("PAR1")) {
      throw new MalformedRecordException(
          BadRecord.Fault.TRUNCATED,
          "byte %d: a Parquet file ends with PAR1, this one is cut off or is none"
              .formatted(length - MAGIC));
    }
    long bytes =
        Integer.toUnsignedLong(
            ByteBuffer.wrap(end).order(ByteOrder.LITTLE_ENDIAN).getInt(end.length - TAIL));
    if (bytes > length - MAGIC - TAIL) {
      throw corrupt(
          "byte %d: a footer of %d bytes does not fit in a file of %d"
              .formatted(length - TAIL, bytes, length));
    }
    if (bytes > LARGEST) {
      throw unsupported("a footer of %d bytes: at most %d are read".formatted(bytes, LARGEST));
    }
    if (bytes > end.length - TAIL) {
      end = tail(file, length, (int) bytes + TAIL);
    }
    long start = length - TAIL - bytes;
    try {
      return parse(end, end.length - TAIL - (int) bytes, (int) bytes, start);
    } catch (MalformedRecordException e) {
      throw new MalformedRecordException(
          e.fault(), "the footer at byte %d: %s".formatted(start, e.getMessage()));
    }
  }

  private static byte[] tail(Opener file, long length, int bytes)
      throws IOException, MalformedRecordException {
    try (InputStream stream = file.open(length - bytes)) {
      byte[] tail = stream.readNBytes(bytes);
      if (tail.length < bytes) {
        throw new MalformedRecordException(
            BadRecord.Fault.TRUNCATED,
            "the file ends at byte %d, and had %d when it was listed"
                .formatted(length - bytes + tail.length, length));
      }
      return tail;
    }
  }

  private static ParquetFooter parse(byte[] bytes, int from, int count, long dataEnd)
      throws MalformedRecordException {
    if (ThriftStruct.end(bytes, from, from + count) == ThriftStruct.INCOMPLETE) {
      throw corrupt("it needs more than its %d bytes".formatted(count));
    }
    try {
      FileMetaData data = Util.readFileMetaData(new ByteArrayInputStream(bytes, from, count));
      requireShallow(data.getSchema());
      ParquetMetadata metadata = new ParquetMetadataConverter().fromParquetMetadata(data);
      ParquetFooter footer =
          new ParquetFooter(
              metadata.getFileMetaData().getSchema(),
              metadata.getFileMetaData().getKeyValueMetaData(),
              metadata.getFileMetaData().getCreatedBy(),
              metadata.getBlocks());
      footer.check(data.getNum_rows(), dataEnd);
      return footer;
    } catch (IOException | RuntimeException e) {
      // parquet-java has no one exception for a footer that does not hold together.
      throw corrupt(reason(e));
    }
  }

  /** Groups in groups are gone through by recursion. */
  private static void requireShallow(List<SchemaElement> elements) throws MalformedRecordException {
    Deque<Integer> left = new ArrayDeque<>();
    for (SchemaElement element : elements) {
      while (!left.isEmpty() && left.peek() == 0) {
        left.pop();
      }
      if (!left.isEmpty()) {
        left.push(left.pop() - 1);
      }
      if (element.getNum_children() > 0) {
        left.push(element.getNum_children());
      }
      if (left.size() > DEEPEST) {
        throw unsupported("columns lie more than %d deep".formatted(DEEPEST));
      }
    }
  }

  private void check(long rows, long dataEnd) throws MalformedRecordException {
    long sum = 0;
    for (int i = 0; i < rowGroups.size(); i++) {
      BlockMetaData group = rowGroups.get(i);
      long count = group.getRowCount();
      if (count < 0 || count > Integer.MAX_VALUE) {
        throw corrupt(
            "row group %d has %d rows: at most %d are read".formatted(i, count, Integer.MAX_VALUE));
      }
      if (group.getPath() != null) {
        throw unsupported("row group %d lies in another file".formatted(i));
      }
      for (ColumnChunkMetaData chunk : group.getColumns()) {
        long start = chunk.getStartingPos();
        if (start < MAGIC || chunk.getTotalSize() < 0 || start > dataEnd - chunk.getTotalSize()) {
          throw corrupt(
              "row group %d, column %s: %d bytes from byte %d on are outside of the file's data"
                  .formatted(i, chunk.getPath().toDotString(), chunk.getTotalSize(), start));
        }
        if (chunk.getValueCount() < count) {
          throw corrupt(
              "row group %d, column %s: %d values in %d rows"
                  .formatted(i, chunk.getPath().toDotString(), chunk.getValueCount(), count));
        }
      }
      sum += count;
    }
    if (sum != rows) {
      throw corrupt("its row groups have %d rows, the file %d".formatted(sum, rows));
    }
  }

  /** All rows. */
  long rows() {
    return rowGroups.stream().mapToLong(BlockMetaData::getRowCount).sum();
  }

  /** Where a row group has the values of a column. */
  static Optional<ColumnChunkMetaData> chunk(BlockMetaData group, List<String> path) {
    ColumnPath wanted = ColumnPath.get(path.toArray(new String[0]));
    return group.getColumns().stream().filter(chunk -> chunk.getPath().equals(wanted)).findFirst();
  }

  /** What a library's exception says, which can be nothing. */
  static String reason(Throwable e) {
    Throwable cause = e;
    while (cause.getMessage() == null && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause.getMessage() == null ? "it does not hold together" : cause.getMessage();
  }

  private static MalformedRecordException corrupt(String what) {
    return new MalformedRecordException(BadRecord.Fault.CORRUPT, what);
  }

  private static MalformedRecordException unsupported(String what) {
    return new MalformedRecordException(BadRecord.Fault.UNSUPPORTED, what);
  }
}
