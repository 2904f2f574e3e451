package io.sparkmaxpool.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkmaxpool.job.JobSpecReader;
import io.sparkmaxpool.job.PoolJob;
import io.sparkmaxpool.job.SpecKey;
import io.sparkmaxpool.sql.SparkTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A table that a command wrote, as DuckDB reads it. */
record TableOnDisk(Path directory) {
  /**
   * The table that the job of a spec file writes in this JVM, in local mode.
   *
   * @param overrides the texts of keys that win over the file
   */
  static TableOnDisk ofLocalMode(String spec, Path output, Map<SpecKey<?>, String> overrides)
      throws IOException {
    Map<SpecKey<?>, List<String>> texts = new HashMap<>();
    overrides.forEach((key, text) -> texts.put(key, List.of(text)));
    texts.put(SpecKey.OUTPUT_PATH, List.of(output.toString()));
    new PoolJob(SparkTest.session()).run(JobSpecReader.read(Path.of(spec), texts));
    return new TableOnDisk(output);
  }

  /** What {@code _run.json} says. */
  JsonNode run() throws IOException {
    return new ObjectMapper().readTree(Files.readString(directory.resolve("_run.json")));
  }

  /** How many files its rows are in. */
  long parts() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.getFileName().toString().startsWith("part-")).count();
    }
  }

  /** Fails unless it is finished, and has the rows of another one, bit for bit, and no others. */
  void requireRowsOf(TableOnDisk expected, int rows) throws Exception {
    assertThat(directory.resolve("_SUCCESS")).exists();
    assertThat(directory.resolve("_writer")).doesNotExist();
    assertThat(directory.resolve("_temporary")).doesNotExist();
    requireSame("part-*.parquet", expected, rows);
  }

  /** Fails unless it has the bad records of another one, and no others. */
  void requireBadRecordsOf(TableOnDisk expected, int rows) throws Exception {
    requireSame("_bad_records/part-*.parquet", expected, rows);
  }

  private void requireSame(String files, TableOnDisk expected, int rows) throws Exception {
    String here = "(SELECT * FROM '%s/%s')".formatted(directory, files);
    String there = "(SELECT * FROM '%s/%s')".formatted(expected.directory, files);
    assertThat(
            PoolCommandIT.rows(
                ("SELECT (SELECT count(*) FROM %1$s), (SELECT count(*) FROM %2$s),"
                        + " (SELECT count(*) FROM (%1$s EXCEPT ALL %2$s)),"
                        + " (SELECT count(*) FROM (%2$s EXCEPT ALL %1$s))")
                    .formatted(here, there)))
        .as("rows of %s, rows of %s, only in the first, only in the second", here, there)
        .isEqualTo(List.of("%d %d 0 0".formatted(rows, rows)));
  }
}
