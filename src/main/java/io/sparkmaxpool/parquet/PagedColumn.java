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

  private final String name;
  private final int pageBytes;
  private final Optional<ListLevels> levels;
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
                || !pageValues.joins(stored));
    if (pageEnds) {
      endPage();
    }
    if (levels.isPresent()) {
      levels.get().appendRow(shape);
    }
    pageValues.append(stored, shape, buffer);
    values += pageValues.valuesPerRow(elements);
    rows++;
    return pageEnds;
  }

  /** Bytes held for the row group: compressed pages and the open page. */
  long bufferedBytes() {
    return chunk.bytes() + buffer.size() + (levels.isPresent() ? levels.get().size() : 0);
  }

  private void endPage() throws IOException {
    head.reset();
    if (levels.isPresent()) {
      levels.get().endPage(values, head);
    }
    Encoding encoding = pageValues.endPage(values, head, buffer);
    chunk.add(head, buffer, values, rows, encoding);
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
  }
}
