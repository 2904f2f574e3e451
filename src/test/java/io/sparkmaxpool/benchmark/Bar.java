package io.sparkmaxpool.benchmark;

import java.util.Locale;
import java.util.OptionalDouble;

/**
 * What a figure is held to.
 *
 * @param figure what is compared, e.g. {@code "pool / read and sum"}
 * @param value how it came out; empty where it could not be measured
 * @param bound which side of the limit is the good one
 * @param limit the limit, which itself is good
 * @param unit of both; empty for ratios
 */
record Bar(String figure, OptionalDouble value, Bound bound, double limit, String unit) {
  /** The good side of a limit. */
  enum Bound {
    AT_LEAST(">="),
    AT_MOST("<=");

    private final String sign;

    Bound(String sign) {
      this.sign = sign;
    }
  }

  static Bar atLeast(double limit, String figure, double ratio) {
    return new Bar(figure, OptionalDouble.of(ratio), Bound.AT_LEAST, limit, "");
  }

  static Bar atMost(double limit, String figure, double ratio) {
    return atMost(limit, "", figure, ratio);
  }

  static Bar atMost(double limit, String unit, String figure, double value) {
    return new Bar(figure, OptionalDouble.of(value), Bound.AT_MOST, limit, unit);
  }

  /** One of a ratio to a contender that this machine does not have. */
  static Bar unmeasured(double atLeast, String figure) {
    return new Bar(figure, OptionalDouble.empty(), Bound.AT_LEAST, atLeast, "");
  }

  /** Whether the value is known and on the good side. */
  boolean isMet() {
    return value.isPresent()
        && (bound == Bound.AT_LEAST ? value.getAsDouble() >= limit : value.getAsDouble() <= limit);
  }

  /** The bound and its limit, e.g. {@code ">= 0.50"}. */
  String text() {
    return String.format(Locale.ROOT, "%s %.2f %s", bound.sign, limit, unit).strip();
  }

  /** {@code "met"}, {@code "MISSED"} or {@code "not measured"}. */
  String verdict() {
    if (value.isEmpty()) {
      return "not measured";
    }
    return isMet() ? "met" : "MISSED";
  }
}
