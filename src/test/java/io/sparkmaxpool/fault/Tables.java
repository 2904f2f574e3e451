package io.sparkmaxpool.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.commons.codec.digest.DigestUtils;

/** What is on the disk of a table, seen with DuckDB and byte by byte. */
final class Tables {
  private Tables() {}

  /** Compares all rows, of records good and bad, with those of a table made without a fault. */
  static Counted count(Path table, Path reference) throws SQLException {
    try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:")) {
      Counted good = count(duckdb, table + "/*.parquet", reference + "/*.parquet");
      Counted bad =
          count(duckdb, table + "/_bad_records/*.parquet", reference + "/_bad_records/*.parquet");
      return new Counted(
          good.lost() + bad.lost(), good.doubled() + bad.doubled(), good.wrong() + bad.wrong());
    }
  }

  private static Counted count(Connection duckdb, String table, String reference)
      throws SQLException {
    long expected = number(duckdb, "SELECT count(DISTINCT key) FROM '%s'".formatted(reference));
    assertThat(expected).as("records of the reference").isPositive();
    long there = number(duckdb, "SELECT count(*) FROM '%s'".formatted(table));
    long distinct = number(duckdb, "SELECT count(DISTINCT key) FROM '%s'".formatted(table));
    long missing =
        number(
            duckdb,
            "SELECT count(*) FROM (SELECT key FROM '%s' EXCEPT SELECT key FROM '%s')"
                .formatted(reference, table));
    String other = "SELECT count(*) FROM (SELECT * FROM '%s' EXCEPT ALL SELECT * FROM '%s')";
    return new Counted(
        missing,
        there - distinct,
        number(duckdb, other.formatted(table, reference))
            + number(duckdb, other.formatted(reference, table)));
  }

  private static long number(Connection duckdb, String query) throws SQLException {
    try (ResultSet rows = duckdb.createStatement().executeQuery(query)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  /** Asserts that a table is finished, with exactly the reference's rows, and nobody's any more. */
  static Counted assertWhole(Path table, Path reference) throws IOException, SQLException {
    assertThat(table.resolve("_SUCCESS")).exists();
    Counted counted = count(table, reference);
    assertThat(counted).as(table.toString()).isEqualTo(Counted.NONE);
    assertNothingLeft(table);
    return counted;
  }

  /** Asserts that nothing is staged in a table, and nobody claims it. */
  static void assertNothingLeft(Path table) throws IOException {
    if (Files.exists(table)) {
      try (Stream<Path> entries = Files.list(table)) {
        assertThat(entries.map(entry -> entry.getFileName().toString()))
            .doesNotContain("_temporary", "_writer");
      }
    }
  }

  /** Asserts that a table is finished, with these bytes. */
  static void assertUntouched(Path table, Map<String, String> before) throws IOException {
    assertThat(table.resolve("_SUCCESS")).exists();
    assertThat(content(table)).isEqualTo(before);
  }

  /** Copies a finished table. */
  static Path copy(Path table, Path to) throws IOException {
    for (String name : content(table).keySet()) {
      Files.createDirectories(to.resolve(name).getParent());
      Files.copy(table.resolve(name), to.resolve(name));
    }
    return to;
  }

  /** The files of a table but for what is staged and the claim: names, and digests of bytes. */
  static Map<String, String> content(Path table) throws IOException {
    Map<String, String> content = new TreeMap<>();
    try (Stream<Path> files = Files.walk(table)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = table.relativize(file).toString();
        if (!name.startsWith("_temporary") && !name.equals("_writer")) {
          content.put(name, DigestUtils.md5Hex(Files.readAllBytes(file)));
        }
      }
    } catch (NoSuchFileException e) {
      throw new AssertionError("changed while it was looked at: " + e.getFile(), e);
    }
    return content;
  }
}
