package io.sparkmaxpool.pooling;

import java.io.Serializable;

/**
 * The exponent of an {@link LpPool2d}, a whole or a floating-point number as in Python, where 2 and
 * 2.0 differ: a tensor of integers to the power of a whole number stays one of integers.
 *
 * @param value the exponent; may be infinite
 * @param isWhole whether it is Python's {@code int}
 */
public record NormType(double value, boolean isWhole) implements Serializable {

  /** Python's {@code int}. */
  public static NormType of(int value) {
    return new NormType(value, true);
  }

  /** Python's {@code float}. */
  public static NormType of(double value) {
    return new NormType(value, false);
  }

  /** As Python prints it. */
  @Override
  public String toString() {
    if (isWhole) {
      return Long.toString((long) value);
    }
    return Double.isInfinite(value)
        ? value > 0 ? "inf" : "-inf"
        : Double.isNaN(value) ? "nan" : Double.toString(value);
  }
}
