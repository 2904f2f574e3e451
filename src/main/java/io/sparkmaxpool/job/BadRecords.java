package io.sparkmaxpool.job;

/** What becomes of a record that cannot be read, decoded or pooled. */
public enum BadRecords {
  /** It goes to the table {@code _bad_records} with its reason. */
  QUARANTINE("quarantine"),
  /** It is only counted. */
  DROP("drop"),
  /** It ends the job, and no table is written. */
  FAIL("fail");

  private final String label;

  BadRecords(String label) {
    this.label = label;
  }

  /** The word in a job spec, e.g. {@code "quarantine"}. */
  public String label() {
    return label;
  }
}
