package io.sparkmaxpool.tensor;

/** IEEE 754 binary16, which Java has no type for before JDK 20. */
public final class Float16 {
  private static final int EXPONENT = 0x7C00;
  private static final int FRACTION = 0x03FF;

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
}
