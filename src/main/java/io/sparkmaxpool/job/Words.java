package io.sparkmaxpool.job;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The words a key takes, and those it will take one day: the second kind is refused too, but not
 * called unknown.
 *
 * @param <T> what a word stands for
 * @param known by word, in the order of the documentation
 * @param later words of the documented interface that this version does not have
 */
record Words<T>(Map<String, T> known, List<String> later) {

  @SafeVarargs
  static <T> Words<T> of(Function<T, String> label, T... values) {
    Map<String, T> known = new LinkedHashMap<>();
    for (T value : values) {
      known.put(label.apply(value), value);
    }
    return new Words<>(known, List.of());
  }

  Words<T> later(String... words) {
    return new Words<>(known, List.of(words));
  }

  T find(Written written) throws RefusedValueException {
    String all = String.join(", ", known.keySet());
    if (written.kind() != Written.Kind.STRING) {
      throw new RefusedValueException(
          written, known.isEmpty() ? "a word is wanted" : "one of " + all + " is wanted");
    }
    T value = known.get(written.text());
    if (value != null) {
      return value;
    }
    if (later.contains(written.text())) {
      throw new RefusedValueException(
          written, "not available in this version" + (known.isEmpty() ? "" : ", which has " + all));
    }
    String hint =
        NearestWord.of(written.text(), known.keySet())
            .map(word -> ", did you mean " + word + "?")
            .orElse(known.isEmpty() ? "" : ", one of " + all + " is wanted");
    throw new RefusedValueException(written, "unknown" + hint);
  }
}
