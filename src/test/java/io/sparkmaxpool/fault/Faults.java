package io.sparkmaxpool.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A test's hand on a {@link FaultPlan}. */
final class Faults {
  private static final long SECONDS = 120;
  private static final long LOOK_AFTER_MILLIS = 10;

  private final Path directory;

  /** No faults yet. */
  Faults(Path directory) throws IOException {
    this.directory = Files.createDirectories(directory);
  }

  Path directory() {
    return directory;
  }

  /** Stops the first process that comes to a phase. */
  void stopAt(Phase phase) throws IOException {
    Files.writeString(directory.resolve(FaultPlan.STOP), phase.name());
  }

  /** Waits for a process to stop. */
  ProcessHandle stopped() throws Exception {
    Path stopped = directory.resolve(FaultPlan.STOPPED);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    while (!Files.exists(stopped)) {
      assertThat(System.nanoTime()).as("no process stopped").isLessThan(end);
      Thread.sleep(LOOK_AFTER_MILLIS);
    }
    return ProcessHandle.of(Long.parseLong(Files.readString(stopped))).orElseThrow();
  }

  /** Lets the process that stopped go on. */
  void go() throws IOException {
    Files.createFile(directory.resolve(FaultPlan.GO));
  }

  /** Makes every n-th call of a kind fail, in each process. */
  void failEvery(int n, CallKind kind) throws IOException {
    Files.writeString(directory.resolve(FaultPlan.FLAKY), kind.name() + " " + n);
  }

  /** Makes the disk full after so many more bytes, in each process. */
  void leaveBytes(long bytes) throws IOException {
    Files.writeString(directory.resolve(FaultPlan.SPACE), Long.toString(bytes));
  }

  /** Ends all faults. */
  void end() throws IOException {
    for (String fault :
        List.of(
            FaultPlan.STOP, FaultPlan.STOPPED, FaultPlan.GO, FaultPlan.FLAKY, FaultPlan.SPACE)) {
      Files.deleteIfExists(directory.resolve(fault));
    }
  }

  /** What a process must know, as Hadoop's configuration. */
  List<String> configuration() {
    return List.of(
        "fs." + FaultyFileSystem.SCHEME + ".impl=" + FaultyFileSystem.class.getName(),
        FaultPlan.DIRECTORY + "=" + directory);
  }

  /** A path of the local disk as one of the file system with faults. */
  static String path(Path path) {
    return FaultyFileSystem.SCHEME + ":" + path.toAbsolutePath();
  }
}
