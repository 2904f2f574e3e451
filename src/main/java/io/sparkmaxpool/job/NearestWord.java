package io.sparkmaxpool.job;

import java.util.Collection;
import java.util.Optional;

/** Guesses which known word a mistyped one was meant to be. */
public final class NearestWord {
  private NearestWord() {}

  /**
   * The known word with the fewest inserted, deleted, replaced or swapped letters; empty when more
   * than a third of the letters (one, in a short word) would have to change. Of equals, the first.
   *
   * <pre>{@code
   * NearestWord.of("kernel-sise", List.of("stride", "kernel-size"));   // kernel-size
   * }</pre>
   */
  public static Optional<String> of(String word, Collection<String> known) {
    Optional<String> nearest = Optional.empty();
    int fewest = Math.max(1, (word.length() + 1) / 3) + 1;
    for (String candidate : known) {
      int edits = edits(word, candidate);
      // A hint that shares no letter with the word is a guess: "op" for "xy".
      if (edits < fewest && edits < Math.max(word.length(), candidate.length())) {
        fewest = edits;
        nearest = Optional.of(candidate);
      }
    }
    return nearest;
  }

  /** The optimal string alignment distance. */
  static int edits(String a, String b) {
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          cost[i][j] = i + j;
          continue;
        }
        int replaced = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        int best = Math.min(replaced, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        cost[i][j] = swapped ? Math.min(best, cost[i - 2][j - 2] + 1) : best;
      }
    }
    return cost[a.length()][b.length()];
  }
}
