package io.sparkmaxpool.pooling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Compares many outcomes, counts them, and knows which may differ. */
final class Comparison {
  private static final int SHOWN = 20;

  private final List<? extends KnownDifference> known;
  private final Map<KnownDifference, Integer> explained = new LinkedHashMap<>();
  private final Map<String, Integer> results = new TreeMap<>();
  private final Map<PoolingOp, Integer> refusals = new TreeMap<>();
  private final List<String> unexplained = new ArrayList<>();
  private int differing;

  Comparison(List<? extends KnownDifference> known) {
    this.known = known;
  }

  /** Compares two outcomes of a call; {@code what} says where it is from. */
  void add(String what, PoolingCall call, Outcome expected, Outcome actual) {
    if (expected instanceof Outcome.Result) {
      results.merge(call.op() + " " + call.dtype(), 1, Integer::sum);
    } else {
      refusals.merge(call.op(), 1, Integer::sum);
    }
    Optional<String> difference = Agreement.difference(call, expected, actual);
    if (difference.isEmpty()) {
      return;
    }
    for (KnownDifference rule : known) {
      if (rule.explains(call, expected, actual)) {
        explained.merge(rule, 1, Integer::sum);
        return;
      }
    }
    differing++;
    if (unexplained.size() < SHOWN) {
      unexplained.add(what + ", " + call + ": " + difference.get());
    }
  }

  /** Fails if an outcome differed without a reason, or if a known difference never showed. */
  void assertAgreed() {
    assertThat(unexplained).as("%d outcomes differ; the first of them", differing).isEmpty();
    assertThat(explained.keySet())
        .as("known differences that showed")
        .containsExactlyInAnyOrderElementsOf(known);
  }

  /** Calls that succeeded, by operation and dtype: {@code "max_pool2d uint8"}. */
  Map<String, Integer> results() {
    return results;
  }

  /** What was compared, one line an operation and type, an operation's refusals, a difference. */
  @Override
  public String toString() {
    StringBuilder table = new StringBuilder();
    results.forEach((what, count) -> table.append("%-40s %6d results%n".formatted(what, count)));
    refusals.forEach((op, count) -> table.append("%-40s %6d refusals%n".formatted(op, count)));
    table.append(
        "%-40s %6d results, %d refusals%n"
            .formatted("together", sum(results.values()), sum(refusals.values())));
    explained.forEach(
        (rule, count) -> table.append("%-40s %6d differ so%n".formatted(rule, count)));
    return table.toString();
  }

  private static int sum(Collection<Integer> counts) {
    return counts.stream().mapToInt(Integer::intValue).sum();
  }
}
