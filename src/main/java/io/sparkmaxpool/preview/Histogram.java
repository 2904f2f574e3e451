package io.sparkmaxpool.preview;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How often values fall into equal parts of a range.
 *
 * @param from where the first part begins
 * @param to where the last part ends, itself included
 * @param counts of each part, at least one
 */
record Histogram(double from, double to, List<Long> counts) {
  /** What its drawing is high, in units of its own; a part is one unit wide. */
  private static final int HEIGHT = 40;

  Histogram {
    counts = List.copyOf(counts);
  }

  /**
   * Counts values.
   *
   * @param values finite ones from {@code from} to {@code to}
   * @param parts at least 1
   */
  static Histogram of(double from, double to, int parts, Iterable<float[]> values) {
    long[] counts = new long[parts];
    double width = to - from;
    for (float[] some : values) {
      for (float value : some) {
        int part = width > 0 ? (int) ((value - from) / width * parts) : 0;
        counts[Math.max(0, Math.min(part, parts - 1))]++;
      }
    }
    List<Long> list = new ArrayList<>();
    for (long count : counts) {
      list.add(count);
    }
    return new Histogram(from, to, list);
  }

  long total() {
    return counts.stream().mapToLong(Long::longValue).sum();
  }

  /** Draws it: bars as wide as they are many, the largest of full height. */
  void draw(Html html, String name) {
    html.open(
        "svg",
        "xmlns",
        "http://www.w3.org/2000/svg",
        "viewBox",
        "0 0 %d %d".formatted(counts.size(), HEIGHT),
        "preserveAspectRatio",
        "none",
        "role",
        "img",
        "aria-label",
        name);
    html.empty("path", "d", bars());
    html.close();
  }

  /** The bars as one SVG path. */
  String bars() {
    long most = counts.stream().mapToLong(Long::longValue).max().orElse(0);
    StringBuilder path = new StringBuilder();
    for (int i = 0; i < counts.size(); i++) {
      if (counts.get(i) > 0) {
        double height = (double) HEIGHT * counts.get(i) / most;
        path.append(String.format(Locale.ROOT, "M%d %dv-%.1fh1v%.1fz", i, HEIGHT, height, height));
      }
    }
    return path.toString();
  }
}
