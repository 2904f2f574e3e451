package io.sparkmaxpool.dataset;

import java.nio.ByteBuffer;
import java.util.Random;

/** IDX files: MNIST's, of any type and extents. */
final class IdxBytes {
  private IdxBytes() {}

  /** The header of a file, and behind it these elements. */
  static byte[] file(int type, byte[] elements, int... extents) {
    ByteBuffer bytes = ByteBuffer.allocate(4 + 4 * extents.length + elements.length);
    bytes.putInt(type << 8 | extents.length);
    for (int extent : extents) {
      bytes.putInt(extent);
    }
    return bytes.put(elements).array();
  }

  /** The elements of some records of so many bytes each, by their number. */
  static byte[] elements(int records, int bytesEach) {
    byte[] all = new byte[records * bytesEach];
    for (int i = 0; i < records; i++) {
      System.arraycopy(element(i, bytesEach), 0, all, i * bytesEach, bytesEach);
    }
    return all;
  }

  /** The bytes of record {@code number}. */
  static byte[] element(int number, int bytes) {
    byte[] element = new byte[bytes];
    new Random(number).nextBytes(element);
    return element;
  }

  /** Grey pictures. */
  static byte[] images(int records, int height, int width) {
    return file(8, elements(records, height * width), records, height, width);
  }

  /** Labels of a byte each. */
  static byte[] labels(int... labels) {
    byte[] bytes = new byte[labels.length];
    for (int i = 0; i < labels.length; i++) {
      bytes[i] = (byte) labels[i];
    }
    return file(8, bytes, labels.length);
  }
}
