package io.sparkmaxpool.benchmark;

import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;

/**
 * The bound of any job over this project's sources: every record is read and a plain loop adds up
 * its bytes, as unsigned numbers.
 */
final class ReadAndSum {
  private ReadAndSum() {}

  /** The sum of all pixels' values. */
  static long run(SparkSession spark, String format, Path input) {
    UDF1<byte[], Long> sum = ReadAndSum::sum;
    return spark
        .read()
        .format(format)
        .load(input.toString())
        .select(
            functions.sum(
                functions.udf(sum, DataTypes.LongType).apply(functions.col("image.data"))))
        .first()
        .getLong(0);
  }

  private static long sum(byte[] bytes) {
    int sum = 0;
    for (byte one : bytes) {
      sum += one & 0xff;
    }
    return sum;
  }
}
