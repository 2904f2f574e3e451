package io.sparkmaxpool.job;

import io.sparkmaxpool.sink.Ledger;
import io.sparkmaxpool.sink.TableDirectory;
import io.sparkmaxpool.sink.WritePart;
import io.sparkmaxpool.source.ImageTable;
import io.sparkmaxpool.tensor.DType;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;

/**
 * Reads the bad records of a finished table again: what is good by now goes to the table, what is
 * not takes the place of the old bad records, in one commit.
 */
final class RetryRun {
  private final SparkSession spark;
  private final PoolPlan plan;
  private final ImageTable images;
  private final TableDirectory table;

  RetryRun(SparkSession spark, PoolPlan plan, ImageTable images, TableDirectory table) {
    this.spark = spark;
    this.plan = plan;
    this.images = images;
    this.table = table;
  }

  /**
   * Does it; nothing where the table has no bad record.
   *
   * @param asked the type that the user asked for
   * @throws JobException with {@link ExitCode#USAGE} if the table is of another spec
   */
  void run(Optional<DType> asked) throws IOException {
    long started = System.currentTimeMillis();
    if (!table.hasBadRecords()) {
      return;
    }
    int commits = table.standing().commits();
    RetryPlan retry = RetryPlan.of(spark, plan.listing(), table);
    Configuration conf = spark.sessionState().newHadoopConf();
    Optional<String> name = Optional.empty();
    if (table.ledger().isOfBatches()) {
      name = Optional.of(retry.inputs().write(table, commits, conf));
    }
    JobSpec spec = plan.spec();
    TableWrite.of(
            spec,
            plan.listing(),
            OptionalLong.of(retry.retried()),
            new TableWrite.Extent(WritePart.BAD_RECORDS, OptionalInt.of(commits), name))
        .run(
            spark,
            PoolQuery.of(
                retry.missing(
                    images.only(
                        retry.splits(
                            spec.input().splitSize(), spark.sparkContext().defaultParallelism()))),
                plan.listing().content(),
                asked,
                spec),
            WriteMode.APPEND,
            OptionalLong.of(retry.retried()),
            started);
  }

  /**
   * All runs of the table have this spec, the input's paths included: where bad records lie is told
   * by their keys, and by that.
   *
   * @throws JobException with {@link ExitCode#USAGE} naming what differs
   */
  static void requireSameSpec(TableDirectory table, JobSpec spec) throws IOException {
    Set<String> lines = new LinkedHashSet<>();
    List<Ledger.Entry> entries = table.ledger().entries();
    if (entries.isEmpty()) {
      lines.add("output.retry-bad: the table at %s has no ledger".formatted(table.path()));
    }
    for (Ledger.Entry entry : entries) {
      for (String difference : new SpecDifferences(entry.run().path("spec"), spec).all()) {
        lines.add(
            "output.retry-bad: the table at %s was written with %s"
                .formatted(table.path(), difference));
      }
    }
    if (!lines.isEmpty()) {
      throw new JobException(ExitCode.USAGE, List.copyOf(lines));
    }
  }
}
