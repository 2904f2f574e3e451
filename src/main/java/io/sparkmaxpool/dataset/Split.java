package io.sparkmaxpool.dataset;

import java.io.Serializable;
import java.util.List;

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
   * A stretch of a file.
   *
   * @param file the file
   * @param start the first byte
   * @param end the byte after the last
   */
  public record Range(InputFile file, long start, long end) implements Serializable {}

  /** Bytes of files to read. */
  public long bytes() {
    return ranges.stream().mapToLong(range -> range.end() - range.start()).sum();
  }
}
