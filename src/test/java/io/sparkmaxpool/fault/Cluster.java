package io.sparkmaxpool.fault;

import io.sparkmaxpool.job.JobSpecReader;
import io.sparkmaxpool.job.PoolJob;
import io.sparkmaxpool.job.SpecKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/**
 * A session on a cluster of this machine: two executors, each a process with one core, that are
 * replaced when they die.
 */
final class Cluster implements AutoCloseable {
  private final SparkSession session;

  Cluster(Faults faults, Map<String, String> settings) {
    SparkSession.Builder builder =
        SparkSession.builder()
            .master("local-cluster[2,1,1024]")
            .appName("faults")
            .config("spark.sql.extensions", "io.sparkmaxpool.sql.MaxPoolExtensions")
            .config("spark.ui.enabled", "false")
            .config("spark.executor.extraClassPath", classPath())
            .config("spark.executor.extraJavaOptions", "-XX:TieredStopAtLevel=1");
    for (String entry : faults.configuration()) {
      int equals = entry.indexOf('=');
      builder.config("spark.hadoop." + entry.substring(0, equals), entry.substring(equals + 1));
    }
    settings.forEach(builder::config);
    session = builder.getOrCreate();
  }

  private static String classPath() {
    return Path.of("target", "classes").toAbsolutePath()
        + ":"
        + Path.of("target", "test-classes").toAbsolutePath();
  }

  SparkSession session() {
    return session;
  }

  /** Pools on the cluster. */
  void pool(String input, String output, String mode, int kernelSize) throws IOException {
    new PoolJob(session)
        .run(
            JobSpecReader.read(
                Map.of(
                    SpecKey.INPUT_FORMAT, List.of("cifar10"),
                    SpecKey.INPUT_PATH, List.of(input),
                    SpecKey.SPLIT_SIZE, List.of(Records.SPLIT_SIZE),
                    SpecKey.KERNEL_SIZE, List.of(Integer.toString(kernelSize)),
                    SpecKey.OUTPUT_PATH, List.of(output),
                    SpecKey.MODE, List.of(mode))));
  }

  @Override
  public void close() {
    session.stop();
  }
}
