package io.sparkmaxpool.job;

import io.sparkmaxpool.job.SpecKey.Form;
import io.sparkmaxpool.job.Written.Kind;
import io.sparkmaxpool.job.Written.Place;
import io.sparkmaxpool.pooling.NormType;
import io.sparkmaxpool.pooling.OutputSize2d;
import io.sparkmaxpool.pooling.Size2d;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The types of value a job spec knows. */
final class ValueTypes {
  private static final Pattern INT = Pattern.compile("[-+]?[0-9]+");
  private static final Pattern FLOAT =
      Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");
  private static final Pattern BYTES = Pattern.compile("([0-9]{1,18}) ?(|B|KB|MB|GB)");

  private static final String SIZE_RULE = "an int or [height, width] is wanted";
  private static final String OUTPUT_SIZE_RULE =
      "an int or [height, width] is wanted, null for an extent of the input";
  private static final String NORM_RULE = "a number is wanted, or .inf or -.inf";
  private static final String BYTES_RULE =
      "bytes are wanted, at least 1: an int, or an int with B, KB, MB or GB (1 KB is 1024 B)";
  private static final String RATIO_RULE = "a number from 0 to 1 is wanted";
  private static final String COUNT_RULE = "an int of at least 1 is wanted";

  private ValueTypes() {}

  /** An int for both axes, or a list of height and width; any int, of 32 bits. */
  static ValueType<Size2d> size2d() {
    return new ValueType<>(
        Form.VALUE,
        "INT|H,W",
        ValueTypes::plainList,
        written -> {
          List<Written> parts = items(written);
          if (parts.isEmpty() || parts.size() > 2) {
            throw new RefusedValueException(written, SIZE_RULE);
          }
          return new Size2d(
              int32(parts.get(0), written, SIZE_RULE),
              int32(parts.get(parts.size() - 1), written, SIZE_RULE));
        });
  }

  /** As {@link #size2d}, but an extent may be null: the input's. */
  static ValueType<OutputSize2d> outputSize2d() {
    return new ValueType<>(
        Form.VALUE,
        "INT|H,W",
        ValueTypes::plainList,
        written -> {
          List<Written> parts = items(written);
          if (parts.isEmpty() || parts.size() > 2) {
            throw new RefusedValueException(written, OUTPUT_SIZE_RULE);
          }
          return new OutputSize2d(
              extent(parts.get(0), written), extent(parts.get(parts.size() - 1), written));
        });
  }

  private static Integer extent(Written part, Written whole) throws RefusedValueException {
    return part.kind() == Kind.NULL ? null : (Integer) int32(part, whole, OUTPUT_SIZE_RULE);
  }

  /** Any int of 32 bits. */
  static ValueType<Integer> int32() {
    return new ValueType<>(
        Form.VALUE,
        "INT",
        ValueTypes::plainText,
        written -> int32(written, written, "an int is wanted"));
  }

  private static int int32(Written part, Written whole, String rule) throws RefusedValueException {
    if (part.kind() != Kind.INT) {
      throw new RefusedValueException(whole, rule);
    }
    try {
      return Integer.parseInt(part.text());
    } catch (NumberFormatException e) {
      throw new RefusedValueException(whole, rule + ", in decimal and of 32 bits");
    }
  }

  /** An exponent: an int or a float, which differ as in Python. */
  static ValueType<NormType> normType() {
    return new ValueType<>(
        Form.VALUE,
        "NUMBER",
        ValueTypes::plainText,
        written ->
            switch (written.kind()) {
              case INT -> NormType.of(int32(written, written, NORM_RULE));
              case FLOAT -> NormType.of(floatingPoint(written));
              case NULL, BOOLEAN, STRING, LIST, MAP -> NormType.of(infinity(written));
            });
  }

  private static double floatingPoint(Written written) throws RefusedValueException {
    try {
      return Double.parseDouble(written.text());
    } catch (NumberFormatException e) {
      return infinity(written);
    }
  }

  /** YAML's infinities, and Python's, which YAML takes for words. */
  private static double infinity(Written written) throws RefusedValueException {
    return switch (written.text()) {
      case ".inf", "+.inf", "inf" -> Double.POSITIVE_INFINITY;
      case "-.inf", "-inf" -> Double.NEGATIVE_INFINITY;
      default -> throw new RefusedValueException(written, NORM_RULE);
    };
  }

