package io.sparkmaxpool.job;

import io.sparkmaxpool.dataset.Listing;
import io.sparkmaxpool.sink.Counts;
import io.sparkmaxpool.sink.Ledger;
import io.sparkmaxpool.sink.TableConflictException;
import io.sparkmaxpool.sink.TableDirectory;
import io.sparkmaxpool.sink.WritePart;
import io.sparkmaxpool.source.ImageTable;
import io.sparkmaxpool.tensor.DType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A run that commits its input batch by batch. Whatever ends it, what is committed stays, and the
 * same run goes on with the rest: each batch's files are listed in the table's ledger.
 */
final class BatchedRun {
  private static final Logger LOG = LoggerFactory.getLogger(BatchedRun.class);

  private final SparkSession spark;
  private final PoolPlan plan;
  private final BatchPlan batches;
  private final ImageTable images;
  private final TableDirectory table;

  /**
   * A run.
   *
   * @param plan what is to be done, with its batches
   * @param images what is read
   */
  BatchedRun(SparkSession spark, PoolPlan plan, ImageTable images, TableDirectory table) {
    this.spark = spark;
    this.plan = plan;
    this.batches = plan.batches().orElseThrow();
    this.images = images;
    this.table = table;
  }

  /**
   * Writes what is missing, and finishes the table.
   *
   * @param asked the type that the user asked for
   * @throws JobException if a batch fails for a known reason, or the whole table has no good record
   */
  void run(Optional<DType> asked) throws IOException {
    Configuration conf = spark.sessionState().newHadoopConf();
    for (int i = 0; i < batches.batches().size(); i++) {
      Listing batch = batches.batches().get(i);
      int commits = batches.committed() + i;
      if (commits > 0) {
        Stop.tell("stopped by a signal: " + stays(commits));
      }
      try {
        name(i)
            .run(
                spark,
                () -> {
                  write(batch, commits, asked, conf);
                  return commits;
                });
      } catch (JobException e) {
        throw withProgress(e, commits);
      } catch (RuntimeException e) {
        if (commits > 0) {
          LOG.warn(stays(commits));
        }
        throw e;
      }
      LOG.info(
          "batch {} of {} is committed: {} files",
          i + 1,
          batches.batches().size(),
          batch.files().size());
    }
    if (!table.standing().isFinished()) {
      requireSomethingGood();
      int commits = batches.committed() + batches.batches().size();
      Stop.writing(Stop.FINISHED, () -> finish(commits));
    }
  }

  private void finish(int commits) {
    try {
      table.finishBatches(commits);
    } catch (TableConflictException e) {
      throw new JobException(ExitCode.FAILED, e.getMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What Spark's UI calls a batch. */
  private JobName name(int batch) {
    JobSpec spec = plan.spec();
    return JobName.of(
        "pool %s, batch %d of %d"
            .formatted(spec.input().format().label(), batch + 1, batches.batches().size()),
        spec.input().paths(),
        spec.output().path());
  }

  private void write(Listing batch, int commits, Optional<DType> asked, Configuration conf)
      throws IOException {
    long started = System.currentTimeMillis();
    String name = InputList.of(batch).write(table, commits, conf);
    boolean isAnew = commits == 0 && batches.begin() == BatchPlan.Begin.ANEW;
    Dataset<Row> rows =
        images.only(
            batch.split(
                plan.spec().input().splitSize(), spark.sparkContext().defaultParallelism()));
    TableWrite.of(
            plan.spec(),
            plan.listing(),
            batch.records(),
            new TableWrite.Extent(
                WritePart.BATCH,
                isAnew ? OptionalInt.empty() : OptionalInt.of(commits),
                Optional.of(name)))
        .run(
            spark,
            PoolQuery.of(rows, plan.listing().content(), asked, plan.spec()),
            isAnew ? plan.spec().output().mode() : WriteMode.APPEND,
            batch.records(),
            started);
  }

  private JobException withProgress(JobException e, int commits) {
    if (commits == 0) {
      return e;
    }
    List<String> lines = new ArrayList<>(e.lines());
    lines.add(stays(commits));
    return new JobException(e.exitCode(), String.join("\n", lines), e);
  }

  private static String stays(int commits) {
    return "%d batches are committed and stay; the same command goes on with the rest"
        .formatted(commits);
  }

  private void requireSomethingGood() throws IOException {
    Counts counts = Ledger.counts(table.ledger().entries());
    if (counts.written() == 0) {
      throw new JobException(
          ExitCode.BAD_RECORDS,
          "all %d records are bad: the table is not finished".formatted(counts.bad()));
    }
  }
}
