package io.sparkmaxpool.dataset;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Reads numbers out of an encoded image. A position past the end is a fault of the record, {@code
 * TRUNCATED}, never an index out of bounds.
 *
 * @param bytes the file or its beginning
 * @param length how many of {@code bytes} are valid
 * @param format the name in messages, e.g. {@code "PNG"}
 */
record EncodedBytes(byte[] bytes, int length, String format) {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

  private static final long LOW_BITS = 0x7F7F7F7F7F7F7F7FL;

  int u8(int at) throws MalformedRecordException {
    require(at, 1);
    return bytes[at] & 0xFF;
  }

  int u16Big(int at) throws MalformedRecordException {
    require(at, 2);
    return (bytes[at] & 0xFF) << 8 | bytes[at + 1] & 0xFF;
  }

  int u16Little(int at) throws MalformedRecordException {
    require(at, 2);
    return bytes[at] & 0xFF | (bytes[at + 1] & 0xFF) << 8;
  }

  int u24Little(int at) throws MalformedRecordException {
    require(at, 3);
    return bytes[at] & 0xFF | (bytes[at + 1] & 0xFF) << 8 | (bytes[at + 2] & 0xFF) << 16;
  }

  int i32Big(int at) throws MalformedRecordException {
    require(at, 4);
    return u16Big(at) << 16 | u16Big(at + 2);
  }

  int i32Little(int at) throws MalformedRecordException {
    require(at, 4);
    return u16Little(at) | u16Little(at + 2) << 16;
  }

  /**
   * The position of the first FF from {@code from} to before {@code to}, or {@code to}. Eight bytes
   * are looked at together: all of a JPEG passes through here.
   */
  int nextFf(int from, int to) {
    int at = from;
    for (; at <= to - Long.BYTES; at += Long.BYTES) {
      long eight = (long) LONGS.get(bytes, at);
      // One more makes the seven low bits of FF, and of no byte above 7F else, reach the highest.
      if (((eight & LOW_BITS) + LOW_BITS / 0x7F & eight & ~LOW_BITS) != 0) {
        break;
      }
    }
    while (at < to && bytes[at] != -1) {
      at++;
    }
    return at;
  }

  /** Whether {@code text} (ASCII) stands at {@code at}; false past the end. */
  boolean has(int at, String text) {
    if (at < 0 || length - at < text.length()) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if ((bytes[at + i] & 0xFF) != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** Fails unless {@code count} bytes from {@code at} are there. */
  void require(long at, long count) throws MalformedRecordException {
    if (at < 0 || count < 0 || at + count > length) {
      throw truncated("%d bytes are needed at byte %d".formatted(count, at));
    }
  }

  MalformedRecordException truncated(String what) {
    return new MalformedRecordException(
        BadRecord.Fault.TRUNCATED, "%s ends at byte %d: %s".formatted(format, length, what));
  }

  MalformedRecordException corrupt(int at, String what) {
    return new MalformedRecordException(
        BadRecord.Fault.CORRUPT, "%s, byte %d: %s".formatted(format, at, what));
  }

  MalformedRecordException unsupported(int at, String what) {
    return new MalformedRecordException(
        BadRecord.Fault.UNSUPPORTED, "%s, byte %d: %s".formatted(format, at, what));
  }
}
