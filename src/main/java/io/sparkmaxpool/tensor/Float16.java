package io.sparkmaxpool.tensor;

/** IEEE 754 binary16, which Java has no type for before JDK 20. */
public final class Float16 {
  private static final int EXPONENT = 0x7C00;
  private static final int FRACTION = 0x03FF;
  private static final int QUIET = 0x0200;

  /** Bits of 65520f, half way between the largest binary16 and the next power of two. */
  private static final int OVERFLOW = 0x477FF000;

  /** Bits of 2^-14f. */
  private static final int SMALLEST_NORMAL = 0x38800000;

  private Float16() {}

  /** The same number as a float32, exactly; a NaN keeps its payload. */
  public static float toFloat(short bits) {
    return Float.intBitsToFloat(toFloatBits(bits));
  }

  /** The bits of the same number as a float32; a NaN keeps sign and payload. */
  public static int toFloatBits(short bits) {
    int sign = (bits & 0x8000) << 16;
    int exponent = (bits & EXPONENT) >>> 10;
    int fraction = bits & FRACTION;
    if (exponent == 0) {
      // Zero or subnormal: the fraction counts steps of 2^-24.
      return Float.floatToRawIntBits(fraction * 0x1p-24f) | sign;
    }
    int wide = exponent == 31 ? 255 : exponent - 15 + 127;
    return sign | wide << 23 | fraction << 13;
  }

  /**
   * The nearest binary16, of two the even one; what is too large becomes infinite. A NaN keeps its
   * sign and the upper bits of its payload, and comes out quiet, as F16C's conversion does it.
   */
  public static short ofFloat(float value) {
    int bits = Float.floatToRawIntBits(value);
    int sign = bits >>> 16 & 0x8000;
    int magnitude = bits & 0x7FFFFFFF;
    if (magnitude > 0x7F800000) {
      return (short) (sign | EXPONENT | QUIET | magnitude >>> 13 & FRACTION);
    }
    if (magnitude >= OVERFLOW) {
      return (short) (sign | EXPONENT);
    }
    if (magnitude < SMALLEST_NORMAL) {
      // Adding 2^-24 * 2^23 leaves the fraction of the subnormal, rounded by the hardware.
      float rounded = Float.intBitsToFloat(magnitude) + 0.5f;
      return (short) (sign | Float.floatToRawIntBits(rounded) - Float.floatToRawIntBits(0.5f));
    }
    int rebiased = magnitude - (127 - 15 << 23);
    return (short) (sign | rebiased + 0x0FFF + (rebiased >>> 13 & 1) >>> 13);
  }
}
