package io.sparkmaxpool.parquet;

import java.io.IOException;
import java.util.Optional;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.hadoop.ParquetFileWriter;

/**
 * A column whose pages are put together from bytes, rather than by a column writer of parquet-java
 * value by value.
 */
final class PagedColumn {
  /**
   * Bytes of values, as readers see them, after which a page ends; a longer row has a page to
   * itself.
   */
  static final int PAGE_BYTES = 1 << 20;

  /**
   * The longest row. Page sizes are ints in Parquet, and snappy's buffer, a sixth longer than its
   * input, must be one, too.
   */
  static final long MAX_ROW_BYTES = 1_800_000_000L;

  /** The most rows of a page, so that a reader who wants one has few to look through. */
  private static final int PAGE_ROWS = 20_000;

  private static final int[] NO_SHAPE = {1, 1, 1};

  private final String name;
  private final int pageBytes;
  private final Optional<ListLevels> levels;
  private final Optional<NullLevels> nulls;
  private final PageValues pageValues;
  private final ColumnChunk chunk;
  private final GrowingBytes head = new GrowingBytes();
  private final GrowingBytes buffer = new GrowingBytes();
  private int values;
  private int rows;

  PagedColumn(
      ColumnDescriptor column, PageValues pageValues, int pageBytes, PageCompressor compressor) {
    this.name = column.getPath()[0];
    this.pageBytes = pageBytes / pageValues.expansion();
    this.levels =
        column.getMaxRepetitionLevel() == 0
            ? Optional.empty()
            : Optional.of(new ListLevels(column));
    this.nulls =
        column.getMaxRepetitionLevel() == 0 && column.getMaxDefinitionLevel() > 0
            ? Optional.of(new NullLevels())
            : Optional.empty();
    this.pageValues = pageValues;
    this.chunk = new ColumnChunk(column, pageValues.content(), compressor);
  }

  /**
   * Refuses a tensor that is too large for a page.
   *
   * @throws IllegalArgumentException naming key and size
   */
  void checkSize(Slice key, Slice stored, long elements) {
    long bytes =
        pageValues.rowBytes(stored)
            + (levels.isPresent() ? elements * levels.get().bytesPerElement() : 0);
    if (bytes > MAX_ROW_BYTES) {
      throw new IllegalArgumentException(
          "the tensor of %s needs %,d bytes in column %s, but a Parquet page has room for %,d"
              .formatted(key.text(), bytes, name, MAX_ROW_BYTES));
    }
  }

  /** Appends a tensor; true if that ended a page. */
  boolean write(Slice stored, int[] shape, int elements) throws IOException {
    boolean pageEnds =
        rows > 0
            && (buffer.size() + pageValues.rowBytes(stored) > pageBytes
                || rows == PAGE_ROWS
                || !pageValues.joins(stored));
    if (pageEnds) {
      endPage();
    }
    if (levels.isPresent()) {
      levels.get().appendRow(shape);
    } else if (nulls.isPresent()) {
      nulls.get().present();
    }
    pageValues.append(stored, shape, buffer);
    values += pageValues.valuesPerRow(elements);
    rows++;
    return pageEnds;
  }

  /** Appends one value of a column that is no list. */
  void writeValue(Slice stored) throws IOException {
    write(stored, NO_SHAPE, 1);
  }

  /** Appends a row without a value to an optional column that is no list. */
  void writeAbsent() throws IOException {
    if (rows == PAGE_ROWS) {
      endPage();
    }
    nulls.orElseThrow().absent();
    values++;
    rows++;
  }

  /** Bytes held for the row group: compressed pages and the open page. */
  long bufferedBytes() {
    return chunk.bytes()
        + buffer.size()
        + (levels.isPresent() ? levels.get().size() : 0)
        + (nulls.isPresent() ? nulls.get().size() : 0);
  }

  private void endPage() throws IOException {
    head.reset();
    if (levels.isPresent()) {
      levels.get().endPage(values, head);
    }
    int absent = 0;
    if (nulls.isPresent()) {
      absent = nulls.get().absentRows();
      nulls.get().endPage(head);
    }
    Encoding encoding = pageValues.endPage(values, head, buffer);
    chunk.add(head, buffer, values, rows, encoding, pageValues.endPageStatistics(absent, buffer));
    buffer.reset();
    values = 0;
    rows = 0;
  }

  /** Writes the row group's chunk and gives all memory back. */
  void flush(ParquetFileWriter file) throws IOException {
    if (rows > 0) {
      endPage();
    }
    chunk.writeTo(file, pageValues.endRowGroup());
    release();
  }

  /** Gives all memory back. */
  void release() {
    chunk.clear();
    head.release();
    buffer.release();
    levels.ifPresent(ListLevels::release);
    nulls.ifPresent(NullLevels::release);
  }
}