  /** A number of bytes: {@code 4096}, {@code 128MB}; units are of 1024. */
  static ValueType<Long> bytes() {
    return new ValueType<>(
        Form.VALUE,
        "BYTES",
        ValueTypes::plainText,
        written -> {
          Matcher matcher = BYTES.matcher(written.text().toUpperCase(Locale.ROOT));
          if ((written.kind() != Kind.INT && written.kind() != Kind.STRING) || !matcher.matches()) {
            throw new RefusedValueException(written, BYTES_RULE);
          }
          long unit =
              switch (matcher.group(2)) {
                case "KB" -> 1L << 10;
                case "MB" -> 1L << 20;
                case "GB" -> 1L << 30;
                default -> 1L;
              };
          long number = Long.parseLong(matcher.group(1));
          if (number < 1 || number > Long.MAX_VALUE / unit) {
            throw new RefusedValueException(written, BYTES_RULE);
          }
          return number * unit;
        });
  }

  /** True or false. */
  static ValueType<Boolean> flag() {
    return new ValueType<>(
        Form.FLAG,
        "BOOL",
        ValueTypes::plainText,
        written -> {
          if (written.kind() != Kind.BOOLEAN) {
            throw new RefusedValueException(written, "true or false is wanted");
          }
          return Boolean.parseBoolean(written.text());
        });
  }

  /** A share: an int or a decimal from 0 to 1. */
  static ValueType<Double> ratio() {
    return new ValueType<>(
        Form.VALUE,
        "RATIO",
        ValueTypes::plainText,
        written -> {
          if (written.kind() != Kind.INT && written.kind() != Kind.FLOAT) {
            throw new RefusedValueException(written, RATIO_RULE);
          }
          double ratio;
          try {
            ratio = Double.parseDouble(written.text());
          } catch (NumberFormatException e) { // .inf, .nan, 0x1
            throw new RefusedValueException(written, RATIO_RULE);
          }
          if (!(ratio >= 0 && ratio <= 1)) {
            throw new RefusedValueException(written, RATIO_RULE);
          }
          return ratio;
        });
  }

  /** A number of things, at least 1, of 64 bits. */
  static ValueType<Long> count() {
    return new ValueType<>(
        Form.VALUE,
        "INT",
        ValueTypes::plainText,
        written -> {
          long count = 0;
          if (written.kind() == Kind.INT) {
            try {
              count = Long.parseLong(written.text());
            } catch (NumberFormatException e) { // hexadecimal, or above 64 bits
              throw new RefusedValueException(written, COUNT_RULE + ", in decimal and of 64 bits");
            }
          }
          if (count < 1) {
            throw new RefusedValueException(written, COUNT_RULE);
          }
          return count;
        });
  }

  /** A number of things, from none to a most. */
  static ValueType<Integer> upTo(int most) {
    String rule = "an int from 0 to %d is wanted".formatted(most);
    return new ValueType<>(
        Form.VALUE,
        "INT",
        ValueTypes::plainText,
        written -> {
          int count = int32(written, written, rule);
          if (count < 0 || count > most) {
            throw new RefusedValueException(written, rule);
          }
          return count;
        });
  }

  /** One path. */
  static ValueType<String> path() {
    return new ValueType<>(
        Form.VALUE,
        "PATH",
        (texts, place) -> Written.scalar(Kind.STRING, texts.get(0), place),
        ValueTypes::nonEmpty);
  }

  /** One path, or a list of them. */
  static ValueType<List<String>> paths() {
    return new ValueType<>(
        Form.REPEATED,
        "PATH",
        (texts, place) -> strings(texts, place),
        written -> {
          List<String> paths = new ArrayList<>();
          for (Written item : items(written)) {
            paths.add(nonEmpty(item));
          }
          if (paths.isEmpty()) {
            throw new RefusedValueException(written, "at least one path is wanted");
          }
          return List.copyOf(paths);
        });
  }

  private static String nonEmpty(Written written) throws RefusedValueException {
    if (written.kind() != Kind.STRING || written.text().isEmpty()) {
      throw new RefusedValueException(
          written,
          written.kind() == Kind.STRING || written.text().isEmpty()
              ? "a path is wanted"
              : "a path is wanted, in quotes where it looks like something else");
    }
    return written.text();
  }

