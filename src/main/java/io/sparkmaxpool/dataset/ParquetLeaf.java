package io.sparkmaxpool.dataset;

import io.sparkmaxpool.dataset.ParquetPages.PageFault;
import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Tensor;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.apache.parquet.VersionParser.ParsedVersion;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.impl.ColumnReaderImpl;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/**
 * The values of one column in one row group, row by row. A row's value is a number, a byte string,
 * or a list of numbers, maybe of lists; what was read of a row is overwritten by the next.
 *
 * <p>parquet-java throws whatever it meets on bytes that make no sense; that becomes one {@link
 * MalformedRecordException} which names the page, and all that follows is lost with it.
 */
final class ParquetLeaf implements Closeable {
  private static final VarHandle SHORT = view(short[].class);
  private static final VarHandle INT = view(int[].class);
  private static final VarHandle LONG = view(long[].class);
  private static final VarHandle FLOAT = view(float[].class);
  private static final VarHandle DOUBLE = view(double[].class);

  private final ColumnDescriptor column;
  private final ParquetPages pages;
  private final ColumnReader reader;
  private final boolean isInt;
  private final int elementLevel;
  private final int[] extents;
  private final int[] counts;
  private final long total;
  private long consumed;
  private MalformedRecordException fault;
  private byte[] data = {};
  private int count;
  private boolean isNull;
  private String irregularity;

