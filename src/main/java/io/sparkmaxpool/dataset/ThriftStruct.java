package io.sparkmaxpool.dataset;

/**
 * Goes through a structure of Thrift's compact protocol without keeping anything of it, so that one
 * whose lists and texts claim more than its bytes is never given to code that believes them.
 */
final class ThriftStruct {
  /** There are too few bytes. */
  static final int INCOMPLETE = -1;

  private static final int DEEPEST = 32;

  private final byte[] bytes;
  private final int to;
  private int at;

  private ThriftStruct(byte[] bytes, int from, int to) {
    this.bytes = bytes;
    this.at = from;
    this.to = to;
  }

  /**
   * Where the structure that begins at {@code from} ends.
   *
   * @return {@link #INCOMPLETE} if it goes on behind {@code to}
   * @throws MalformedRecordException if it is no structure
   */
  static int end(byte[] bytes, int from, int to) throws MalformedRecordException {
    ThriftStruct struct = new ThriftStruct(bytes, from, to);
    return struct.skipStruct(0) ? struct.at : INCOMPLETE;
  }

  private boolean skipStruct(int depth) throws MalformedRecordException {
    while (at < to) {
      int field = bytes[at++] & 0xFF;
      if (field == 0) {
        return true;
      }
      if (field >> 4 == 0 && varint() < 0) {
        return false;
      }
      // The value of a boolean field is its type.
      if ((field & 0xF) > 2 && !skip(field & 0xF, depth)) {
        return false;
      }
    }
    return false;
  }

  private boolean skip(int type, int depth) throws MalformedRecordException {
    if (depth > DEEPEST) {
      throw malformed("values lie more than %d deep".formatted(DEEPEST));
    }
    return switch (type) {
      case 1, 2, 3 -> skipBytes(1);
      case 4, 5, 6 -> varint() >= 0;
      case 7 -> skipBytes(Double.BYTES);
      case 8 -> skipBytes(varint());
      case 9, 10 -> skipList(depth);
      case 11 -> skipMap(depth);
      case 12 -> skipStruct(depth + 1);
      case 13 -> skipBytes(2 * Long.BYTES);
      default -> throw malformed("there is no type " + type);
    };
  }

  private boolean skipList(int depth) throws MalformedRecordException {
    if (at >= to) {
      return false;
    }
    int header = bytes[at++] & 0xFF;
    long size = header >> 4 == 0xF ? varint() : header >> 4;
    // Every element has at least a byte.
    boolean isThere = size >= 0 && size <= to - at;
    for (long i = 0; isThere && i < size; i++) {
      isThere = skip(header & 0xF, depth + 1);
    }
    return isThere;
  }

  private boolean skipMap(int depth) throws MalformedRecordException {
    long size = varint();
    if (size <= 0) {
      return size == 0;
    }
    boolean isThere = skipBytes(1);
    int types = isThere ? bytes[at - 1] & 0xFF : 0;
    for (long i = 0; isThere && i < size; i++) {
      isThere = skip(types >> 4, depth + 1) && skip(types & 0xF, depth + 1);
    }
    return isThere;
  }

  private boolean skipBytes(long count) {
    if (count < 0 || count > to - at) {
      return false;
    }
    at += (int) count;
    return true;
  }

  /** The next number, not negative; {@link #INCOMPLETE} where it is cut off. */
  private long varint() throws MalformedRecordException {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      if (at >= to) {
        return INCOMPLETE;
      }
      byte next = bytes[at++];
      value |= (long) (next & 0x7F) << shift;
      if (next >= 0) {
        return value & Long.MAX_VALUE;
      }
    }
    throw malformed("a number has more than 10 bytes");
  }

  private MalformedRecordException malformed(String what) {
    return new MalformedRecordException(
        BadRecord.Fault.CORRUPT, "%s, %d bytes into it".formatted(what, at));
  }
}
