package io.sparkmaxpool.parquet;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** A byte array that grows; callers reserve room once for a row and then write into it. */
final class GrowingBytes {
  static final VarHandle SHORTS =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
  static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int FIRST_CAPACITY = 1 << 12;
  // The largest array that every JVM can make.
  private static final int LAST_CAPACITY = Integer.MAX_VALUE - 8;

  private byte[] bytes = {};
  private int size;

  byte[] array() {
    return bytes;
  }

  int size() {
    return size;
  }

  /** Makes the array long enough for {@code count} more bytes, counts them, says where they go. */
  int reserve(int count) {
    int start = size;
    int needed = Math.addExact(size, count);
    if (needed > bytes.length) {
      long doubled = Math.max(FIRST_CAPACITY, 2L * bytes.length);
      bytes = Arrays.copyOf(bytes, (int) Math.max(needed, Math.min(doubled, LAST_CAPACITY)));
    }
    size = needed;
    return start;
  }

  void append(byte[] source, int offset, int length) {
    int start = reserve(length);
    System.arraycopy(source, offset, bytes, start, length);
  }

  void appendByte(int value) {
    int start = reserve(1);
    bytes[start] = (byte) value;
  }

  void appendInt(int value) {
    int start = reserve(Integer.BYTES);
    INTS.set(bytes, start, value);
  }

  /** An unsigned LEB128 number, as Parquet's run headers are. */
  void appendVarint(int value) {
    int rest = value;
    while ((rest & ~0x7f) != 0) {
      appendByte(rest | 0x80);
      rest >>>= 7;
    }
    appendByte(rest);
  }

  /** Forgets the content and keeps the memory. */
  void reset() {
    size = 0;
  }

  /** Forgets the content and gives the memory back. */
  void release() {
    bytes = new byte[0];
    size = 0;
  }
}
