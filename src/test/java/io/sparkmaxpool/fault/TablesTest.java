package io.sparkmaxpool.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is lost, doubled or wrong is seen. */
class TablesTest {
  @TempDir private Path directory;

  private Path table(String name, String good, String bad) throws Exception {
    Path table = directory.resolve(name);
    Files.createDirectories(table.resolve("_bad_records"));
    try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:")) {
      String copy = "COPY (SELECT * FROM (VALUES %s) t(key, pooled)) TO '%s' (FORMAT parquet)";
      duckdb.createStatement().execute(copy.formatted(good, table + "/part-0.parquet"));
      duckdb.createStatement().execute(copy.formatted(bad, table + "/_bad_records/part-0.parquet"));
    }
    return table;
  }

  @Test
  void countsRowsThatAreMissingThereTwiceOrOfOtherValues() throws Exception {
    Path reference = table("reference", "('a', 1), ('b', 2), ('c', 3)", "('d', 4)");

    assertThat(Tables.count(reference, reference)).isEqualTo(Counted.NONE);
    assertThat(Tables.count(table("lost", "('a', 1), ('c', 3)", "('d', 4)"), reference))
        .isEqualTo(new Counted(1, 0, 1));
    assertThat(
            Tables.count(
                table("doubled", "('a', 1), ('b', 2), ('b', 2), ('c', 3)", "('d', 4), ('d', 4)"),
                reference))
        .isEqualTo(new Counted(0, 2, 2));
    assertThat(Tables.count(table("wrong", "('a', 1), ('b', 9), ('c', 3)", "('d', 4)"), reference))
        .isEqualTo(new Counted(0, 0, 2));
  }
}
