package io.sparkmaxpool.job;

import java.util.List;

/**
 * How the value of a key is written, and what it becomes.
 *
 * @param <T> the Java value
 * @param form how its option is given
 * @param placeholder what stands for the value in a command's help, e.g. {@code INT|H,W}
 * @param texts reads its option's texts
 * @param conversion makes the Java value
 */
record ValueType<T>(
    SpecKey.Form form, String placeholder, TextReader texts, Conversion<T> conversion) {

  /** Turns an option's texts, one for each time it was given, into the value they stand for. */
  @FunctionalInterface
  interface TextReader {
    Written read(List<String> texts, Written.Place place) throws RefusedValueException;
  }

  /** Turns a written value that is not null into a Java value. */
  @FunctionalInterface
  interface Conversion<T> {
    /**
     * @throws RefusedValueException naming the value and the rule
     */
    T convert(Written written) throws RefusedValueException;
  }
}
