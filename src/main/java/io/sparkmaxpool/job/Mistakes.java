package io.sparkmaxpool.job;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The mistakes met while reading one spec, so that all of them are told, in the file's order. */
final class Mistakes {
  private record Mistake(int line, String text) {}

  private final List<Mistake> found = new ArrayList<>();

  void add(Written.Place place, String rule) {
    found.add(new Mistake(place.line(), place.label() + ": " + rule));
  }

  /**
   * Ends the reading if there was a mistake.
   *
   * @throws InvalidSpecException with one line for each
   */
  void throwIfAny() {
    if (!found.isEmpty()) {
      found.sort(Comparator.comparingInt(Mistake::line));
      throw new InvalidSpecException(found.stream().map(Mistake::text).toList());
    }
  }
}
