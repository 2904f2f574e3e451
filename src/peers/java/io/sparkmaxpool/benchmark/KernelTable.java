package io.sparkmaxpool.benchmark;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;

/** All contenders' timings, case by case, and which bars they reach. */
final class KernelTable {
  private static final int NAME_WIDTH = 40;

  private final Map<KernelCase, Map<KernelContender, Timing>> cases = new LinkedHashMap<>();

  void add(KernelCase one, Map<KernelContender, Timing> timings) {
    cases.put(one, timings);
  }

  boolean isEmpty() {
    return cases.isEmpty();
  }

  /** One case's rows; a ratio tells how many times as fast as that program the contender is. */
  static String render(KernelCase one, Map<KernelContender, Timing> timings) {
    StringBuilder table = new StringBuilder();
    table.append(format("%-28s %10s %9s   times as fast as:%n", one.name(), "us/call", "error"));
    table.append(format("%-28s %20s", "", ""));
    for (KernelContender.Program program : KernelContender.Program.values()) {
      if (program != KernelContender.Program.OURS) {
        table.append(format(" %11s", program.name().toLowerCase(Locale.ROOT)));
      }
    }
    table.append(format(" %14s%n", "bytes, heap"));
    timings.forEach(
        (contender, timing) -> {
          table.append(
              format("  %-26s %10.1f %9s", contender, timing.micros(), error(timing.error())));
          for (KernelContender.Program program : KernelContender.Program.values()) {
            if (program != KernelContender.Program.OURS) {
              table.append(format(" %11s", ratio(contender, program, timings)));
            }
          }
          table.append(format(" %14.0f%n", timing.allocated()));
        });
    return table.toString();
  }

  private static String error(double error) {
    return Double.isNaN(error) ? "-" : format("%.1f", error);
  }

  private static String ratio(
      KernelContender contender,
      KernelContender.Program program,
      Map<KernelContender, Timing> timings) {
    KernelContender other = contender.by(program);
    if (other == null || contender.program() == program) {
      return "";
    }
    return format("%.2f", timings.get(other).micros() / timings.get(contender).micros());
  }

  /** Which bars are reached, a line for each case. */
  String renderBars() {
    StringBuilder table = new StringBuilder();
    table.append(row("", bar -> bar.ours().toString()));
    table.append(row("at least", bar -> format("%s x", number(bar.times()))));
    table.append(row("", bar -> bar.peer().toString()));
    cases.forEach(
        (one, timings) ->
            table.append(
                row(
                    one.name(),
                    bar -> {
                      OptionalDouble reached = bar.reached(one, timings);
                      return reached.isEmpty()
                          ? ""
                          : format(
                              "%.2f %-5s",
                              reached.getAsDouble(), bar.verdict(reached.getAsDouble()));
                    })));
    return table.toString();
  }

  private static String number(double number) {
    return number == Math.rint(number) ? format("%.0f", number) : Double.toString(number);
  }

  private static String row(String name, Function<KernelBar, String> cell) {
    StringBuilder row = new StringBuilder(format("%-" + NAME_WIDTH + "s", name));
    for (KernelBar bar : KernelBar.values()) {
      row.append(format(" %20s", cell.apply(bar)));
    }
    return row.append(System.lineSeparator()).toString();
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }

  /** For the report. */
  List<Map<String, Object>> toList() {
    List<Map<String, Object>> list = new ArrayList<>();
    cases.forEach(
        (one, timings) -> {
          Map<String, Object> contenders = new LinkedHashMap<>();
          timings.forEach(
              (contender, timing) -> contenders.put(contender.toString(), timing.toMap()));
          List<Map<String, Object>> bars = new ArrayList<>();
          for (KernelBar bar : KernelBar.values()) {
            bar.reached(one, timings).ifPresent(reached -> bars.add(toMap(bar, reached)));
          }
          Map<String, Object> map = new LinkedHashMap<>();
          map.put("case", one.name());
          map.put("contenders", contenders);
          map.put("bars", bars);
          list.add(map);
        });
    return list;
  }

  private static Map<String, Object> toMap(KernelBar bar, double reached) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("ours", bar.ours().toString());
    map.put("peer", bar.peer().toString());
    map.put("at_least", bar.times());
    map.put("times_as_fast", reached);
    map.put("verdict", bar.verdict(reached));
    return map;
  }
}
