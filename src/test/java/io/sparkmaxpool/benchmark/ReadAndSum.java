package io.sparkmaxpool.benchmark;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;

/**
 * What any job over this project's sources has to do at least: it reads, and looks at each byte.
 */
final class ReadAndSum {
  private ReadAndSum() {}

  /** The sum of all pixels' values, by a plain loop. The least boxing of the simple ways to it. */
  static long sum(SparkSession spark, String format, Path input) {
    MapPartitionsFunction<byte[], Long> sum = ReadAndSum::sum;
    return spark
        .read()
        .format(format)
        .load(input.toString())
        .select("image.data")
        .as(Encoders.BINARY())
        .mapPartitions(sum, Encoders.LONG())
        .collectAsList()
        .stream()
        .mapToLong(part -> part)
        .sum();
  }

  private static Iterator<Long> sum(Iterator<byte[]> images) {
    long total = 0;
    while (images.hasNext()) {
      int sum = 0;
      for (byte value : images.next()) {
        sum += value & 0xff;
      }
      total += sum;
    }
    return List.of(total).iterator();
  }

  /** A checksum of each image by the processor's own instructions, which is faster than the sum. */
  static void checksum(SparkSession spark, String format, Path input) {
    spark.read().format(format).load(input.toString()).selectExpr("sum(crc32(image.data))").first();
  }
}
