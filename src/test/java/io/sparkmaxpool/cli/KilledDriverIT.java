package io.sparkmaxpool.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The driver is killed at random moments while it overwrites a table. Whatever the moment: the old
 * table is whole until the new one commits, a table with {@code _SUCCESS} is whole, and a rerun
 * gives exactly one row a record.
 */
class KilledDriverIT {
  private static final int COPIES = 400;
  private static final int RECORDS = COPIES * 250;
  private static final int KILLS = 6;
  private static final long SEED = 20261124;

  @TempDir private Path directory;

  @Test
  void neitherLosesTheOldTableNorLeavesHalfANewOne() throws Exception {
    Path input = directory.resolve("records.bin");
    byte[] batch = Files.readAllBytes(Path.of("data/cifar10/test_batch.bin"));
    try (OutputStream out = Files.newOutputStream(input)) {
      for (int i = 0; i < COPIES; i++) {
        out.write(batch);
      }
    }
    Path table = directory.resolve("table");
    Files.createDirectories(table.getParent());
    long start = System.nanoTime();
    assertThat(Submit.run(directory.resolve("log"), words(input, table, 2)).exitCode()).isZero();
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    assertWhole(table);
    Random random = new Random(SEED);
    int killed = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      Map<String, Long> before = dataFiles(table);
      // Mostly in the second half of a run: session start touches no table.
      long delay = millis / 3 + (long) (random.nextDouble() * millis * 2 / 3);
      Process driver =
          Submit.start(directory.resolve("log" + kill), words(input, table, 2 + kill % 2));
      if (!driver.waitFor(delay, TimeUnit.MILLISECONDS)) {
        killed++;
      }
      driver.destroyForcibly().waitFor();
      String what = "seed %d, kill %d after %d of %d ms".formatted(SEED, kill, delay, millis);
      if (Files.exists(table.resolve("_SUCCESS"))) {
        assertWhole(table);
      } else {
        assertThat(dataFiles(table))
            .as(what + ": the old table went before the commit")
            .isNotEqualTo(before);
      }
    }
    assertThat(killed).as("drivers that were killed before they ended").isPositive();

    assertThat(Submit.run(directory.resolve("last"), words(input, table, 3)).exitCode()).isZero();
    assertWhole(table);
    assertThat(table.resolve("_temporary")).doesNotExist();
  }

  private static String[] words(Path input, Path table, int kernelSize) {
    return new String[] {
      "pool",
      "--format",
      "cifar10",
      "--input",
      input.toString(),
      "--kernel-size",
      Integer.toString(kernelSize),
      "--output",
      table.toString(),
      "--mode",
      "overwrite"
    };
  }

  private static void assertWhole(Path table) throws Exception {
    assertThat(table.resolve("_SUCCESS")).exists();
    assertThat(
            PoolCommandIT.rows(
                "SELECT count(*), count(DISTINCT key), count(DISTINCT shape) FROM '%s/*.parquet'"
                    .formatted(table)))
        .containsExactly(RECORDS + " " + RECORDS + " 1");
  }

  private static Map<String, Long> dataFiles(Path table) throws IOException {
    try (Stream<Path> entries = Files.list(table)) {
      return entries
          .filter(entry -> entry.getFileName().toString().startsWith("part-"))
          .collect(
              Collectors.toMap(
                  entry -> entry.getFileName().toString(),
                  KilledDriverIT::size,
                  Long::sum,
                  TreeMap::new));
    }
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
