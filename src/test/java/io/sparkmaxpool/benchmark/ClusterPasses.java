package io.sparkmaxpool.benchmark;

import io.sparkmaxpool.job.JobSpecReader;
import io.sparkmaxpool.job.PoolJob;
import io.sparkmaxpool.job.SpecKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.SparkSession;

/**
 * The job again and again on executors that are processes of their own: {@code ClusterPasses MASTER
 * INPUT OUTPUT WARM-UPS PASSES}, with a master like {@code local-cluster[2,1,1024]} and SPARK_HOME
 * set; {@code local[1]} needs none. The last line it prints has for each pass that did not warm up
 * its seconds, a slash, and those of them before the first task and after the last.
 */
final class ClusterPasses {
  private ClusterPasses() {}

  public static void main(String[] arguments) throws Exception {
    String classes = Path.of("target", "classes").toAbsolutePath().toString();
    List<Pass> measured = new ArrayList<>();
    TaskTimes tasks = new TaskTimes();
    try (SparkSession spark =
        SparkSession.builder()
            .appName("spark-maxpool cluster passes")
            .master(arguments[0])
            .config("spark.sql.extensions", "io.sparkmaxpool.sql.MaxPoolExtensions")
            .config("spark.ui.enabled", false)
            .config("spark.executor.extraClassPath", classes)
            .getOrCreate()) {
      spark.sparkContext().setLogLevel("ERROR");
      spark.sparkContext().addSparkListener(tasks);
      int warmUps = Integer.parseInt(arguments[3]);
      int passes = Integer.parseInt(arguments[4]);
      for (int pass = -warmUps; pass < passes; pass++) {
        Path output = Path.of(arguments[2]);
        Workbench.delete(output);
        long start = System.currentTimeMillis();
        new PoolJob(spark)
            .run(
                JobSpecReader.read(
                    Map.of(
                        SpecKey.INPUT_FORMAT, List.of("cifar10"),
                        SpecKey.INPUT_PATH, List.of(arguments[1]),
                        SpecKey.KERNEL_SIZE, List.of("3"),
                        SpecKey.OUTPUT_PATH, List.of(output.toString()))));
        if (pass >= 0) {
          measured.add(new Pass(start, System.currentTimeMillis()));
        }
      }
    }
    // Spark has told of all tasks once it has stopped.
    System.out.println(
        measured.stream()
            .map(
                pass ->
                    String.format(
                        Locale.ROOT,
                        "%.3f/%.3f",
                        pass.millis() / 1e3,
                        (pass.millis() - tasks.millis(pass)) / 1e3))
            .collect(Collectors.joining(" ")));
  }

  /** When a pass began and ended, in milliseconds since 1970. */
  private record Pass(long start, long end) {
    long millis() {
      return end - start;
    }
  }

  /** When tasks began and ended. */
  private static final class TaskTimes extends SparkListener {
    private final List<Pass> all = Collections.synchronizedList(new ArrayList<>());

    @Override
    public void onTaskEnd(SparkListenerTaskEnd end) {
      all.add(new Pass(end.taskInfo().launchTime(), end.taskInfo().finishTime()));
    }

    /** From the first task's start to the last one's end, of those in a pass. */
    long millis(Pass pass) {
      List<Pass> within =
          all.stream().filter(t -> t.start >= pass.start && t.end <= pass.end).toList();
      return within.stream().mapToLong(Pass::end).max().orElseThrow()
          - within.stream().mapToLong(Pass::start).min().orElseThrow();
    }
  }
}
