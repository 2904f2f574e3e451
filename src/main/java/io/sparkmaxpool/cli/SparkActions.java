package io.sparkmaxpool.cli;

import io.sparkmaxpool.job.AutoFormat;
import io.sparkmaxpool.job.CatalogEntry;
import io.sparkmaxpool.job.ExitCode;
import io.sparkmaxpool.job.JobException;
import io.sparkmaxpool.job.JobSpec;
import io.sparkmaxpool.job.OutputSpec;
import io.sparkmaxpool.job.PoolJob;
import io.sparkmaxpool.job.PoolResult;
import io.sparkmaxpool.job.PreviewJob;
import io.sparkmaxpool.job.PreviewSpec;
import io.sparkmaxpool.job.UnpoolJob;
import io.sparkmaxpool.job.UnpoolSpec;
import io.sparkmaxpool.job.VerifyJob;
import io.sparkmaxpool.job.VerifyResult;
import io.sparkmaxpool.job.VerifySpec;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/** What the commands do on Spark: a session, a job of {@code io.sparkmaxpool.job}, its result. */
final class SparkActions {
  private SparkActions() {}

  static void pool(JobSpec spec, PrintWriter out) throws IOException {
    try (SparkSession spark = SparkSessions.open("pool")) {
      tell(spark, new PoolJob(spark).run(decided(spark, spec, out)), spec.output(), out);
    }
  }

  /** The job, of a format; tells which, where that was left to the input. */
  private static JobSpec decided(SparkSession spark, JobSpec spec, PrintWriter out)
      throws IOException {
    AutoFormat format = AutoFormat.of(spec, spark.sessionState().newHadoopConf());
    format.line().ifPresent(out::println);
    return format.spec();
  }

  static void unpool(UnpoolSpec spec, PrintWriter out) throws IOException {
    try (SparkSession spark = SparkSessions.open("unpool")) {
      tell(spark, new UnpoolJob(spark).run(spec), spec.output(), out);
    }
  }

  static void preview(PreviewSpec spec, PrintWriter out) throws IOException {
    try (SparkSession spark = SparkSessions.open("preview")) {
      new PreviewJob(spark).run(spec).lines().forEach(out::println);
    }
  }

  static void verify(VerifySpec spec, PrintWriter out) throws IOException {
    try (SparkSession spark = SparkSessions.open("verify")) {
      VerifyResult result = new VerifyJob(spark).run(spec);
      result.lines().forEach(out::println);
      if (!result.faults().isEmpty()) {
        throw new JobException(ExitCode.FAILED, result.faults());
      }
    }
  }

  private static void tell(
      SparkSession spark, Optional<PoolResult> result, OutputSpec output, PrintWriter out) {
    if (result.isPresent()) {
      result.get().lines().forEach(out::println);
    } else {
      out.println("%s exists already: nothing written".formatted(output.path()));
    }
    CatalogEntry.warning(spark, output).ifPresent(out::println);
  }

  static void plan(JobSpec spec, PrintWriter out) throws IOException {
    try (SparkSession spark = SparkSessions.open("plan")) {
      new PoolJob(spark).plan(decided(spark, spec, out)).lines().forEach(out::println);
      CatalogEntry.warning(spark, spec.output()).ifPresent(out::println);
    }
  }
}
