package io.sparkmaxpool.preview;

import io.sparkmaxpool.tensor.Shape;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Texts as a page shows them. */
final class Texts {
  private Texts() {}

  /** A text of at most so many characters; a longer one ends in an ellipsis. */
  static String cut(String text, int most) {
    return text.codePointCount(0, text.length()) <= most
        ? text
        : text.substring(0, text.offsetByCodePoints(0, most - 1)) + "\u2026";
  }

  /** The extents of a shape, e.g. {@code "3 x 32 x 32"} with a times sign for the x. */
  static String shape(Shape shape) {
    return Arrays.stream(shape.toArray())
        .mapToObj(Integer::toString)
        .collect(Collectors.joining(" \u00D7 "));
  }

  /** A number of things, e.g. {@code "1 record"} or {@code "1,500 records"}. */
  static String count(long count, String thing) {
    String plural = thing.endsWith("s") ? thing + "es" : thing + "s";
    return String.format(Locale.ROOT, "%,d %s", count, count == 1 ? thing : plural);
  }
}
