package io.sparkmaxpool.fault;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What goes wrong: a directory that a test writes, and that every process of a job looks into at
 * every call. A file called as a fault is there while the fault is.
 */
final class FaultPlan {
  /** Names the directory in Hadoop's configuration. */
  static final String DIRECTORY = "fault.plan";

  static final String STOP = "stop";
  static final String STOPPED = "stopped";
  static final String GO = "go";
  static final String FLAKY = "flaky";
  static final String SPACE = "space";

  private static final long LOOK_AFTER_MILLIS = 10;

  private static final AtomicLong CALLS = new AtomicLong();
  private static final AtomicLong WRITTEN = new AtomicLong();

  private final Path directory;

  FaultPlan(Path directory) {
    this.directory = directory;
  }

  /**
   * Waits here if a process is to stop in this phase and none has yet. Whoever wants to kill it
   * finds its id in the file {@code stopped}.
   */
  void pass(Phase phase) throws IOException {
    if (!read(STOP).equals(phase.name())) {
      return;
    }
    Path stopped = directory.resolve(STOPPED);
    try {
      Path own = Files.createTempFile(directory, "pid", null);
      Files.writeString(own, Long.toString(ProcessHandle.current().pid()));
      // A link, since it is there at once and with its content, and fails where there is one.
      Files.createLink(stopped, own);
    } catch (FileAlreadyExistsException e) {
      return;
    }
    try {
      while (!Files.exists(directory.resolve(GO))) {
        Thread.sleep(LOOK_AFTER_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while stopped", e);
    }
  }

  /** Fails if it is this call's turn. */
  void call(CallKind kind) throws IOException {
    String flaky = read(FLAKY);
    if (!flaky.startsWith(kind.name())) {
      return;
    }
    long every = Long.parseLong(flaky.substring(kind.name().length() + 1));
    if (CALLS.incrementAndGet() % every == 0) {
      throw new IOException("no answer from the storage, as every %d. time".formatted(every));
    }
  }

  /** How many of {@code bytes} fit on the disk. */
  int fitting(int bytes) throws IOException {
    String space = read(SPACE);
    if (space.isEmpty()) {
      return bytes;
    }
    long left = Long.parseLong(space) - WRITTEN.getAndAdd(bytes);
    return (int) Math.max(0, Math.min(left, bytes));
  }

  private String read(String fault) throws IOException {
    try {
      return Files.readString(directory.resolve(fault), StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      return "";
    }
  }
}
