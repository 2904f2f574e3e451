package io.sparkmaxpool.tensor;

/** bfloat16: the upper half of a float32. */
public final class BFloat16 {
  private static final int QUIET_NAN = 0x7FC0;

  private BFloat16() {}

  /** The same number as a float32, exactly; a NaN keeps sign and payload. */
  public static float toFloat(short bits) {
    return Float.intBitsToFloat(bits << 16);
  }

  /**
   * The nearest bfloat16, of two the even one. Every NaN becomes 0x7FC0, as in PyTorch ({@code
   * c10/util/BFloat16.h}).
   */
  public static short ofFloat(float value) {
    if (Float.isNaN(value)) {
      return QUIET_NAN;
    }
    int bits = Float.floatToRawIntBits(value);
    return (short) ((bits + 0x7FFF + (bits >>> 16 & 1)) >>> 16);
  }
}
