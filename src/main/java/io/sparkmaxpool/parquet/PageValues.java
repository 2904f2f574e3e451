package io.sparkmaxpool.parquet;

import java.util.Arrays;
import java.util.Optional;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.statistics.Statistics;

/**
 * How the tensors of one column become the values of its pages. Rows are appended to a buffer;
 * {@link #endPage} turns the buffer into what follows the levels in a data page.
 */
interface PageValues {
  /** The values, in Parquet's sense, of a row of this many elements. */
  int valuesPerRow(int elements);

  /** The most bytes that the row adds to the buffer or to the page. */
  long rowBytes(Slice stored);

  /** How many times longer the values are for a reader than in the buffer. */
  default int expansion() {
    return 1;
  }

  /** What the pages hold. */
  default PageContent content() {
    return PageContent.OTHER;
  }

  /** Whether the row can share a page with those in the buffer. */
  default boolean joins(Slice stored) {
    return true;
  }

  void append(Slice stored, int[] shape, GrowingBytes buffer);

  /**
   * Ends a page of {@code count} values: what precedes the values goes to {@code head}, and the
   * buffer is made what the returned encoding says.
   */
  Encoding endPage(int count, GrowingBytes head, GrowingBytes buffer);

  /**
   * What a reader may know of the page to skip it, if anything; asked once, after {@link #endPage}.
   *
   * @param absentRows rows of the page that have no value
   */
  default Optional<Statistics<?>> endPageStatistics(int absentRows, GrowingBytes buffer) {
    // Nobody looks for a tensor by its smallest element.
    return Optional.empty();
  }

  /** The dictionary that the pages of the row group need, if any; starts the next row group. */
  Optional<PlainDictionary> endRowGroup();

  /** A dictionary page's entries, PLAIN. */
  record PlainDictionary(byte[] bytes, int entries) {}

  /**
   * Turns the buffer into indices of a dictionary: the width of an index in bits, then all of them
   * as one bit-packed run, which for a width of 8 or 16 is their little-endian bytes (encoding
   * RLE_DICTIONARY in the parquet-format specification). A run is a multiple of 8 values long.
   */
  static Encoding endDictionaryPage(int bits, int count, GrowingBytes head, GrowingBytes buffer) {
    int groups = (count + 7) / 8;
    head.appendByte(bits);
    head.appendVarint(groups << 1 | 1);
    int padding = groups * bits - buffer.size();
    int start = buffer.reserve(padding);
    Arrays.fill(buffer.array(), start, start + padding, (byte) 0);
    return Encoding.RLE_DICTIONARY;
  }
}
