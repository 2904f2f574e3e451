package io.sparkmaxpool.benchmark;

import io.sparkmaxpool.job.JobSpecReader;
import io.sparkmaxpool.job.PoolJob;
import io.sparkmaxpool.job.SpecKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/**
 * The job again and again on executors that are processes of their own: {@code ClusterPasses MASTER
 * INPUT OUTPUT WARM-UPS PASSES}, with a master like {@code local-cluster[2,1,1024]} and SPARK_HOME
 * set. The last line it prints has the seconds of each pass that did not warm up.
 */
final class ClusterPasses {
  private ClusterPasses() {}

  public static void main(String[] arguments) throws Exception {
    String classes = Path.of("target", "classes").toAbsolutePath().toString();
    List<String> seconds = new ArrayList<>();
    try (SparkSession spark =
        SparkSession.builder()
            .appName("spark-maxpool cluster passes")
            .master(arguments[0])
            .config("spark.sql.extensions", "io.sparkmaxpool.sql.MaxPoolExtensions")
            .config("spark.ui.enabled", false)
            .config("spark.executor.extraClassPath", classes)
            .getOrCreate()) {
      spark.sparkContext().setLogLevel("ERROR");
      int warmUps = Integer.parseInt(arguments[3]);
      int passes = Integer.parseInt(arguments[4]);
      for (int pass = -warmUps; pass < passes; pass++) {
        Path output = Path.of(arguments[2]);
        Workbench.delete(output);
        long start = System.nanoTime();
        new PoolJob(spark)
            .run(
                JobSpecReader.read(
                    Map.of(
                        SpecKey.INPUT_FORMAT, List.of("cifar10"),
                        SpecKey.INPUT_PATH, List.of(arguments[1]),
                        SpecKey.KERNEL_SIZE, List.of("3"),
                        SpecKey.OUTPUT_PATH, List.of(output.toString()))));
        if (pass >= 0) {
          seconds.add(String.format(Locale.ROOT, "%.3f", (System.nanoTime() - start) / 1e9));
        }
      }
    }
    System.out.println(String.join(" ", seconds));
  }
}
