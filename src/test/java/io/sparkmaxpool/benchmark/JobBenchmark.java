package io.sparkmaxpool.benchmark;

import io.sparkmaxpool.job.JobSpecReader;
import io.sparkmaxpool.job.PoolJob;
import io.sparkmaxpool.job.SpecKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures this project's job against the obvious one, on the same file, in the same JVM, pass by
 * pass in turn: CIFAR-10 records, 3 by 3 windows, float32, Parquet with zstd. Run it by {@code
 * jobs/bench job}.
 */
@Command(
    name = "jobs/bench job",
    mixinStandardHelpOptions = true,
    version = "spark-maxpool job benchmark",
    sortOptions = false,
    description = "Records a second of this project's job and of the obvious Spark job.")
final class JobBenchmark implements Runnable {
  /** What is measured. */
  enum Job {
    OBVIOUS,
    OURS,
    READ
  }

  private static final Path BENCH = Path.of("target", "bench");

  @Option(names = "--batch", description = "records to repeat (default: the demonstration data)")
  private Path batch = Path.of("data", "cifar10", "test_batch.bin");

  @Option(names = "--records", description = "default: ${DEFAULT-VALUE}")
  private long records = 600_000;

  @Option(names = "--passes", description = "the first warms up; default: ${DEFAULT-VALUE}")
  private int passes = 5;

  @Option(names = "--master", description = "default: ${DEFAULT-VALUE}")
  private String master = "local[2]";

  @Option(
      names = "--jobs",
      split = ",",
      description = "of ${COMPLETION-CANDIDATES}; default: all of them")
  private List<Job> jobs = List.of(Job.values());

  public static void main(String[] arguments) {
    System.exit(
        new CommandLine(new JobBenchmark())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .execute(arguments));
  }

  @Override
  public void run() {
    try (SparkSession spark = session()) {
      spark.sparkContext().setLogLevel("ERROR");
      Path input = BenchmarkInput.repeat(batch, records, BENCH.resolve("input"));
      PassTable table = new PassTable();
      for (int pass = 0; pass < passes; pass++) {
        for (Job job : jobs) {
          measure(spark, job, input, table);
        }
      }
      if (jobs.contains(Job.OBVIOUS) && jobs.contains(Job.OURS)) {
        requireSameResult(spark);
      }
      System.out.print(table.render(name(Job.OBVIOUS)));
      table.save(BENCH.resolve("job.json"), circumstances(spark));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private SparkSession session() {
    return SparkSession.builder()
        .appName("spark-maxpool job benchmark")
        .master(master)
        .config("spark.sql.extensions", "io.sparkmaxpool.sql.MaxPoolExtensions")
        .config("spark.ui.enabled", false)
        .getOrCreate();
  }

  private void measure(SparkSession spark, Job job, Path input, PassTable table)
      throws IOException {
    Path output = output(job);
    delete(output);
    long start = System.nanoTime();
    switch (job) {
      case OBVIOUS -> ObviousJob.run(spark, input.toString(), output.toString());
      case OURS -> runOurs(spark, input.toString(), output.toString());
      case READ -> runRead(spark, input.toString());
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    table.add(name(job), records / seconds);
    System.out.printf("%-8s %6.2f s %,12.0f records/s%n", name(job), seconds, records / seconds);
  }

  /** The job that the {@code pool} command runs. */
  private static void runOurs(SparkSession spark, String input, String output) throws IOException {
    new PoolJob(spark)
        .run(
            JobSpecReader.read(
                Map.of(
                    SpecKey.INPUT_FORMAT, List.of("cifar10"),
                    SpecKey.INPUT_PATH, List.of(input),
                    SpecKey.KERNEL_SIZE, List.of("3"),
                    SpecKey.OUTPUT_PATH, List.of(output))));
  }

  /** The bound of any job over this source: every byte is read and enters a checksum. */
  private static void runRead(SparkSession spark, String input) {
    spark.read().format("cifar10").load(input).selectExpr("sum(crc32(image.data))").collect();
  }

  /** A fast job that writes something else would not count. */
  private static void requireSameResult(SparkSession spark) {
    String obvious = summary(spark, Job.OBVIOUS);
    String ours = summary(spark, Job.OURS);
    if (!obvious.equals(ours)) {
      throw new IllegalStateException(
          "the jobs wrote different tables: obvious " + obvious + ", ours " + ours);
    }
  }

  /** Exact whatever the order of rows: integers, made of the values of every pixel. */
  private static String summary(SparkSession spark, Job job) {
    return spark
        .read()
        .parquet(output(job).toString())
        .selectExpr(
            "count(*)",
            "sum(label)",
            "sum(aggregate(pooled, 0L, (sum, value) -> sum + cast(round(value * 255) as bigint)))",
            "sum(cast(xxhash64(label_name, pooled) as decimal(20, 0)))")
        .first()
        .toString();
  }

  private Map<String, Object> circumstances(SparkSession spark) throws IOException {
    Map<String, Object> circumstances = new LinkedHashMap<>();
    circumstances.put("records", records);
    circumstances.put("batch", batch.getFileName().toString());
    circumstances.put("master", master);
    circumstances.put("spark", spark.version());
    circumstances.putAll(Circumstances.here().toMap());
    return circumstances;
  }

  private static Path output(Job job) {
    return BENCH.resolve("output").resolve(name(job));
  }

  private static String name(Job job) {
    return job.name().toLowerCase(Locale.ROOT);
  }

  private static void delete(Path directory) throws IOException {
    if (Files.exists(directory)) {
      try (Stream<Path> below = Files.walk(directory)) {
        for (Path path : below.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }
}
