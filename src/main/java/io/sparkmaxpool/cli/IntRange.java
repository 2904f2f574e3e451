package io.sparkmaxpool.cli;

import picocli.CommandLine.TypeConversionException;

/** Ints that an option takes. */
final class IntRange {
  private IntRange() {}

  /**
   * The int that a text says.
   *
   * @throws TypeConversionException with the rule, if it is none from {@code least} to {@code most}
   */
  static int parse(String text, int least, int most) {
    try {
      int value = Integer.parseInt(text);
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // The same rule tells of it.
    }
    throw new TypeConversionException("an int from %d to %d is wanted".formatted(least, most));
  }
}
