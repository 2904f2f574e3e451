package io.sparkmaxpool.sink;

import java.util.Locale;

/** What becomes of a record that could not be pooled. */
public enum BadRecordPolicy {
  /** It goes to the table's {@code _bad_records}. */
  QUARANTINE,
  /** It is counted, no more. */
  DROP,
  /** The first one fails the job. */
  FAIL;

  /** The word in a job spec, e.g. {@code "quarantine"}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
