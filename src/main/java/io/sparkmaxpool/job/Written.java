package io.sparkmaxpool.job;

import java.util.List;
import java.util.Map;

/**
 * A value as its author wrote it, in a YAML file or as an option, before its key's type judges it.
 *
 * @param kind what was written
 * @param text the characters of a scalar; empty for a list or a map
 * @param items of a list
 * @param entries of a map, in the order written
 * @param place where it stands
 */
record Written(
    Kind kind, String text, List<Written> items, Map<String, Written> entries, Place place) {
  enum Kind {
    NULL,
    INT,
    FLOAT,
    BOOLEAN,
    /** Quoted, or plain and nothing else. */
    STRING,
    LIST,
    MAP
  }

  /**
   * Where something was written.
   *
   * @param line of the file, from 1; options come after every line
   * @param label what starts an error line: {@code spec.yaml:7: pool.stride} or {@code --stride}
   */
  record Place(int line, String label) {
    static Place option(String option) {
      return new Place(Integer.MAX_VALUE, option);
    }

    boolean isOption() {
      return line == Integer.MAX_VALUE;
    }
  }

  static Written scalar(Kind kind, String text, Place place) {
    return new Written(kind, text, List.of(), Map.of(), place);
  }

  static Written list(List<Written> items, Place place) {
    return new Written(Kind.LIST, "", items, Map.of(), place);
  }

  static Written map(Map<String, Written> entries, Place place) {
    return new Written(Kind.MAP, "", List.of(), entries, place);
  }

  /** Whether an option gave it. */
  boolean isOption() {
    return place.isOption();
  }

  /**
   * The value for an error message: strings of a file in quotes, so that "3" is not taken for 3.
   */
  String shown() {
    return switch (kind) {
      case STRING -> isOption() ? text : '"' + text.replace("\n", "\\n") + '"';
      case LIST -> items.stream().map(Written::shown).toList().toString();
      case MAP -> {
        StringBuilder shown = new StringBuilder("{");
        entries.forEach(
            (key, value) ->
                shown
                    .append(shown.length() == 1 ? "" : ", ")
                    .append(key)
                    .append(": ")
                    .append(value.shown()));
        yield shown.append('}').toString();
      }
      case NULL, INT, FLOAT, BOOLEAN -> text;
    };
  }
}
