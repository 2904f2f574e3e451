package io.sparkmaxpool.dataset;

/**
 * The fields of one message in Protocol Buffers' wire format, one after the other; no length in it
 * is believed beyond the message's end. Spark brings protobuf along under names of its own alone,
 * which change, so these few lines read it.
 *
 * <p>Groups, which no message of today has, are refused.
 */
final class ProtoFields {
  static final int VARINT = 0;
  static final int FIXED64 = 1;
  static final int LENGTH = 2;
  static final int FIXED32 = 5;

  /** Seven bits a byte: more than ten are no 64-bit number. */
  private static final int LONGEST_VARINT = 10;

  private byte[] bytes = {};
  private int at;
  private int end;
  private int tagAt;
  private int number;
  private int wireType;
  private int start;
  private long value;

  /** Begins with the message that lies from one position to another. */
  void over(byte[] message, int from, int to) {
    bytes = message;
    at = from;
    end = to;
    tagAt = from;
  }

  boolean isAtEnd() {
    return at == end;
  }

  /** Goes to the next field; false at the message's end. */
  boolean next() throws MalformedRecordException {
    if (at == end) {
      return false;
    }
    tagAt = at;
    long tag = varint();
    number = (int) (tag >>> 3);
    wireType = (int) (tag & 7);
    if (tag >>> Integer.SIZE != 0 || number == 0) {
      throw corrupt("a field has the number %d".formatted(tag >>> 3));
    }
    start = at;
    switch (wireType) {
      case VARINT -> value = varint();
      case FIXED64 -> pass(Long.BYTES);
      case FIXED32 -> pass(Integer.BYTES);
      case LENGTH -> {
        long length = varint();
        start = at;
        pass(length);
      }
      default -> throw corrupt("field %d has the wire type %d".formatted(number, wireType));
    }
    return true;
  }

  /** Whether the field is of this number and wire type. */
  boolean is(int wantedNumber, int wantedType) {
    return number == wantedNumber && wireType == wantedType;
  }

  /** The field's number. */
  int number() {
    return number;
  }

  /** How the field is written. */
  int wireType() {
    return wireType;
  }

  /** Where the field's tag begins. */
  int tagAt() {
    return tagAt;
  }

  /** Where the field's content begins. */
  int start() {
    return start;
  }

  /** Where the field ends. */
  int end() {
    return at;
  }

  /** The number that a {@link #VARINT} field is. */
  long value() {
    return value;
  }

  /** Reads a number where the content is nothing but such numbers, as a packed list is. */
  long varint() throws MalformedRecordException {
    if (at < end && bytes[at] >= 0) {
      return bytes[at++];
    }
    long result = 0;
    int from = at;
    for (int i = 0; i < LONGEST_VARINT && at < end; i++) {
      byte next = bytes[at++];
      result |= (long) (next & 0x7F) << 7 * i;
      if (next >= 0) {
        return result;
      }
    }
    throw corrupt("the number at byte %d of it does not end".formatted(from));
  }

  private void pass(long count) throws MalformedRecordException {
    if (count < 0 || count > end - at) {
      throw corrupt(
          "field %d has %s bytes, where %d are left"
              .formatted(number, Long.toUnsignedString(count), end - at));
    }
    at += (int) count;
  }

  /** The fault of the field that is read, by where it begins in the outermost message. */
  MalformedRecordException corrupt(String what) {
    return new MalformedRecordException(
        BadRecord.Fault.CORRUPT,
        "it is no tf.train.Example: %s, at byte %d of it".formatted(what, tagAt));
  }
}
