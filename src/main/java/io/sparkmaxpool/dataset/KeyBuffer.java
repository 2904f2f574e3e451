package io.sparkmaxpool.dataset;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A record's key in UTF-8, counted up in place: making a million strings costs more than pooling.
 */
final class KeyBuffer {
  private static final int MOST_DIGITS = 19;

  private byte[] bytes = {};
  private int length;
  private int digits;

  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  void set(String key) {
    bytes = key.getBytes(StandardCharsets.UTF_8);
    length = bytes.length;
  }

  /** The key {@code <prefix>#<ordinal>}. */
  void startOrdinals(String prefix, long ordinal) {
    byte[] start = (prefix + "#").getBytes(StandardCharsets.UTF_8);
    byte[] number = Long.toString(ordinal).getBytes(StandardCharsets.US_ASCII);
    bytes = Arrays.copyOf(start, start.length + MOST_DIGITS);
    digits = start.length;
    System.arraycopy(number, 0, bytes, digits, number.length);
    length = digits + number.length;
  }

  /** Adds one to the ordinal. */
  void increment() {
    int at = length - 1;
    while (at >= digits && bytes[at] == '9') {
      bytes[at--] = '0';
    }
    if (at >= digits) {
      bytes[at]++;
    } else {
      bytes[digits] = '1';
      bytes[length++] = '0';
    }
  }
}
