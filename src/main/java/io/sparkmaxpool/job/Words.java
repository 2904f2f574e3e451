package io.sparkmaxpool.job;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * The words a key takes.
 *
 * @param <T> what a word stands for
 * @param known by word, in the order of the documentation
 */
record Words<T>(Map<String, T> known) {

  @SafeVarargs
  static <T> Words<T> of(Function<T, String> label, T... values) {
    Map<String, T> known = new LinkedHashMap<>();
    for (T value : values) {
      known.put(label.apply(value), value);
    }
    return new Words<>(known);
  }

  T find(Written written) throws RefusedValueException {
    String all = String.join(", ", known.keySet());
    if (written.kind() != Written.Kind.STRING) {
      throw new RefusedValueException(written, "one of " + all + " is wanted");
    }
    T value = known.get(written.text());
    if (value != null) {
      return value;
    }
    String hint =
        NearestWord.of(written.text(), known.keySet())
            .map(word -> ", did you mean " + word + "?")
            .orElse(", one of " + all + " is wanted");
    throw new RefusedValueException(written, "unknown" + hint);
  }
}