  private static VarHandle view(Class<?> elements) {
    return MethodHandles.byteArrayViewVarHandle(elements, ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Opens a column.
   *
   * @param elementLevel the definition level from which on a list has an element
   * @param writer what wrote the file, or null
   */
  ParquetLeaf(
      ColumnDescriptor column,
      int elementLevel,
      ColumnChunkMetaData chunk,
      ParsedVersion writer,
      ParquetFooter.Opener file)
      throws IOException, MalformedRecordException {
    this.column = column;
    this.elementLevel = elementLevel;
    this.isInt = column.getPrimitiveType().getPrimitiveTypeName() == PrimitiveTypeName.INT32;
    this.extents = new int[column.getMaxRepetitionLevel()];
    this.counts = new int[extents.length];
    this.total = chunk.getValueCount();
    this.pages = new ParquetPages(column, chunk, file);
    try {
      this.reader = new ColumnReaderImpl(column, pages, new PrimitiveConverter() {}, writer);
    } catch (RuntimeException e) {
      MalformedRecordException wrong = fault(e);
      pages.close();
      throw wrong;
    }
  }

  /** Passes over a row. */
  void skip() throws IOException, MalformedRecordException {
    requireMore();
    do {
      if (isValue()) {
        try {
          reader.skip();
        } catch (RuntimeException e) {
          throw fault(e);
        }
      }
      consume();
    } while (isSameRow());
  }

  /** The row's number; {@code absent} where it is null. */
  long number(long absent) throws IOException, MalformedRecordException {
    requireMore();
    long value = absent;
    if (isValue()) {
      try {
        value = isInt ? reader.getInteger() : reader.getLong();
      } catch (RuntimeException e) {
        throw fault(e);
      }
    }
    consume();
    return value;
  }

  /** The row's byte string, or null. */
  byte[] binary() throws IOException, MalformedRecordException {
    requireMore();
    byte[] value = null;
    if (isValue()) {
      try {
        Binary binary = reader.getBinary();
        // It is copied only now, whatever length it claims.
        if (binary.length() < 0 || binary.length() > pages.largest()) {
          throw named(
              BadRecord.Fault.CORRUPT,
              "a value of %d bytes, where no page has more than %d"
                  .formatted(binary.length(), pages.largest()));
        }
        value = binary.getBytes();
      } catch (RuntimeException e) {
        throw fault(e);
      }
    }
    consume();
    return value;
  }

  /**
   * Reads the row's numbers.
   *
   * @param dtype how they are kept
   * @param most elements that are kept, no more than fit in an array; the rest is counted
   */
  void elements(DType dtype, long most) throws IOException, MalformedRecordException {
    requireMore();
    count = 0;
    irregularity = null;
    Arrays.fill(extents, -1);
    Arrays.fill(counts, 0);
    isNull = reader.getCurrentDefinitionLevel() < elementLevel - 1;
    do {
      if (isValue()) {
        nest(reader.getCurrentRepetitionLevel());
        try {
          if (count < most) {
            room((count + 1L) * dtype.bytes());
            put(dtype, count * dtype.bytes());
          } else {
            reader.skip();
          }
        } catch (RuntimeException e) {
          throw fault(e);
        }
        if (++count == Integer.MAX_VALUE) {
          throw named(
              BadRecord.Fault.TOO_LARGE, "a list of more than %d elements".formatted(count - 1));
        }
      } else if (reader.getCurrentDefinitionLevel() >= elementLevel && irregularity == null) {
        irregularity = "after %d elements there is a null or an empty list".formatted(count);
      }
      consume();
    } while (isSameRow());
    for (int level = 0; level < counts.length && count > 0; level++) {
      close(level);
    }
  }

  private void put(DType dtype, int at) {
    switch (dtype) {
      case UINT8, INT8 -> data[at] = (byte) reader.getInteger();
      case INT16 -> SHORT.set(data, at, (short) reader.getInteger());
      case INT32 -> INT.set(data, at, reader.getInteger());
      case INT64 -> LONG.set(data, at, isInt ? reader.getInteger() : reader.getLong());
      case FLOAT32 -> FLOAT.set(data, at, reader.getFloat());
      case FLOAT64 -> DOUBLE.set(data, at, reader.getDouble());
      case FLOAT16 -> System.arraycopy(reader.getBinary().getBytesUnsafe(), 0, data, at, 2);
      case BFLOAT16 -> throw new IllegalStateException("no column has bfloat16");
    }
  }

  private void room(long bytes) {
    if (bytes > data.length) {
      data = Arrays.copyOf(data, (int) Math.min(Tensor.LARGEST_ARRAY, Math.max(64, 2 * bytes)));
    }
  }

  /** Counts an element; with a repetition level the lists below it begin anew. */
  private void nest(int repetition) {
    if (count > 0) {
      for (int level = repetition; level < counts.length; level++) {
        close(level);
        counts[level] = 0;
      }
    }
    for (int level = Math.max(0, repetition - 1); level < counts.length; level++) {
      counts[level]++;
    }
  }

  private void close(int level) {
    if (extents[level] < 0) {
      extents[level] = counts[level];
    } else if (extents[level] != counts[level] && irregularity == null) {
      irregularity =
          "a list has %d elements, and one beside it %d".formatted(counts[level], extents[level]);
    }
  }

  /** Whether the row has no list. */
  boolean isNull() {
    return isNull;
  }

  /** How many numbers the row has. */
  int count() {
    return count;
  }

  /** The lengths of its lists, from the outermost on. */
  int[] extents() {
    return extents.clone();
  }

  /**
   * Fails unless the row's lists are whole and their elements lie in lists of one length.
   *
   * @throws MalformedRecordException saying what is wrong
   */
  void requireRegular() throws MalformedRecordException {
    if (extents.length > 1) {
      // A list that is cut off can look like a shorter one.
      requireWhole();
    }
    if (irregularity != null) {
      throw new MalformedRecordException(BadRecord.Fault.UNSUPPORTED, irregularity);
    }
  }

  /**
   * The numbers, little-endian, in an array of just their length.
   *
   * @throws MalformedRecordException if there is a null among them
   */
  byte[] data(DType dtype) throws MalformedRecordException {
    requireRegular();
    int bytes = Math.multiplyExact(count, dtype.bytes());
    if (data.length != bytes) {
      // The next row has as many as a rule.
      data = Arrays.copyOf(data, bytes);
    }
    return data;
  }

  /** The number at an index, of those that were kept as int64. */
  long int64(int index) {
    return (long) LONG.get(data, index * Long.BYTES);
  }

  /** Throws what was wrong with a page, where the row's end was cut off by it. */
  void requireWhole() throws MalformedRecordException {
    if (fault != null) {
      throw fault;
    }
  }

  private boolean isValue() {
    return reader.getCurrentDefinitionLevel() == column.getMaxDefinitionLevel();
  }

  private boolean isSameRow() {
    return fault == null && consumed < total && reader.getCurrentRepetitionLevel() > 0;
  }

  private void requireMore() throws MalformedRecordException {
    if (fault != null) {
      throw fault;
    }
    if (consumed >= total) {
      throw named(BadRecord.Fault.CORRUPT, "the column ends after %d values".formatted(total));
    }
  }

  /** Goes on. A page that cannot be read is the next row's fault, not this one's. */
  private void consume() throws IOException {
    consumed++;
    try {
      reader.consume();
    } catch (RuntimeException e) {
      fault = fault(e);
    }
  }

  private MalformedRecordException fault(RuntimeException e) throws IOException {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof UncheckedIOException storage) {
        throw storage.getCause();
      }
      if (cause instanceof PageFault page) {
        return named(page.fault().fault(), page.getMessage());
      }
    }
    return named(BadRecord.Fault.CORRUPT, ParquetFooter.reason(e));
  }

  private MalformedRecordException named(BadRecord.Fault kind, String what) {
    return new MalformedRecordException(
        kind,
        "column %s, page at byte %d: %s"
            .formatted(String.join(".", column.getPath()), pages.pageStart(), what));
  }

  @Override
  public void close() throws IOException {
    pages.close();
  }
}
