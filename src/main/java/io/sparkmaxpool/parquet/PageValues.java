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
  /**
   * The most groups of 8 values in a bit-packed run: the most that a header of one byte can say.
   */
  int RUN_GROUPS = 63;

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
   * Turns the buffer into indices of a dictionary: the width of an index in bits, then bit-packed
   * runs, which for a width of 8 or 16 are the indices' little-endian bytes (encoding
   * RLE_DICTIONARY in the parquet-format specification). A run is a multiple of 8 values long.
   *
   * <p>Runs are short, as parquet-java's are: Spark unpacks a run whole before it looks at any of
   * it, and DuckDB, too, reads short ones faster.
   */
  static Encoding endDictionaryPage(int bits, int count, GrowingBytes head, GrowingBytes buffer) {
    int groups = (count + 7) / 8;
    int padding = groups * bits - buffer.size();
    int start = buffer.reserve(padding);
    Arrays.fill(buffer.array(), start, start + padding, (byte) 0);
    head.appendByte(bits);
    head.appendVarint(Math.min(groups, RUN_GROUPS) << 1 | 1);
    if (groups > RUN_GROUPS) {
      splitRuns(bits, groups, buffer);
    }
    return Encoding.RLE_DICTIONARY;
  }

  /** Puts a header before every run but the first, in place, from the last run on. */
  private static void splitRuns(int bits, int groups, GrowingBytes buffer) {
    int size = buffer.size();
    int runBytes = RUN_GROUPS * bits;
    int splits = (groups - 1) / RUN_GROUPS;
    buffer.reserve(splits);
    byte[] bytes = buffer.array();
    for (int run = splits; run > 0; run--) {
      int from = run * runBytes;
      int to = from + run;
      System.arraycopy(bytes, from, bytes, to, Math.min(runBytes, size - from));
      int runGroups = Math.min(RUN_GROUPS, groups - run * RUN_GROUPS);
      bytes[to - 1] = (byte) (runGroups << 1 | 1);
    }
  }
}