  /** The name of a table in a catalog. */
  static ValueType<TableName> tableName() {
    return new ValueType<>(
        Form.VALUE,
        "NAME",
        ValueTypes::word,
        written ->
            Optional.of(written)
                .filter(name -> name.kind() == Kind.STRING)
                .flatMap(name -> TableName.of(name.text()))
                .orElseThrow(() -> new RefusedValueException(written, TableName.RULE)));
  }

  /** One of a set of words. */
  static <T> ValueType<T> word(Words<T> words) {
    return new ValueType<>(Form.VALUE, "WORD", ValueTypes::word, words::find);
  }

  /** Some of a set of words, each at most once, in any order. */
  static <T> ValueType<List<T>> words(Words<T> words) {
    return new ValueType<>(
        Form.VALUE,
        "WORD,...",
        (texts, place) ->
            switch (texts.get(0)) {
              case "null" -> plain(texts.get(0), place);
              case "" -> Written.list(List.of(), place);
              default -> strings(Arrays.asList(texts.get(0).split(",", -1)), place);
            },
        written -> {
          List<T> found = new ArrayList<>();
          for (Written item : items(written)) {
            T value = words.find(item);
            if (found.contains(value)) {
              throw new RefusedValueException(item, "given twice");
            }
            found.add(value);
          }
          return List.copyOf(found);
        });
  }

  /** Names with a value each, whatever scalar it is. */
  static ValueType<Map<String, String>> options() {
    return new ValueType<>(
        Form.KEY_VALUES,
        "KEY=VALUE",
        (texts, place) -> {
          Map<String, Written> entries = new LinkedHashMap<>();
          for (String text : texts) {
            int equals = text.indexOf('=');
            if (equals < 1) {
              throw new RefusedValueException(
                  Written.scalar(Kind.STRING, text, place), "key=value is wanted");
            }
            entries.put(
                text.substring(0, equals),
                Written.scalar(Kind.STRING, text.substring(equals + 1), place));
          }
          return Written.map(entries, place);
        },
        written -> {
          if (written.kind() != Kind.MAP) {
            throw new RefusedValueException(written, "a map of option names to values is wanted");
          }
          Map<String, String> options = new LinkedHashMap<>();
          for (Map.Entry<String, Written> entry : written.entries().entrySet()) {
            Written value = entry.getValue();
            if (value.kind() == Kind.LIST || value.kind() == Kind.MAP) {
              throw new RefusedValueException(value, "the value of an option is a scalar");
            }
            if (value.kind() != Kind.NULL) {
              options.put(entry.getKey(), value.text());
            }
          }
          return options;
        });
  }

  private static List<Written> items(Written written) {
    return written.kind() == Kind.LIST ? written.items() : List.of(written);
  }

  private static Written strings(List<String> texts, Place place) {
    return Written.list(
        texts.stream().map(text -> Written.scalar(Kind.STRING, text, place)).toList(), place);
  }

  private static Written word(List<String> texts, Place place) {
    return texts.get(0).equals("null")
        ? plain(texts.get(0), place)
        : Written.scalar(Kind.STRING, texts.get(0), place);
  }

  private static Written plainText(List<String> texts, Place place) {
    return plain(texts.get(0), place);
  }

  /** One such value, or a list of them where there are commas. */
  private static Written plainList(List<String> texts, Place place) {
    List<Written> parts = new ArrayList<>();
    for (String part : texts.get(0).split(",", -1)) {
      parts.add(plain(part, place));
    }
    return parts.size() == 1 ? parts.get(0) : Written.list(parts, place);
  }

  /** A null, number, boolean or string by its looks, as a plain scalar of YAML. */
  private static Written plain(String text, Place place) {
    Kind kind =
        switch (text) {
          case "null" -> Kind.NULL;
          case "true", "false" -> Kind.BOOLEAN;
          default ->
              INT.matcher(text).matches()
                  ? Kind.INT
                  : FLOAT.matcher(text).matches() ? Kind.FLOAT : Kind.STRING;
        };
    return Written.scalar(kind, text, place);
  }
}
