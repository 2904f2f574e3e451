package io.sparkmaxpool.benchmark;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What one section of a benchmark found: figures, bars and remarks, as a table and as JSON. */
final class SectionReport {
  private static final int NAME_WIDTH = 48;
  private static final double WHOLE_NUMBERS_FROM = 1000;

  private final String name;
  private final String title;
  private final List<Measured> figures = new ArrayList<>();
  private final List<Bar> bars = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  /**
   * An empty report.
   *
   * @param name of the section
   * @param title what was measured, on how much, for a heading
   */
  SectionReport(String name, String title) {
    this.name = name;
    this.title = title;
  }

  String name() {
    return name;
  }

  SectionReport add(Measured figure) {
    figures.add(figure);
    return this;
  }

  SectionReport addAll(List<Measured> more) {
    figures.addAll(more);
    return this;
  }

  SectionReport add(Bar bar) {
    bars.add(bar);
    return this;
  }

  /** A sentence that the figures need to be understood. */
  SectionReport note(String sentence) {
    notes.add(sentence);
    return this;
  }

  /** The table for a terminal. */
  String table() {
    StringBuilder table = new StringBuilder("\n%s: %s\n".formatted(name, title));
    line(table, "", "median", "least", "most", "unit", "bar", "verdict");
    for (Measured one : figures) {
      boolean single = one.values().size() == 1;
      line(
          table,
          one.name(),
          number(one.median()),
          single ? "" : number(one.least()),
          single ? "" : number(one.most()),
          one.unit(),
          "",
          "");
    }
    for (Bar bar : bars) {
      String value = bar.value().isPresent() ? number(bar.value().getAsDouble()) : "-";
      line(table, bar.figure(), value, "", "", bar.unit(), bar.text(), bar.verdict());
    }
    notes.forEach(note -> table.append("  ").append(note).append('\n'));
    return table.toString();
  }

  private static void line(StringBuilder table, String name, String... cells) {
    String format = "%-" + NAME_WIDTH + "s %12s %12s %12s  %-10s %-14s %s";
    table
        .append(
            String.format(format, name, cells[0], cells[1], cells[2], cells[3], cells[4], cells[5])
                .stripTrailing())
        .append('\n');
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, value >= WHOLE_NUMBERS_FROM ? "%,.0f" : "%.3f", value);
  }

  /** The same for programs. */
  Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("title", title);
    map.put("figures", figures.stream().map(SectionReport::toMap).toList());
    map.put("bars", bars.stream().map(SectionReport::toMap).toList());
    map.put("notes", List.copyOf(notes));
    return map;
  }

  private static Map<String, Object> toMap(Measured figure) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("name", figure.name());
    map.put("unit", figure.unit());
    map.put("median", rounded(figure.median()));
    map.put("values", figure.values().stream().map(SectionReport::rounded).toList());
    return map;
  }

  private static Map<String, Object> toMap(Bar bar) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("figure", bar.figure());
    map.put("value", bar.value().isPresent() ? rounded(bar.value().getAsDouble()) : null);
    map.put("bar", bar.text());
    map.put("verdict", bar.verdict());
    return map;
  }

  /** Three places, or none where the number is large. */
  private static Number rounded(double value) {
    if (value >= WHOLE_NUMBERS_FROM) {
      return Math.round(value);
    }
    return Math.round(value * 1e3) / 1e3;
  }
}
