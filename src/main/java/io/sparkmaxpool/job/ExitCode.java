package io.sparkmaxpool.job;

/** How a run ended, as the process tells its caller. */
public enum ExitCode {
  /** Done. */
  OK(0),
  /** The job failed. */
  FAILED(1),
  /** Found wrong before a task started: arguments, spec, input, output. */
  USAGE(2),
  /** Too many bad records, or no record at all; no table was written. */
  BAD_RECORDS(3);

  private final int code;

  ExitCode(int code) {
    this.code = code;
  }

  /** The number for {@link System#exit}. */
  public int code() {
    return code;
  }
}
