package io.sparkmaxpool.dataset;

import java.io.Serializable;
import java.util.List;
import java.util.OptionalLong;

/**
 * What one task reads.
 *
 * @param ranges stretches of files
 * @param unlisted what could not be listed, to be told as bad records
 */
public record Split(List<Range> ranges, List<Listing.Unlisted> unlisted) implements Serializable {
  /** Splits are not made smaller than this many decoded bytes: a task costs some milliseconds. */
  static final long SMALLEST = 4L << 20;

  /**
   * Some records of a file.
   *
   * @param file the file
   * @param first ordinal of the first
   * @param end ordinal after the last; {@link Long#MAX_VALUE} for all to the end of the file
   * @param bytes of the file that they take, about; all ranges of a file together have its length
   */
  public record Range(InputFile file, long first, long end, long bytes) implements Serializable {
    /** All of a file. */
    public static Range of(InputFile file) {
      return new Range(file, 0, file.records().count().orElse(Long.MAX_VALUE), file.length());
    }

    /** Records of a file; its bytes outside of complete ones go with the first and the last. */
    public static Range of(InputFile file, long first, long end) {
      FileRecords records = file.records();
      OptionalLong count = records.count();
      if (records.complete() > 0 && records.bytesEach() > 0) {
        long from = first == 0 ? 0 : records.start() + first * records.bytesEach();
        boolean isLast = count.isPresent() && end >= count.getAsLong();
        long to = isLast ? file.length() : records.start() + end * records.bytesEach();
        return new Range(file, first, end, Math.max(0, to - from));
      }
      long bytes =
          count.isPresent() && count.getAsLong() > 0
              ? (long) ((double) file.length() * (end - first) / count.getAsLong())
              : file.length();
      return new Range(file, first, end, bytes);
    }
  }

  /** Bytes of files to read. */
  public long bytes() {
    return ranges.stream().mapToLong(Range::bytes).sum();
  }
}
