package io.sparkmaxpool.dataset;

import org.apache.parquet.column.Encoding;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/**
 * Looks at the values of a Parquet page before parquet-java decodes them, which allocates what runs
 * and blocks claim to hold.
 */
final class PageBounds {
  /** Values that a few bytes may stand for. */
  private static final int FEW = 1 << 20;

  /** Blocks of equal numbers come to about 25 for a byte. */
  private static final int MOST_FOR_A_BYTE = 32;

  private final byte[] bytes;
  private final int to;
  private int at;

  private PageBounds(byte[] bytes, int from, int to) {
    this.bytes = bytes;
    this.at = from;
    this.to = to;
  }

  /** Checks the levels of a page, {@code values} of them, in runs. */
  static void requireLevels(byte[] bytes, int from, int to, int highest, int values)
      throws MalformedRecordException {
    new PageBounds(bytes, from, to)
        .requireRuns(Integer.SIZE - Integer.numberOfLeadingZeros(highest), values);
  }

  /**
   * Checks the values of a data page, which may be fewer than {@code values} where some are null.
   */
  static void require(byte[] bytes, int from, Encoding encoding, int values)
      throws MalformedRecordException {
    PageBounds page = new PageBounds(bytes, from, bytes.length);
    switch (encoding) {
      case PLAIN, BYTE_STREAM_SPLIT -> {}
      case PLAIN_DICTIONARY, RLE_DICTIONARY -> {
        // A page of nulls has none.
        if (page.at < page.to) {
          int bits = page.bytes[page.at++];
          if (bits < 0 || bits > Integer.SIZE) {
            throw corrupt("its values have %d bits".formatted(bits));
          }
          page.requireRuns(bits, values);
        }
      }
      case DELTA_BINARY_PACKED, DELTA_LENGTH_BYTE_ARRAY -> page.requireDeltas(values);
      case DELTA_BYTE_ARRAY -> {
        page.requireDeltas(values);
        page.requireDeltas(values);
      }
      default ->
          throw new MalformedRecordException(
              BadRecord.Fault.UNSUPPORTED, "its values are in %s".formatted(encoding));
    }
  }

  /** Checks a dictionary. */
  static void requireDictionary(byte[] bytes, int entries, PrimitiveTypeName type)
      throws MalformedRecordException {
    int least =
        switch (type) {
          case INT64, DOUBLE -> Long.BYTES;
          case FIXED_LEN_BYTE_ARRAY, BOOLEAN -> 1;
          case INT32, FLOAT, BINARY, INT96 -> Integer.BYTES;
        };
    if (entries < 0 || entries > bytes.length / least) {
      throw corrupt("a dictionary of %d entries in %d bytes".formatted(entries, bytes.length));
    }
  }

  private void requireRuns(int bits, int values) throws MalformedRecordException {
    long seen = 0;
    while (seen < values && at < to) {
      long header = number();
      long count = header >>> 1;
      if ((header & 1) == 0) {
        at += (bits + Byte.SIZE - 1) / Byte.SIZE;
      } else {
        long room = bits == 0 ? FEW : (long) (to - at) * Byte.SIZE / bits;
        // Writers leave out what is after the last value.
        if (count > room / Byte.SIZE + 1) {
          throw corrupt(
              "a run of %d groups of %d bits in %d bytes".formatted(count, bits, to - at));
        }
        at = (int) Math.min(to, at + count * bits);
        count *= Byte.SIZE;
      }
      if (count == 0 || at > to) {
        throw corrupt("a run of %d values is cut off".formatted(count));
      }
      seen += count;
    }
  }

  private void requireDeltas(int values) throws MalformedRecordException {
    long block = number();
    long minis = number();
    long total = number();
    number();
    boolean isWhole = minis > 0 && block > 0 && block % minis == 0 && block / minis % 8 == 0;
    if (!isWhole || block > FEW) {
      throw corrupt("blocks of %d values in %d parts".formatted(block, minis));
    }
    if (total > values || total > FEW + (long) MOST_FOR_A_BYTE * bytes.length) {
      throw corrupt(
          "%d deltas in %d bytes of a page of %d values".formatted(total, bytes.length, values));
    }
    long each = block / minis;
    long left = total - 1;
    while (left > 0) {
      number();
      int widths = at;
      at += (int) minis;
      for (int i = 0; i < minis && left > 0; i++, left -= each) {
        if (widths + i >= to) {
          throw cutOff();
        }
        at = (int) Math.min(Integer.MAX_VALUE / 2, at + each / 8 * (bytes[widths + i] & 0xFF));
      }
      if (at > to) {
        throw cutOff();
      }
    }
  }

  private long number() throws MalformedRecordException {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      if (at >= to) {
        throw cutOff();
      }
      byte next = bytes[at++];
      value |= (long) (next & 0x7F) << shift;
      if (next >= 0) {
        return value & Long.MAX_VALUE;
      }
    }
    throw corrupt("a number of more than 10 bytes");
  }

  private static MalformedRecordException cutOff() {
    return corrupt("its values are cut off");
  }

  private static MalformedRecordException corrupt(String what) {
    return new MalformedRecordException(BadRecord.Fault.CORRUPT, what);
  }
}
