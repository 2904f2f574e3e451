package io.sparkmaxpool.sql;

import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/** Reads the values of data source options that sources and sink have in common. */
public final class OptionValues {
  private OptionValues() {}

  /**
   * A whole number above 0.
   *
   * @throws IllegalArgumentException naming option, value and rule
   */
  public static long positive(CaseInsensitiveStringMap options, String key, long byDefault) {
    String text = options.get(key);
    if (text == null) {
      return byDefault;
    }
    try {
      long value = Long.parseLong(text.strip());
      if (value > 0) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Told below, with the rule.
    }
    throw new IllegalArgumentException(
        "option %s: '%s' is not a whole number above 0".formatted(key, text));
  }
}
