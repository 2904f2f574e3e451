package io.sparkmaxpool.dataset;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The options that one format has besides those of all, as they were given. Which there are is told
 * by the format's row in {@link DatasetFormat}; what their values are is told by its lister.
 */
public final class FormatOptions {
  /** No option given. */
  public static final FormatOptions NONE = new FormatOptions(Map.of());

  /** The option, of several formats, that says where labels are. */
  static final String LABELS = "labels";

  private final Map<String, String> values;

  private FormatOptions(Map<String, String> values) {
    this.values = values;
  }

  /**
   * Options of a format.
   *
   * @param given names, in any case, and values
   * @throws InvalidOptionException naming one that the format does not have
   */
  public static FormatOptions of(DatasetFormat format, Map<String, String> given) {
    Map<String, String> values = new TreeMap<>();
    given.forEach((name, value) -> values.put(name.toLowerCase(Locale.ROOT), value));
    for (String name : values.keySet()) {
      if (!format.options().contains(name)) {
        throw new InvalidOptionException(
            format.options().isEmpty()
                ? "%s: format %s has no options".formatted(name, format.label())
                : "%s: unknown; format %s has %s"
                    .formatted(name, format.label(), String.join(", ", format.options())));
      }
    }
    return new FormatOptions(values);
  }

  /** The same for one file of many, without the option that says where the labels of all are. */
  FormatOptions withoutLabels() {
    Map<String, String> others = new TreeMap<>(values);
    others.remove(LABELS);
    return new FormatOptions(others);
  }

  /** The value of an option, if it was given. */
  Optional<String> value(String name) {
    return Optional.ofNullable(values.get(name));
  }

  /** The comma-separated values of an option; empty if it was not given. */
  List<String> list(String name) {
    return value(name).stream()
        .flatMap(text -> Arrays.stream(text.split(",")))
        .map(String::strip)
        .filter(text -> !text.isEmpty())
        .toList();
  }

  /**
   * The value of an option that has a few words.
   *
   * @param fallback the one where it was not given
   * @throws InvalidOptionException if it is another word
   */
  <E extends Enum<E>> E word(String name, E fallback) {
    if (!values.containsKey(name)) {
      return fallback;
    }
    E[] words = fallback.getDeclaringClass().getEnumConstants();
    for (E word : words) {
      if (label(word).equals(values.get(name).toLowerCase(Locale.ROOT))) {
        return word;
      }
    }
    throw invalid(
        name,
        "it is one of "
            + Arrays.stream(words).map(FormatOptions::label).collect(Collectors.joining(", ")));
  }

  private static String label(Enum<?> word) {
    return word.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** What to throw where the value of an option cannot be. */
  InvalidOptionException invalid(String name, String rule) {
    return new InvalidOptionException("%s: '%s': %s".formatted(name, values.get(name), rule));
  }
}
