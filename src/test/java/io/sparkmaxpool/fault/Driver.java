package io.sparkmaxpool.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * A command of this project as a process of its own, started with {@code jobs/submit} on two
 * threads of one JVM: to kill the process is to kill the driver.
 */
final class Driver {
  private static final long MINUTES = 5;
  private static final Path OWN = Path.of("target", "faults").toAbsolutePath();

  /** Starts take half the time with the classes of an earlier start. */
  private static final Path ARCHIVE = OWN.resolve("classes.jsa");

  private static final String QUICK = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC ";

  private final Process process;
  private final Path out;
  private final Path err;

  private Driver(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /** How it ended: its exit code, and what it printed. */
  record Ended(int exitCode, String out, String err) {
    /** Asserts that it did what it was to do. */
    void assertDone() {
      assertThat(exitCode).as(err).isZero();
    }

    /** Asserts that it failed and told why in one line; returns the line. */
    String assertFailed() {
      assertThat(exitCode).as(out + err).isEqualTo(1);
      assertThat(err).doesNotContain("\tat ", "Exception in thread");
      assertThat(own()).as(err).hasSize(1);
      return own().get(0);
    }

    /** The program's own lines. */
    List<String> own() {
      return err.lines().filter(line -> line.startsWith("spark-maxpool: ")).toList();
    }
  }

  /** Starts one, in a directory for its output. */
  static Driver start(Path directory, Faults faults, String... words) throws Exception {
    return start(directory, List.of(), faults, List.of(), words);
  }

  /**
   * Starts one.
   *
   * @param directory for its output
   * @param prefix the words that the command is given to, e.g. {@code setpriv}
   * @param faults of its file system {@code fault:}
   * @param options for Spark
   * @param words the command
   */
  static Driver start(
      Path directory, List<String> prefix, Faults faults, List<String> options, String... words)
      throws Exception {
    recordClasses();
    List<String> command = new ArrayList<>(prefix);
    command.addAll(command(QUICK + "-Xshare:auto -XX:SharedArchiveFile=" + ARCHIVE));
    for (String entry : faults.configuration()) {
      command.addAll(List.of("--conf", "spark.hadoop." + entry));
    }
    command.addAll(options);
    command.add("--");
    command.addAll(List.of(words));
    Path out = Files.createTempFile(directory, "out", ".txt");
    Path err = Files.createTempFile(directory, "err", ".txt");
    return new Driver(
        builder(command).redirectOutput(out.toFile()).redirectError(err.toFile()).start(),
        out,
        err);
  }

  private static List<String> command(String javaOptions) {
    return List.of(
        Path.of("jobs", "submit").toAbsolutePath().toString(),
        "--master",
        "local[2]",
        "--driver-memory",
        "768m",
        "--driver-java-options",
        javaOptions,
        "--jars",
        OWN.resolve("file-system.jar").toString());
  }

  private static ProcessBuilder builder(List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("SPARK_"));
    return builder;
  }

  /** Makes the archive of classes, and the jar of the file system with faults, once a JVM. */
  private static synchronized void recordClasses() throws Exception {
    if (recorded) {
      return;
    }
    Files.createDirectories(OWN);
    writeJar(OWN.resolve("file-system.jar"));
    Files.deleteIfExists(ARCHIVE);
    List<String> command = new ArrayList<>(command(QUICK + "-XX:ArchiveClassesAtExit=" + ARCHIVE));
    command.add("--");
    Path table = OWN.resolve("recorded");
    command.addAll(List.of(Records.pool("data/cifar10", table.toString(), "overwrite", 3)));
    Path log = OWN.resolve("recording.txt");
    Process process =
        builder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    assertThat(process.waitFor(MINUTES, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(log)).isZero();
    assertThat(ARCHIVE).exists();
    recorded = true;
  }

  private static boolean recorded;

  private static void writeJar(Path jar) throws IOException {
    Path classes = Path.of("target", "test-classes");
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file);
        Stream<Path> own =
            Files.list(classes.resolve(Driver.class.getPackageName().replace('.', '/')))) {
      for (Path name : own.toList()) {
        out.putNextEntry(new JarEntry(classes.relativize(name).toString()));
        Files.copy(name, out);
      }
    }
  }

  /** Waits for its end. */
  Ended end() throws Exception {
    assertThat(process.waitFor(MINUTES, TimeUnit.MINUTES)).as("ended").isTrue();
    return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  /** Waits some time for its end; false if it still runs. */
  boolean endsWithin(long millis) throws InterruptedException {
    return process.waitFor(millis, TimeUnit.MILLISECONDS);
  }

  /** Kills it, as {@code kill -9} does. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  long pid() {
    return process.pid();
  }
}
