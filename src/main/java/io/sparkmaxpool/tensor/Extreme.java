package io.sparkmaxpool.tensor;

import static io.sparkmaxpool.tensor.LittleEndian.DOUBLE;
import static io.sparkmaxpool.tensor.LittleEndian.FLOAT;
import static io.sparkmaxpool.tensor.LittleEndian.INT;
import static io.sparkmaxpool.tensor.LittleEndian.LONG;
import static io.sparkmaxpool.tensor.LittleEndian.SHORT;

/**
 * The least or the greatest of a tensor's elements, as PyTorch's {@code amin} and {@code amax}: a
 * NaN among them is the result, and where there are none it is an error.
 *
 * <pre>{@code
 * Elements e = Elements.of(Tensor.of(Shape.of(3), 1f, -2f, 3f));
 * Extreme.MIN.of(e);   // -2.0
 * Extreme.MAX.of(e);   // 3.0
 * }</pre>
 */
public enum Extreme {
  MIN("amin", -1),
  MAX("amax", 1);

  private final String torchName;

  /** What elements are multiplied by, so that the greatest one is looked for. */
  private final int sign;

  Extreme(String torchName, int sign) {
    this.torchName = torchName;
    this.sign = sign;
  }

  /**
   * Of all elements, as a double, which holds every value of every dtype but large ones of int64:
   * of those, the nearest.
   *
   * @throws IllegalArgumentException with PyTorch's text, if there are none
   */
  public double of(Elements elements) {
    requireSome(elements);
    byte[] bytes = elements.bytes();
    int at = elements.offset();
    int end = elements.end();
    return switch (elements.dtype()) {
      case UINT8, INT8, INT16, INT32, INT64 -> ofInts(elements);
      case FLOAT16 -> sign * greatestFloat16(bytes, at, end, sign);
      case BFLOAT16 -> sign * greatestBFloat16(bytes, at, end, sign);
      case FLOAT32 -> sign * greatestFloat32(bytes, at, end, sign);
      case FLOAT64 -> sign * greatestFloat64(bytes, at, end, sign);
    };
  }

  /**
   * Of all elements of a tensor of ints.
   *
   * @throws IllegalArgumentException with PyTorch's text, if there are none
   * @throws IllegalStateException if the dtype is a float's
   */
  public long ofInts(Elements elements) {
    requireSome(elements);
    byte[] bytes = elements.bytes();
    int at = elements.offset();
    int end = elements.end();
    // The complement of an int, unlike its negative, is always there.
    int flip = this == MIN ? -1 : 0;
    return flip
        ^ switch (elements.dtype()) {
          case UINT8 -> greatestUint8(bytes, at, end, flip);
          case INT8 -> greatestInt8(bytes, at, end, flip);
          case INT16 -> greatestInt16(bytes, at, end, flip);
          case INT32 -> greatestInt32(bytes, at, end, flip);
          case INT64 -> greatestInt64(bytes, at, end, flip);
          case FLOAT16, BFLOAT16, FLOAT32, FLOAT64 ->
              throw new IllegalStateException(
                  "the elements are " + elements.dtype() + ", not ints");
        };
  }

  private void requireSome(Elements elements) {
    if (elements.count() == 0) {
      throw new IllegalArgumentException(
          "%s(): Expected reduction dim to be specified for input.numel() == 0. Specify the reduction dim with the 'dim' argument."
              .formatted(torchName));
    }
  }

  // A new greatest is rare, so a branch is better than a maximum, which waits for the one before.

  private static long greatestUint8(byte[] bytes, int at, int end, int flip) {
    int greatest = Integer.MIN_VALUE;
    for (int i = at; i < end; i++) {
      int value = bytes[i] & 0xFF ^ flip;
      if (value > greatest) {
        greatest = value;
      }
    }
    return greatest;
  }

  private static long greatestInt8(byte[] bytes, int at, int end, int flip) {
    int greatest = Integer.MIN_VALUE;
    for (int i = at; i < end; i++) {
      int value = bytes[i] ^ flip;
      if (value > greatest) {
        greatest = value;
      }
    }
    return greatest;
  }

  private static long greatestInt16(byte[] bytes, int at, int end, int flip) {
    int greatest = Integer.MIN_VALUE;
    for (int i = at; i < end; i += Short.BYTES) {
      int value = (short) SHORT.get(bytes, i) ^ flip;
      if (value > greatest) {
        greatest = value;
      }
    }
    return greatest;
  }

  private static long greatestInt32(byte[] bytes, int at, int end, int flip) {
    int greatest = Integer.MIN_VALUE;
    for (int i = at; i < end; i += Integer.BYTES) {
      int value = (int) INT.get(bytes, i) ^ flip;
      if (value > greatest) {
        greatest = value;
      }
    }
    return greatest;
  }

  private static long greatestInt64(byte[] bytes, int at, int end, int flip) {
    long greatest = Long.MIN_VALUE;
    for (int i = at; i < end; i += Long.BYTES) {
      long value = (long) LONG.get(bytes, i) ^ flip;
      if (value > greatest) {
        greatest = value;
      }
    }
    return greatest;
  }

  private static float greatestFloat16(byte[] bytes, int at, int end, int sign) {
    float greatest = Float.NEGATIVE_INFINITY;
    for (int i = at; i < end; i += Short.BYTES) {
      float value = sign * Float16.toFloat((short) SHORT.get(bytes, i));
      if (!(value <= greatest)) {
        if (Float.isNaN(value)) {
          return value;
        }
        greatest = value;
      }
    }
    return greatest;
  }

  private static float greatestBFloat16(byte[] bytes, int at, int end, int sign) {
    float greatest = Float.NEGATIVE_INFINITY;
    for (int i = at; i < end; i += Short.BYTES) {
      float value = sign * BFloat16.toFloat((short) SHORT.get(bytes, i));
      if (!(value <= greatest)) {
        if (Float.isNaN(value)) {
          return value;
        }
        greatest = value;
      }
    }
    return greatest;
  }

  private static float greatestFloat32(byte[] bytes, int at, int end, int sign) {
    float greatest = Float.NEGATIVE_INFINITY;
    for (int i = at; i < end; i += Float.BYTES) {
      float value = sign * (float) FLOAT.get(bytes, i);
      if (!(value <= greatest)) {
        if (Float.isNaN(value)) {
          return value;
        }
        greatest = value;
      }
    }
    return greatest;
  }

  private static double greatestFloat64(byte[] bytes, int at, int end, int sign) {
    double greatest = Double.NEGATIVE_INFINITY;
    for (int i = at; i < end; i += Double.BYTES) {
      double value = sign * (double) DOUBLE.get(bytes, i);
      if (!(value <= greatest)) {
        if (Double.isNaN(value)) {
          return value;
        }
        greatest = value;
      }
    }
    return greatest;
  }
}
