package io.sparkmaxpool.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs this project's own {@code jobs/submit}, the way a user does. */
final class Submit {
  private static final long MINUTES = 5;

  private Submit() {}

  /** How a run ended: its exit code, and what it printed on both streams. */
  record Ended(int exitCode, String output) {}

  /** Runs a command to its end. */
  static Ended run(Path log, String... words) throws IOException, InterruptedException {
    Process process = start(log, words);
    if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new IllegalStateException("still running after " + MINUTES + " minutes: " + log);
    }
    return new Ended(process.exitValue(), Files.readString(log));
  }

  /** Starts a command; the script becomes the driver's JVM, so killing the process kills it. */
  static Process start(Path log, String... words) throws IOException {
    List<String> command = new ArrayList<>(List.of("jobs/submit"));
    command.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().remove("SPARK_HOME");
    // Of no concern to anybody on the network, and reached by clusters on this machine.
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    return builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
  }
}
