package io.sparkmaxpool.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The demonstration datasets. */
public final class SampleData {
  private SampleData() {}

  /** Writes them below {@code dir}. */
  public static void write(Path dir) throws IOException {
    Files.createDirectories(dir);
  }
}
