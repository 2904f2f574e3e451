package io.sparkmaxpool.dataset;

import io.sparkmaxpool.tensor.DType;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The header of an IDX file, MNIST's: two zero bytes, the type of the elements, the number of axes,
 * and the extent of each in four bytes. All numbers are big-endian, the elements too.
 *
 * @param dtype type of the elements
 * @param extents of the axes, outermost first; none is negative
 */
record IdxHeader(DType dtype, List<Integer> extents) {
  /** The most axes that any file here has. */
  private static final int MOST_AXES = 4;

  /** Bytes of the longest header. */
  static final int LONGEST = 4 + 4 * MOST_AXES;

  /** Bytes before the first element. */
  int bytes() {
    return 4 + 4 * extents.size();
  }

  /**
   * Parses a header.
   *
   * @param start the file's first {@link #LONGEST} bytes, or all that it has
   * @param location the file, for messages
   */
  static IdxHeader parse(byte[] start, String location) throws MalformedRecordException {
    if (start.length < 4) {
      throw truncated(start, location);
    }
    ByteBuffer bytes = ByteBuffer.wrap(start);
    int magic = bytes.getInt();
    int rank = magic & 0xFF;
    if (magic >>> 16 != 0 || rank == 0) {
      throw new MalformedRecordException(
          BadRecord.Fault.CORRUPT,
          "%s is no IDX file: its first bytes are 0x%08X, not 0x0000, a type and a number of axes"
              .formatted(location, magic));
    }
    DType dtype =
        switch (magic >>> 8) {
          case 0x08 -> DType.UINT8;
          case 0x09 -> DType.INT8;
          case 0x0B -> DType.INT16;
          case 0x0C -> DType.INT32;
          case 0x0D -> DType.FLOAT32;
          case 0x0E -> DType.FLOAT64;
          default ->
              throw new MalformedRecordException(
                  BadRecord.Fault.CORRUPT,
                  "%s has the type 0x%02X at byte 2: IDX has 0x08, 0x09, 0x0B, 0x0C, 0x0D and 0x0E"
                      .formatted(location, magic >>> 8));
        };
    if (rank > MOST_AXES) {
      throw new MalformedRecordException(
          BadRecord.Fault.UNSUPPORTED,
          "%s has %d axes at byte 3: at most %d are read".formatted(location, rank, MOST_AXES));
    }
    if (bytes.remaining() < 4 * rank) {
      throw truncated(start, location);
    }
    List<Integer> extents = new ArrayList<>(rank);
    for (int i = 0; i < rank; i++) {
      int extent = bytes.getInt();
      if (extent < 0) {
        throw new MalformedRecordException(
            BadRecord.Fault.CORRUPT,
            "%s has the extent %d at byte %d: an extent is at most %d"
                .formatted(location, Integer.toUnsignedLong(extent), 4 + 4 * i, Integer.MAX_VALUE));
      }
      extents.add(extent);
    }
    return new IdxHeader(dtype, List.copyOf(extents));
  }

  private static MalformedRecordException truncated(byte[] start, String location) {
    return new MalformedRecordException(
        BadRecord.Fault.TRUNCATED,
        "%s ends at byte %d: an IDX header has 4 bytes, and 4 for each axis"
            .formatted(location, start.length));
  }
}
