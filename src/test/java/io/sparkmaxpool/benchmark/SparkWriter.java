package io.sparkmaxpool.benchmark;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;

/** Spark's own Parquet writer, for tables to be held against. */
final class SparkWriter {
  private SparkWriter() {}

  /**
   * Holds the bytes of a table against those of the same rows as Spark writes them.
   *
   * @param record what a row is of, e.g. {@code "an image"}
   */
  static void compareBytes(
      SectionReport report, Workbench bench, Path table, Path copy, long records, String record)
      throws IOException {
    rewrite(bench.spark(), table, copy);
    double ours = Workbench.partBytes(table);
    double sparks = Workbench.partBytes(copy);
    report.add(Measured.once("bytes " + record + ", pool", "bytes", ours / records));
    report.add(Measured.once("bytes " + record + ", Spark's writer", "bytes", sparks / records));
    report.add(Bar.atMost(1, "bytes, pool / Spark's writer", ours / sparks));
  }

  /**
   * Writes all rows and columns of a table again, with zstd: a file for each of the table's, with
   * the same rows, as a job of the same tasks would have. One with fewer files has fewer footers
   * and dictionaries, and is another table to read.
   */
  static void rewrite(SparkSession spark, Path table, Path copy) throws IOException {
    Workbench.delete(copy);
    for (Path part : Workbench.parts(table)) {
      spark
          .read()
          .parquet(part.toString())
          .coalesce(1)
          .write()
          .mode(SaveMode.Append)
          .option("compression", "zstd")
          .parquet(copy.toString());
    }
  }
}
