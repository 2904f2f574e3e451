package io.sparkmaxpool.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The table of faults that the tests print, a line each, and collect in {@code target/faults.md}.
 */
final class FaultTable {
  private static final Path ROWS = Path.of("target", "faults");
  private static final Path TABLE = Path.of("target", "faults.md");
  private static final String HEADER =
      """
      | fault | how | times | lost | doubled | seconds | test |
      |---|---|---|---|---|---|---|
      """;

  private final String test;
  private final List<String> rows = new ArrayList<>();

  /** The rows of one test class; those of an earlier run of it go. */
  FaultTable(Class<?> test) {
    this.test = test.getSimpleName();
  }

  /**
   * Adds a row.
   *
   * @param fault what went wrong
   * @param how it was caused
   * @param times how often
   * @param counted what came of it, in the worst case
   * @param millis from the fault's job to the complete table, in sum
   */
  synchronized void add(String fault, String how, int times, Counted counted, long millis) {
    String row =
        "| %s | %s | %d | %d | %d | %.1f | `%s` |"
            .formatted(fault, how, times, counted.lost(), counted.doubled(), millis / 1e3, test);
    System.out.println(row);
    rows.add(row);
    try {
      Files.createDirectories(ROWS);
      Files.write(ROWS.resolve(test + ".md"), rows);
      StringBuilder table = new StringBuilder(HEADER);
      try (Stream<Path> files = Files.list(ROWS)) {
        for (Path file : files.filter(name -> name.toString().endsWith(".md")).sorted().toList()) {
          table.append(Files.readString(file));
        }
      }
      Files.writeString(TABLE, table);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
