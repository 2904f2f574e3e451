package io.sparkmaxpool.benchmark;

import io.sparkmaxpool.job.SpecKey;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/** Queries over the table of the job, and over the same rows as Spark's own writer stores them. */
final class ReadBackSection implements JobSection {
  private static final long RECORDS = 600_000;
  private static final int TURNS = 7;
  private static final double AGREEMENT = 1e-5;

  private static final String SPARK = "Spark SQL, ";
  private static final String DUCKDB = "DuckDB, ";
  private static final String OURS = "pool's table";
  private static final String THEIRS = "Spark's table";

  @Override
  public SectionReport run(Workbench bench) throws Exception {
    long records = bench.effort().scaled(RECORDS);
    Path ours = Workbench.output("pool");
    Path theirs = Workbench.output("pool-by-spark");
    Workbench.delete(ours);
    bench.pool("cifar10", bench.cifar(records), ours, Map.of(SpecKey.KERNEL_SIZE, "3"));
    SparkWriter.rewrite(bench.spark(), ours, theirs);
    SparkSession spark = bench.spark();
    try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duckdb.createStatement()) {
      statement.execute("SET threads = " + Workbench.THREADS);
      requireSameResult(sparkSql(spark, ours), sparkSql(spark, theirs));
      requireSameResult(duckdb(statement, ours), duckdb(statement, theirs));
      requireSameResult(sparkSql(spark, ours), duckdb(statement, ours));
      Contest result =
          Contest.of(
              "records/s",
              bench.effort(),
              TURNS,
              List.of(
                  Contender.repeating(SPARK + OURS, records, () -> sparkSql(spark, ours)),
                  Contender.repeating(SPARK + THEIRS, records, () -> sparkSql(spark, theirs)),
                  Contender.repeating(DUCKDB + OURS, records, () -> duckdb(statement, ours)),
                  Contender.repeating(DUCKDB + THEIRS, records, () -> duckdb(statement, theirs))));
      SectionReport report =
          new SectionReport(
              "read-back",
              String.format(
                  Locale.ROOT,
                  "avg(max of pooled) over %,d records, %d threads",
                  records,
                  Workbench.THREADS));
      report.addAll(result.figures());
      report.add(result.atLeast(1, SPARK + OURS, SPARK + THEIRS));
      report.add(result.atLeast(1, DUCKDB + OURS, DUCKDB + THEIRS));
      return report;
    }
  }

  private static double sparkSql(SparkSession spark, Path table) {
    return spark
        .sql("SELECT avg(array_max(pooled)) FROM parquet.`%s`".formatted(table.toAbsolutePath()))
        .first()
        .getDouble(0);
  }

  private static double duckdb(Statement statement, Path table) throws SQLException {
    String query = "SELECT avg(list_max(pooled)) FROM '%s/part-*.parquet'";
    try (ResultSet result = statement.executeQuery(query.formatted(table))) {
      result.next();
      return result.getDouble(1);
    }
  }

  /** The order in which an engine adds is its own. */
  private static void requireSameResult(double one, double other) {
    if (!(Math.abs(one - other) <= AGREEMENT)) {
      throw new IllegalStateException("the same query gave " + one + " and " + other);
    }
  }
}
