package io.sparkmaxpool.tensor;

import static io.sparkmaxpool.tensor.LittleEndian.DOUBLE;
import static io.sparkmaxpool.tensor.LittleEndian.FLOAT;
import static io.sparkmaxpool.tensor.LittleEndian.INT;
import static io.sparkmaxpool.tensor.LittleEndian.LONG;
import static io.sparkmaxpool.tensor.LittleEndian.SHORT;

/** The sum of a tensor's elements in float64. */
final class Sum {
  private static final long EVERY_SECOND = 0x00FF00FF00FF00FFL;
  private static final long ADD_FOUR = 0x0001000100010001L;

  private Sum() {}

  static double of(Elements elements) {
    byte[] bytes = elements.bytes();
    int at = elements.offset();
    int end = elements.end();
    return switch (elements.dtype()) {
      case UINT8 -> ofUint8(bytes, at, end);
      case INT8 -> ofInt8(bytes, at, end);
      case INT16 -> ofInt16(bytes, at, end);
      case INT32 -> ofInt32(bytes, at, end);
      case INT64 -> ofInt64(bytes, at, end);
      case FLOAT16 -> ofFloat16(bytes, at, end);
      case BFLOAT16 -> ofBFloat16(bytes, at, end);
      case FLOAT32 -> ofFloat32(bytes, at, end);
      case FLOAT64 -> ofFloat64(bytes, at, end);
    };
  }

  // Ints of up to 32 bits are added as longs, which no array of them exceeds, and is exact.

  /** Eight at a time: their sums in pairs, and a product whose high bits are the sum of those. */
  private static long ofUint8(byte[] bytes, int at, int end) {
    long sum = 0;
    int i = at;
    for (; i <= end - Long.BYTES; i += Long.BYTES) {
      long eight = (long) LONG.get(bytes, i);
      long pairs = (eight & EVERY_SECOND) + (eight >>> Byte.SIZE & EVERY_SECOND);
      sum += pairs * ADD_FOUR >>> 3 * Short.SIZE;
    }
    for (; i < end; i++) {
      sum += bytes[i] & 0xFF;
    }
    return sum;
  }

  private static long ofInt8(byte[] bytes, int at, int end) {
    long sum = 0;
    for (int i = at; i < end; i++) {
      sum += bytes[i];
    }
    return sum;
  }

  private static long ofInt16(byte[] bytes, int at, int end) {
    long sum = 0;
    for (int i = at; i < end; i += Short.BYTES) {
      sum += (short) SHORT.get(bytes, i);
    }
    return sum;
  }

  private static long ofInt32(byte[] bytes, int at, int end) {
    long sum = 0;
    for (int i = at; i < end; i += Integer.BYTES) {
      sum += (int) INT.get(bytes, i);
    }
    return sum;
  }

  private static double ofInt64(byte[] bytes, int at, int end) {
    double sum = 0;
    for (int i = at; i < end; i += Long.BYTES) {
      sum += (long) LONG.get(bytes, i);
    }
    return sum;
  }

  private static double ofFloat16(byte[] bytes, int at, int end) {
    double sum = 0;
    for (int i = at; i < end; i += Short.BYTES) {
      sum += Float16.toFloat((short) SHORT.get(bytes, i));
    }
    return sum;
  }

  private static double ofBFloat16(byte[] bytes, int at, int end) {
    double sum = 0;
    for (int i = at; i < end; i += Short.BYTES) {
      sum += BFloat16.toFloat((short) SHORT.get(bytes, i));
    }
    return sum;
  }

  /** In four sums, as an addition takes four times as long as reading an element. */
  private static double ofFloat32(byte[] bytes, int at, int end) {
    double first = 0;
    double second = 0;
    double third = 0;
    double fourth = 0;
    int i = at;
    for (; i <= end - 4 * Float.BYTES; i += 4 * Float.BYTES) {
      first += (float) FLOAT.get(bytes, i);
      second += (float) FLOAT.get(bytes, i + Float.BYTES);
      third += (float) FLOAT.get(bytes, i + 2 * Float.BYTES);
      fourth += (float) FLOAT.get(bytes, i + 3 * Float.BYTES);
    }
    for (; i < end; i += Float.BYTES) {
      first += (float) FLOAT.get(bytes, i);
    }
    return first + second + (third + fourth);
  }

  private static double ofFloat64(byte[] bytes, int at, int end) {
    double sum = 0;
    for (int i = at; i < end; i += Double.BYTES) {
      sum += (double) DOUBLE.get(bytes, i);
    }
    return sum;
  }
}
