package io.sparkmaxpool.job;

/** What to do where the output exists, in Spark's words. */
public enum WriteMode {
  /** Refuse to run. */
  ERROR_IF_EXISTS("error-if-exists"),
  /** Replace the table, at commit and not before. */
  OVERWRITE("overwrite"),
  /** Add the new records to it. */
  APPEND("append"),
  /** Leave it and do nothing. */
  IGNORE("ignore");

  private final String label;

  WriteMode(String label) {
    this.label = label;
  }

  /** The word in a job spec, e.g. {@code "error-if-exists"}. */
  public String label() {
    return label;
  }
}
