package io.sparkmaxpool.fault;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The input of jobs that are disturbed: small, and yet of several tasks. */
final class Records {
  /** Two tasks read each file, each in two calls. */
  static final String SPLIT_SIZE = "384KB";

  private static final int FILES = 3;
  private static final int CUT = 100;

  private Records() {}

  /** Writes files of 750 good records and of a bad one into a directory. */
  static Path write(Path directory) throws IOException {
    return write(directory, "batch");
  }

  /** Writes them under other names, and so records with other keys. */
  static Path write(Path directory, String name) throws IOException {
    Files.createDirectories(directory);
    byte[] sample = Files.readAllBytes(Path.of("data", "cifar10", "test_batch.bin"));
    for (int file = 0; file < FILES; file++) {
      Path path = directory.resolve("%s_%d.bin".formatted(name, file));
      try (OutputStream out = Files.newOutputStream(path)) {
        out.write(sample);
        if (file == 0) {
          out.write(sample, 0, CUT);
        }
      }
    }
    return directory;
  }

  /** The words of the job over them. */
  static String[] pool(String input, String output, String mode, int kernelSize) {
    return new String[] {
      "pool",
      "--format",
      "cifar10",
      "--input",
      input,
      "--split-size",
      SPLIT_SIZE,
      "--kernel-size",
      Integer.toString(kernelSize),
      "--output",
      output,
      "--mode",
      mode
    };
  }
}
