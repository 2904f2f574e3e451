package io.sparkmaxpool.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A JVM of a cluster on this machine, which only its loopback address reaches. */
final class ClusterProcess implements AutoCloseable {
  private static final long POLL_MILLIS = 50;
  private static final long SECONDS = 120;
  private static final Path SPARK = Path.of("target", "spark").toAbsolutePath();

  private final Process process;
  private final Path log;

  private ClusterProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /**
   * Starts one.
   *
   * @param log the file for what it prints
   * @param classPath what it needs beside the Spark that the build laid out, in front of it
   * @param words JVM options, main class and arguments
   */
  static ClusterProcess start(Path log, List<Path> classPath, List<String> words)
      throws IOException {
    List<String> entries = new ArrayList<>(classPath.stream().map(Path::toString).toList());
    entries.add(SPARK.resolve("jars").resolve("*").toString());
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", String.join(File.pathSeparator, entries)));
    command.addAll(words);
    Files.createDirectories(log.getParent());
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().put("SPARK_HOME", SPARK.toString());
    builder.environment().put("SPARK_SCALA_VERSION", "2.13");
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    return new ClusterProcess(builder.start(), log);
  }

  /** Waits until it has printed something, and gives the first group of that. */
  String awaitPrinted(Pattern pattern) throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    while (System.nanoTime() < end) {
      Matcher matcher = pattern.matcher(Files.readString(log));
      if (matcher.find()) {
        return matcher.group(1);
      }
      if (process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
        break;
      }
    }
    throw new IllegalStateException(
        "%s was not printed: %s".formatted(pattern, Files.readString(log)));
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().onExit().join();
  }
}
