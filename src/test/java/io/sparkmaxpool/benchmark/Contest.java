package io.sparkmaxpool.benchmark;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What contenders gave who were measured turn by turn, so that whatever slows the machine for a
 * while slows all of them.
 *
 * @param figures in the order of the contenders
 */
record Contest(List<Measured> figures) {
  /** Holds one of as many turns as the effort has. */
  static Contest of(String unit, Effort effort, List<Contender> contenders) throws Exception {
    return of(unit, effort, effort.turns(), contenders);
  }

  /**
   * Holds one. What each turn gave is told on standard error as it comes.
   *
   * @param unit what the contenders' rates are in
   * @param turns how many are counted, after those that warm up
   */
  static Contest of(String unit, Effort effort, int turns, List<Contender> contenders)
      throws Exception {
    Map<String, List<Double>> rates = new LinkedHashMap<>();
    for (int turn = -effort.warmUps(); turn < turns; turn++) {
      for (Contender contender : contenders) {
        double rate = contender.turn(effort.turnSeconds());
        String when = turn < 0 ? "warm-up" : "turn " + (turn + 1);
        System.err.printf(
            Locale.ROOT, "%-8s %-36s %,12.1f %s%n", when, contender.name(), rate, unit);
        if (turn >= 0) {
          rates.computeIfAbsent(contender.name(), name -> new ArrayList<>()).add(rate);
        }
      }
    }
    return new Contest(
        rates.entrySet().stream()
            .map(rate -> new Measured(rate.getKey(), unit, rate.getValue()))
            .toList());
  }

  /** What a contender gave, if it was there. */
  Optional<Measured> find(String name) {
    return figures.stream().filter(one -> one.name().equals(name)).findFirst();
  }

  /** The median of one that was there. */
  double median(String name) {
    return find(name).orElseThrow().median();
  }

  /** The bar that the medians of two be in this ratio at least. */
  Bar atLeast(double ratio, String name, String base) {
    return Bar.atLeast(ratio, name + " / " + base, median(name) / median(base));
  }
}
