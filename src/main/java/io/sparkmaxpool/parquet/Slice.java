package io.sparkmaxpool.parquet;

import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** A range of somebody's byte array; reused, so that a row costs no allocation. */
final class Slice {
  private static final byte[] NOTHING = {};

  private byte[] array = NOTHING;
  private int offset;
  private int length;

  void set(byte[] newArray, int newOffset, int newLength) {
    Objects.checkFromIndexSize(newOffset, newLength, newArray.length);
    array = newArray;
    offset = newOffset;
    length = newLength;
  }

  void clear() {
    set(NOTHING, 0, 0);
  }

  byte[] array() {
    return array;
  }

  int offset() {
    return offset;
  }

  int length() {
    return length;
  }

  /** The bytes as UTF-8, for messages. */
  String text() {
    return new String(array, offset, length, StandardCharsets.UTF_8);
  }
}
