package io.sparkmaxpool.job;

import io.sparkmaxpool.sink.TableDirectory;
import io.sparkmaxpool.sink.WritePart;
import io.sparkmaxpool.source.ImageTable;
import io.sparkmaxpool.tensor.DType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
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
    int commits = table.ledger().size();
    requireSameSpec();
    RetryPlan retry = RetryPlan.of(spark, plan.listing(), table);
    Configuration conf = spark.sessionState().newHadoopConf();
    Optional<String> name = Optional.empty();
    if (table.ledger().isOfBatches()) {
      name = Optional.of(String.format(Locale.ROOT, "%05d-%s.inputs", commits, UUID.randomUUID()));
      retry.inputs().write(table, name.get(), conf);
    }
    JobSpec spec = plan.spec();
    TableWrite.of(
            spec,
            plan.listing(),
            new TableWrite.Extent(WritePart.BAD_RECORDS, OptionalInt.of(commits), name))
        .run(
            spark,
            PoolQuery.of(
                images.only(
                    retry.splits(
                        spec.input().splitSize(), spark.sparkContext().defaultParallelism())),
                asked,
                spec),
            WriteMode.APPEND,
            retry.retried(),
            started);
  }

  private void requireSameSpec() throws IOException {
    List<String> differences =
        new SpecDifferences(table.ledger().entries().get(0).run().path("spec"), plan.spec()).all();
    if (!differences.isEmpty()) {
      List<String> lines = new ArrayList<>();
      for (String difference : differences) {
        lines.add(
            "output.retry-bad: the table at %s was written with %s"
                .formatted(table.path(), difference));
      }
      throw new JobException(ExitCode.USAGE, lines);
    }
  }
}
