package io.sparkmaxpool.benchmark;

import java.nio.file.Path;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;

/** Spark's own Parquet writer, for tables to be held against. */
final class SparkWriter {
  private SparkWriter() {}

  /** Writes all rows and columns of a table again, with zstd. */
  static void rewrite(SparkSession spark, Path table, Path copy) {
    spark
        .read()
        .parquet(table.toString())
        .write()
        .mode(SaveMode.Overwrite)
        .option("compression", "zstd")
        .parquet(copy.toString());
  }
}
