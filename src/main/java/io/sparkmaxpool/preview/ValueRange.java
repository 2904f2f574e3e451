package io.sparkmaxpool.preview;

import io.sparkmaxpool.tensor.Tensor;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntToDoubleFunction;

/**
 * What values there are.
 *
 * @param min the least finite one; infinite where there is none
 * @param max the greatest finite one; negatively infinite where there is none
 * @param nan how many are NaN
 * @param infinite how many are infinite
 */
record ValueRange(double min, double max, long nan, long infinite) {
  static final ValueRange EMPTY =
      new ValueRange(Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 0, 0);

  private static final MathContext DIGITS = new MathContext(4);
  private static final double PLAIN_FROM = 1e-4;
  private static final double PLAIN_TO = 1e7;

  static ValueRange of(Tensor tensor) {
    IntToDoubleFunction values = Values.of(tensor);
    int count = (int) tensor.shape().elements();
    double min = EMPTY.min;
    double max = EMPTY.max;
    long nan = 0;
    long infinite = 0;
    for (int i = 0; i < count; i++) {
      double value = values.applyAsDouble(i);
      if (Double.isNaN(value)) {
        nan++;
      } else if (Double.isInfinite(value)) {
        infinite++;
      } else {
        min = Math.min(min, value);
        max = Math.max(max, value);
      }
    }
    return new ValueRange(min, max, nan, infinite);
  }

  /** The range of both together. */
  ValueRange and(ValueRange other) {
    return new ValueRange(
        Math.min(min, other.min),
        Math.max(max, other.max),
        nan + other.nan,
        infinite + other.infinite);
  }

  /** Whether there is a finite value. */
  boolean isFinite() {
    return min <= max;
  }

  /** Whether all finite values lie in {@code from} to {@code to}. */
  boolean within(double from, double to) {
    return min >= from && max <= to;
  }

  /** For a person, e.g. {@code "0 to 0.9961, 2 NaN"}. */
  @Override
  public String toString() {
    List<String> parts = new ArrayList<>();
    if (isFinite()) {
      parts.add(number(min) + " to " + number(max));
    }
    if (nan > 0) {
      parts.add(String.format(Locale.ROOT, "%,d NaN", nan));
    }
    if (infinite > 0) {
      parts.add(String.format(Locale.ROOT, "%,d infinite", infinite));
    }
    return parts.isEmpty() ? "no values" : String.join(", ", parts);
  }

  /** A finite number with four digits, whole ones up to ten million in full. */
  static String number(double value) {
    double magnitude = Math.abs(value);
    if (magnitude < PLAIN_TO && value == Math.rint(value)) {
      return Long.toString((long) value);
    }
    BigDecimal rounded = new BigDecimal(value).round(DIGITS).stripTrailingZeros();
    return magnitude >= PLAIN_FROM && magnitude < PLAIN_TO
        ? rounded.toPlainString()
        : rounded.toString();
  }
}
