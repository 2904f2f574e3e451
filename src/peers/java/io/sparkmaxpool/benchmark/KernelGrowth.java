package io.sparkmaxpool.benchmark;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a pixel costs as the window grows. A maximum over k neighbours can be had from ever larger
 * maxima of powers of two, so the cost should grow no faster than log2 k.
 */
final class KernelGrowth {
  static final List<KernelContender> CONTENDERS =
      List.of(
          KernelContender.OURS_FLOAT32,
          KernelContender.OURS_UINT8,
          KernelContender.OURS_FLOAT32_INDICES);

  private static final int[] KERNELS = {3, 5, 9, 17, 33, 65, 129};
  private static final double NANOS_PER_MICRO = 1e3;

  private final Map<KernelCase, Map<KernelContender, Timing>> rows = new LinkedHashMap<>();

  /** One plane of 512 by 512, a window around each of its pixels. */
  static List<KernelCase> cases() {
    List<KernelCase> cases = new ArrayList<>();
    for (int kernel : KERNELS) {
      cases.add(KernelCase.of("1x512x512 k%d s1 p%d".formatted(kernel, kernel / 2)));
    }
    return cases;
  }

  void add(KernelCase one, Map<KernelContender, Timing> timings) {
    rows.put(one, timings);
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  private static double nanosAPixel(KernelCase one, Timing timing) {
    return timing.micros() * NANOS_PER_MICRO / one.shape().elements();
  }

  /** The cost with regard to that of the first kernel, divided by what log2 k would make of it. */
  private double growth(KernelCase one, KernelContender contender) {
    KernelCase first = rows.keySet().iterator().next();
    double cost = rows.get(one).get(contender).micros() / rows.get(first).get(contender).micros();
    return cost * Math.log(kernel(first)) / Math.log(kernel(one));
  }

  private static int kernel(KernelCase one) {
    return one.params().kernelSize().height();
  }

  private static String verdict(double growth) {
    return growth <= 1 ? "PASS" : "short";
  }

  String render() {
    StringBuilder table =
        new StringBuilder("ns a pixel; in brackets its growth since the first by that of log2 k\n");
    table.append(format("%-26s", ""));
    CONTENDERS.forEach(contender -> table.append(format(" %23s", contender)));
    table.append(System.lineSeparator());
    rows.forEach(
        (one, timings) -> {
          table.append(format("%-26s", one.name()));
          for (KernelContender contender : CONTENDERS) {
            double growth = growth(one, contender);
            table.append(
                format(
                    "  %9.3f (%.2f) %-5s",
                    nanosAPixel(one, timings.get(contender)), growth, verdict(growth)));
          }
          table.append(System.lineSeparator());
        });
    return table.toString();
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }

  /** For the report. */
  List<Map<String, Object>> toList() {
    List<Map<String, Object>> list = new ArrayList<>();
    rows.forEach(
        (one, timings) -> {
          Map<String, Object> map = new LinkedHashMap<>();
          map.put("case", one.name());
          map.put("kernel_size", kernel(one));
          for (KernelContender contender : CONTENDERS) {
            Map<String, Object> figures = timings.get(contender).toMap();
            double growth = growth(one, contender);
            figures.put("ns_a_pixel", nanosAPixel(one, timings.get(contender)));
            figures.put("growth_by_log2", growth);
            figures.put("verdict", verdict(growth));
            map.put(contender.toString(), figures);
          }
          list.add(map);
        });
    return list;
  }
}
