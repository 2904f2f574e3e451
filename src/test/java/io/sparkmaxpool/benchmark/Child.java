package io.sparkmaxpool.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A process that is measured from outside. What it prints goes to a file. */
final class Child implements AutoCloseable {
  private static final long POLL_MILLIS = 10;
  private static final String PEAK = "VmHWM:";

  private final List<String> command;
  private final Path log;
  private final Process process;
  private final long started = System.nanoTime();
  private long peakKilobytes;

  private Child(List<String> command, Path log, Process process) {
    this.command = command;
    this.log = log;
    this.process = process;
  }

  /**
   * Starts one.
   *
   * @param name of the file for its output, in the benchmark's directory
   * @param environment variables that it gets beside this process's own
   */
  static Child start(String name, List<String> command, Map<String, String> environment)
      throws IOException {
    Path log = Workbench.DIRECTORY.resolve(name + ".log");
    Files.createDirectories(log.getParent());
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    return new Child(command, log, builder.start());
  }

  /** Starts {@code jobs/submit}, with the Spark that the build laid out. */
  static Child submit(String name, String... words) throws IOException {
    return start(
        name, Stream.concat(Stream.of("jobs/submit"), Arrays.stream(words)).toList(), Map.of());
  }

  /** Has {@code jobs/submit} build the jar and lay out Spark, where they are missing or stale. */
  static void build() throws IOException, InterruptedException {
    try (Child help = submit("build", "--help")) {
      help.await();
    }
  }

  long pid() {
    return process.pid();
  }

  /** Since the start, in seconds. */
  double seconds() {
    return (System.nanoTime() - started) / 1e9;
  }

  /** Waits a moment; false once the process has ended. */
  boolean runs() throws IOException, InterruptedException {
    if (process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
      return false;
    }
    try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(pid()), "status"))) {
      lines
          .filter(line -> line.startsWith(PEAK))
          .forEach(line -> peakKilobytes = Long.parseLong(line.replaceAll("\\D", "")));
    } catch (NoSuchFileException ended) {
      return false;
    }
    return true;
  }

  /**
   * Waits for its end.
   *
   * @return seconds from the start
   * @throws IOException with the last line it printed, if it did not end well
   */
  double await() throws IOException, InterruptedException {
    while (runs()) {
      // Polls the peak of its memory.
    }
    int code = process.waitFor();
    double seconds = seconds();
    if (code != 0) {
      throw new IOException(
          "%s ended with %d: %s".formatted(String.join(" ", command), code, lastLine()));
    }
    return seconds;
  }

  /** The last line it printed. */
  String lastLine() throws IOException {
    try (Stream<String> lines = Files.lines(log)) {
      return lines.reduce("", (before, line) -> line);
    }
  }

  /** The most memory it held at once in GiB, as Linux tells: {@code VmHWM}. */
  double peakGibibytes() {
    return peakKilobytes / 1024.0 / 1024;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
