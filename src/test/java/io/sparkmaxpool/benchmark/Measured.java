package io.sparkmaxpool.benchmark;

import java.util.List;

/**
 * What was measured of one contender.
 *
 * @param name what the report calls it
 * @param unit of the values, e.g. {@code "records/s"}
 * @param values one a turn, in order, without those that warmed up; never empty
 */
record Measured(String name, String unit, List<Double> values) {
  Measured {
    if (values.isEmpty()) {
      throw new IllegalArgumentException(name + ": no value was measured");
    }
    values = List.copyOf(values);
  }

  /** A value that was taken once. */
  static Measured once(String name, String unit, double value) {
    return new Measured(name, unit, List.of(value));
  }

  double median() {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  double least() {
    return values.stream().mapToDouble(value -> value).min().orElseThrow();
  }

  double most() {
    return values.stream().mapToDouble(value -> value).max().orElseThrow();
  }
}
