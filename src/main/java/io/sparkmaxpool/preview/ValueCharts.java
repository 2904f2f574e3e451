package io.sparkmaxpool.preview;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** The distribution of the pooled values of each class, as small charts of one range. */
final class ValueCharts {
  private static final int PARTS = 32;
  private static final double UINT8_MOST = 255;

  private ValueCharts() {}

  static void write(
      Html html,
      List<TableFacts.ClassOf> classes,
      Map<Optional<String>, List<DrawnRecord>> groups) {
    ValueRange range =
        groups.values().stream()
            .flatMap(List::stream)
            .map(record -> record.output().range())
            .reduce(ValueRange.EMPTY, ValueRange::and);
    if (!range.isFinite()) {
      html.element("p", "There is no finite value among them.").line();
      return;
    }
    double from = range.within(0, UINT8_MOST) ? 0 : range.min();
    double to = range.within(0, 1) ? 1 : range.max();
    html.open("ul", "class", "charts").line();
    for (TableFacts.ClassOf of : classes) {
      List<DrawnRecord> shown = groups.get(of.label());
      if (!shown.isEmpty()) {
        chart(html, SheetText.name(of), from, to, shown);
      }
    }
    html.close().line();
  }

  private static void chart(
      Html html, String name, double from, double to, List<DrawnRecord> shown) {
    Histogram histogram =
        Histogram.of(from, to, PARTS, shown.stream().map(DrawnRecord::sample).toList());
    String mean = "mean " + ValueRange.number(mean(shown));
    html.open("li").open("p", "class", "name").element("bdi", name).close();
    histogram.draw(html, "Pooled values of %s, %s".formatted(name, mean));
    html.open("p", "class", "axis").element("span", ValueRange.number(from));
    html.element("span", mean).element("span", ValueRange.number(to)).close().close().line();
  }

  private static double mean(List<DrawnRecord> shown) {
    return shown.stream()
        .map(DrawnRecord::sample)
        .flatMapToDouble(ValueCharts::values)
        .average()
        .orElse(0);
  }

  private static DoubleStream values(float[] sample) {
    return IntStream.range(0, sample.length).mapToDouble(i -> sample[i]);
  }
}
