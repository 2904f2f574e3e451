package io.sparkmaxpool.benchmark;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a call costs.
 *
 * @param micros microseconds a call, the mean
 * @param error half the width of JMH's 99.9 % confidence interval, microseconds; NaN of one sample
 * @param allocated bytes that a call allocates on the heap of Java
 */
record Timing(double micros, double error, double allocated) {
  /** As it stands in a report; no error if there is none. */
  Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("us", micros);
    map.put("error_us", Double.isNaN(error) ? null : error);
    map.put("allocated_bytes", allocated);
    return map;
  }
}
