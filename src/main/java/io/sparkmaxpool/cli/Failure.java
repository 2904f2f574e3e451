package io.sparkmaxpool.cli;

import io.sparkmaxpool.job.ExitCode;
import io.sparkmaxpool.job.JobException;
import java.util.List;

/**
 * How an exception ends the program: the one place that maps them.
 *
 * @param exitCode of the process
 * @param lines for a person, without the program's name
 */
record Failure(ExitCode exitCode, List<String> lines) {

  /** The end that {@code thrown} means; a {@link JobException} anywhere in its causes decides. */
  static Failure of(Throwable thrown) {
    Throwable root = thrown;
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof JobException job) {
        return new Failure(job.exitCode(), job.lines());
      }
      root = cause;
    }
    return new Failure(ExitCode.FAILED, List.of(line(root) + "; --verbose shows where"));
  }

  /** What an exception of others says, on one line: Spark's go on with a query plan. */
  private static String line(Throwable root) {
    String message = root.getMessage();
    String name = root.getClass().getSimpleName();
    return message == null || message.isBlank()
        ? name
        : name + ": " + message.strip().lines().findFirst().orElse("");
  }
}
