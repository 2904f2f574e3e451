package io.sparkmaxpool.job;

import java.util.List;

/**
 * A job that ends without its table, for a reason a person can act on. Carries the exit code and
 * what to print: one line a mistake.
 */
public class JobException extends RuntimeException {
  private final ExitCode exitCode;

  /** Ends a run with this one line. */
  public JobException(ExitCode exitCode, String line) {
    this(exitCode, line, null);
  }

  /** Ends a run with this one line, and the failure behind it, which may be null. */
  public JobException(ExitCode exitCode, String line, Throwable cause) {
    super(line, cause);
    this.exitCode = exitCode;
  }

  /** Ends a run with these lines, which are also the message. */
  public JobException(ExitCode exitCode, List<String> lines) {
    this(exitCode, String.join("\n", lines), null);
  }

  public ExitCode exitCode() {
    return exitCode;
  }

  /** What to print, a line each, without the program's name. */
  public List<String> lines() {
    return getMessage().lines().toList();
  }
}
