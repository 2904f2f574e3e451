package io.sparkmaxpool.dataset;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Copies elements that lie apart to where they lie together, little-endian.
 *
 * @param bytesEach bytes of an element: 1, 2, 4 or 8
 * @param bigEndian whether its first byte is its highest where it comes from
 */
record StridedElements(int bytesEach, boolean bigEndian) {
  private static final VarHandle SHORT = view(short[].class);
  private static final VarHandle INT = view(int[].class);
  private static final VarHandle LONG = view(long[].class);

  private static VarHandle view(Class<?> elements) {
    return MethodHandles.byteArrayViewVarHandle(elements, ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Copies {@code count} elements.
   *
   * @param from where they come from, the first at byte {@code at} and each {@code step} bytes
   *     after the one before
   * @param to where they go, one after the other from byte {@code target} on
   */
  void copy(byte[] from, int at, int step, byte[] to, int target, int count) {
    switch (bytesEach) {
      case Byte.BYTES -> {
        for (int i = 0; i < count; i++) {
          to[target + i] = from[at + i * step];
        }
      }
      case Short.BYTES -> {
        for (int i = 0; i < count; i++) {
          short element = (short) SHORT.get(from, at + i * step);
          SHORT.set(
              to, target + i * Short.BYTES, bigEndian ? Short.reverseBytes(element) : element);
        }
      }
      case Integer.BYTES -> {
        for (int i = 0; i < count; i++) {
          int element = (int) INT.get(from, at + i * step);
          INT.set(
              to, target + i * Integer.BYTES, bigEndian ? Integer.reverseBytes(element) : element);
        }
      }
      case Long.BYTES -> {
        for (int i = 0; i < count; i++) {
          long element = (long) LONG.get(from, at + i * step);
          LONG.set(to, target + i * Long.BYTES, bigEndian ? Long.reverseBytes(element) : element);
        }
      }
      default -> throw new IllegalStateException("no element has " + bytesEach + " bytes");
    }
  }
}
