package io.sparkmaxpool.cli;

import io.sparkmaxpool.job.ExitCode;
import io.sparkmaxpool.job.JobException;
import io.sparkmaxpool.job.JobSpec;
import java.io.IOException;
import java.io.PrintWriter;
import org.apache.spark.sql.SparkSession;

/** What the commands do on Spark: a session, a job of {@code io.sparkmaxpool.job}, its result. */
final class SparkActions {
  private SparkActions() {}

  static void pool(JobSpec spec, PrintWriter out) throws IOException {
    try (SparkSession spark = SparkSessions.open("pool")) {
      throw new JobException(
          ExitCode.FAILED, "pool " + spec.toJson() + ": no job on Spark " + spark.version());
    }
  }

  static void plan(JobSpec spec, PrintWriter out) throws IOException {
    try (SparkSession spark = SparkSessions.open("plan")) {
      throw new JobException(
          ExitCode.FAILED, "plan " + spec.toJson() + ": no job on Spark " + spark.version());
    }
  }
}
