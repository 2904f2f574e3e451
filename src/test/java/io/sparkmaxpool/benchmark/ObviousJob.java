package io.sparkmaxpool.benchmark;

import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The job most people would write, what this project is measured against: Spark's own fixed-length
 * records, a plain loop over floats, rows, Spark's own Parquet writer. It pools 3 by 3 with stride
 * 3 and no padding, and writes neither key nor shapes, which is less than the project's job writes.
 */
final class ObviousJob {
  private static final int RECORD = 3073;
  private static final int CHANNELS = 3;
  private static final int SIDE = 32;
  private static final int KERNEL = 3;
  private static final int POOLED = SIDE / KERNEL;

  private static final List<String> NAMES =
      List.of(
          "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

  private static final StructType SCHEMA =
      new StructType()
          .add("label", DataTypes.IntegerType)
          .add("label_name", DataTypes.StringType)
          .add("pooled", DataTypes.createArrayType(DataTypes.FloatType));

  private ObviousJob() {}

  static void run(SparkSession spark, String input, String output) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    JavaRDD<Row> rows = context.binaryRecords(input, RECORD).map(ObviousJob::row);
    spark.createDataFrame(rows, SCHEMA).write().option("compression", "zstd").parquet(output);
  }

  private static Row row(byte[] record) {
    return RowFactory.create((int) record[0], NAMES.get(record[0]), pool(record));
  }

  /** ToTensor's value / 255, then the maximum of every window. */
  static Float[] pool(byte[] record) {
    Float[] pooled = new Float[CHANNELS * POOLED * POOLED];
    int at = 0;
    for (int channel = 0; channel < CHANNELS; channel++) {
      for (int row = 0; row < POOLED; row++) {
        for (int column = 0; column < POOLED; column++) {
          float max = Float.NEGATIVE_INFINITY;
          for (int y = row * KERNEL; y < (row + 1) * KERNEL; y++) {
            for (int x = column * KERNEL; x < (column + 1) * KERNEL; x++) {
              int sample = record[1 + (channel * SIDE + y) * SIDE + x] & 0xff;
              max = Math.max(max, sample / 255f);
            }
          }
          pooled[at++] = max;
        }
      }
    }
    return pooled;
  }
}
