package io.sparkmaxpool.job;

import java.util.List;

/**
 * A job that ends without its table, for a reason a person can act on. Carries the exit code and
 * what to print: one line a mistake.
 */
public class JobException extends RuntimeException {
  private final ExitCode exitCode;
  private final transient List<String> lines;

  /** Ends a run with this one line. */
  public JobException(ExitCode exitCode, String line) {
    this(exitCode, List.of(line));
  }

  /** Ends a run with this one line, and the failure behind it. */
  public JobException(ExitCode exitCode, String line, Throwable cause) {
    super(line, cause);
    this.exitCode = exitCode;
    this.lines = List.of(line);
  }

  /** Ends a run with these lines, which are also the message. */
  public JobException(ExitCode exitCode, List<String> lines) {
    super(String.join("\n", lines));
    this.exitCode = exitCode;
    this.lines = List.copyOf(lines);
  }

  public ExitCode exitCode() {
    return exitCode;
  }

  /** What to print, a line each, without the program's name. */
  public List<String> lines() {
    return lines;
  }
}
