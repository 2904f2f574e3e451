package io.sparkmaxpool.sink;

import java.util.List;
import java.util.Map;

/** Too many records could not be pooled; no table was written. */
public final class BadRecordsException extends RuntimeException {
  private final Map<String, Long> byStage;
  private final List<String> examples;

  BadRecordsException(String message, Map<String, Long> byStage, List<String> examples) {
    super(message);
    this.byStage = Map.copyOf(byStage);
    this.examples = List.copyOf(examples);
  }

  /** How many, by the stage where they failed. */
  public Map<String, Long> byStage() {
    return byStage;
  }

  /** The first of them, at most ten: key, stage, error and message in a line. */
  public List<String> examples() {
    return examples;
  }
}
