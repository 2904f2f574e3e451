package io.sparkmaxpool.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands through {@code jobs/submit}, and DuckDB on what they wrote. */
class PoolCommandIT {
  @TempDir private Path directory;

  @Test
  void poolsTheSeedExample() throws Exception {
    Path table = directory.resolve("a table");

    Submit.Ended ended =
        Submit.run(
            directory.resolve("log"),
            "pool",
            "jobs/cifar10-maxpool.yaml",
            "--output",
            table.toString());

    assertThat(ended.exitCode()).as(ended.output()).isZero();
    assertThat(ended.output())
        .contains("records  500 written, 0 bad")
        .contains("bytes    1,536,500 in, ")
        .contains("table    " + table)
        .contains("query    SELECT label_name, count(*), avg(array_max(pooled)) FROM parquet.`")
        .doesNotContain("\u001b[K");
    assertThat(table.resolve("_SUCCESS")).exists();
    assertThat(
            rows(
                "SELECT label_name, count(*), min(len(pooled)), max(len(pooled)),"
                    + " bool_and(list_max(pooled) <= 1) FROM '%s/*.parquet' GROUP BY 1 ORDER BY 1"
                        .formatted(table)))
        .hasSize(10)
        .first()
        .isEqualTo("airplane 50 300 300 true");
  }

  @Test
  void setsATruncatedImageAside() throws Exception {
    Path table = directory.resolve("images");

    Submit.Ended ended =
        Submit.run(
            directory.resolve("log"),
            "pool",
            "jobs/images-maxpool.yaml",
            "--return-indices",
            "--partition-by",
            "label_name",
            "--output",
            table.toString());

    assertThat(ended.exitCode()).as(ended.output()).isZero();
    assertThat(ended.output()).contains("records  28 written, 1 bad (1 decode: truncated)");
    assertThat(rows("SELECT key, stage, error FROM '%s/_bad_records/*.parquet'".formatted(table)))
        .containsExactly("cat/cut-off.jpg decode truncated");
    assertThat(
            rows(
                "SELECT count(*), count(DISTINCT key), bool_and(len(pooled) = len(indices))"
                    + " FROM read_parquet('%s/label_name=*/*.parquet', hive_partitioning = true)"
                        .formatted(table)))
        .containsExactly("28 28 true");
  }

  @Test
  void unpoolsWhatItPooledWithIndices() throws Exception {
    Path pooled = directory.resolve("pooled");
    Path unpooled = directory.resolve("un pooled");
    Submit.Ended first =
        Submit.run(
            directory.resolve("log1"),
            "pool",
            "jobs/cifar10-maxpool.yaml",
            "--return-indices",
            "--output",
            pooled.toString());
    assertThat(first.exitCode()).as(first.output()).isZero();

    Submit.Ended ended =
        Submit.run(
            directory.resolve("log2"),
            "unpool",
            "--input",
            pooled.toString(),
            "--output",
            unpooled.toString());

    assertThat(ended.exitCode()).as(ended.output()).isZero();
    assertThat(ended.output())
        .contains("records  500 written, 0 bad")
        .contains("table    " + unpooled);
    assertThat(
            rows(
                ("SELECT count(*), bool_and(len(u.pooled) = 3072),"
                        + " bool_and(list_max(u.pooled) = list_max(p.pooled)),"
                        + " bool_and(abs(list_sum(u.pooled) - list_sum(p.pooled)) < 1e-3)"
                        + " FROM '%s/*.parquet' u JOIN '%s/*.parquet' p USING (key)")
                    .formatted(unpooled, pooled)))
        .containsExactly("500 true true true");
  }

  @Test
  void passesExitCodesOnWithOneLineEach() throws Exception {
    Submit.Ended missing =
        Submit.run(
            directory.resolve("missing"),
            "pool",
            "jobs/cifar10-maxpool.yaml",
            "--input",
            "no/such/place",
            "--output",
            directory.resolve("out").toString());
    Submit.Ended bad =
        Submit.run(
            directory.resolve("bad"),
            "pool",
            "jobs/images-maxpool.yaml",
            "--bad-records",
            "fail",
            "--output",
            directory.resolve("out").toString());

    assertThat(missing.exitCode()).isEqualTo(2);
    assertThat(own(missing))
        .containsExactly("spark-maxpool: input.path: input path does not exist: no/such/place");
    assertThat(bad.exitCode()).isEqualTo(3);
    assertThat(own(bad)).hasSize(3);
    assertThat(bad.output()).doesNotContain("\tat ");
    assertThat(directory.resolve("out")).doesNotExist();
  }

  private static List<String> own(Submit.Ended ended) {
    return ended.output().lines().filter(line -> line.startsWith("spark-maxpool: ")).toList();
  }

  /** The rows of a query in DuckDB, each as its values with blanks between. */
  static List<String> rows(String query) throws Exception {
    List<String> rows = new ArrayList<>();
    try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
        ResultSet result = duckdb.createStatement().executeQuery(query)) {
      int columns = result.getMetaData().getColumnCount();
      while (result.next()) {
        List<String> row = new ArrayList<>();
        for (int column = 1; column <= columns; column++) {
          row.add(String.valueOf(result.getObject(column)));
        }
        rows.add(String.join(" ", row));
      }
    }
    return rows;
  }
}
