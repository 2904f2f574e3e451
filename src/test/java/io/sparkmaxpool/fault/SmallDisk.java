package io.sparkmaxpool.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A real file system of a few kilobytes: mounting it is the superuser's. */
final class SmallDisk implements AutoCloseable {
  private final Path directory;

  SmallDisk(Path directory, int kilobytes) throws IOException {
    this.directory = Files.createDirectories(directory);
    run("mount", "-t", "tmpfs", "-o", "mode=1777,size=" + kilobytes + "k", "tmpfs");
  }

  Path directory() {
    return directory;
  }

  /** Changes its size. */
  void resize(int kilobytes) throws IOException {
    run("mount", "-o", "remount,size=" + kilobytes + "k");
  }

  /** Lets nobody write to it, not even the superuser. */
  void forbidWriting() throws IOException {
    run("mount", "-o", "remount,ro");
  }

  void allowWriting() throws IOException {
    run("mount", "-o", "remount,rw");
  }

  @Override
  public void close() throws IOException {
    run("umount");
  }

  private void run(String... words) throws IOException {
    List<String> command = new ArrayList<>(List.of(words));
    command.add(directory.toString());
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.onExit().join().exitValue()).as(command + ": " + said).isZero();
  }
}
