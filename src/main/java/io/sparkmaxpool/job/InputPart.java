package io.sparkmaxpool.job;

/** What of its input a job reads. */
public enum InputPart {
  /** All, in one commit. */
  ALL,
  /** What the table does not have yet, batch by batch: {@code --resume}. */
  MISSING,
  /** The table's bad records: {@code --retry-bad}. */
  BAD
}
