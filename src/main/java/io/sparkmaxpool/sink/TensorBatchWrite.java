package io.sparkmaxpool.sink;

import io.sparkmaxpool.parquet.KeyedShape;
import io.sparkmaxpool.parquet.MixedShapesException;
import io.sparkmaxpool.sink.TensorTableProvider.ExistingTable;
import io.sparkmaxpool.text.Secrets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.internal.io.FileCommitProtocol.TaskCommitMessage;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.write.BatchWrite;
import org.apache.spark.sql.connector.write.DataWriterFactory;
import org.apache.spark.sql.connector.write.PhysicalWriteInfo;
import org.apache.spark.sql.connector.write.WriterCommitMessage;
import org.apache.spark.util.SerializableConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One write of a table, on the driver: tensors and bad records are committed together, then {@code
 * _run.json}, then {@code _SUCCESS}. Until the commit an older table stays as it is.
 */
final class TensorBatchWrite implements BatchWrite {
  private static final Logger LOG = LoggerFactory.getLogger(TensorBatchWrite.class);

  private final String queryId;
  private final SinkOptions options;
  private final TensorColumns columns;
  private final ExistingTable existing;
  private TableDirectory directory;
  private TableCommitter committer;
  private TableWriter writer;

  TensorBatchWrite(
      String queryId, SinkOptions options, TensorColumns columns, ExistingTable existing) {
    this.queryId = queryId;
    this.options = options;
    this.columns = columns;
    this.existing = existing;
  }

  /** What a task hands to the driver. */
  record TaskMessage(TaskCommitMessage files, Tally tally) implements WriterCommitMessage {}

  @Override
  public DataWriterFactory createBatchWriterFactory(PhysicalWriteInfo info) {
    SparkSession session = SparkSession.active();
    try {
      Configuration conf = session.sessionState().newHadoopConf();
      directory = TableDirectory.at(options.path(), conf);
      directory.requireNothingForeign();
      // Before the claim: a write that is refused takes nothing away from one that goes on.
      requireExpected();
      committer = new TableCommitter(session, directory.path());
      writer = new TableWriter(directory, committer.id());
      writer.begin(options.inputList());
      requireExpected();
      committer.setUp();
    } catch (IOException | RuntimeException e) {
      throw afterAbort(e);
    }
    return new TensorWriterFactory(
        committer,
        options,
        columns,
        new JavaSparkContext(session.sparkContext())
            .broadcast(new SerializableConfiguration(committer.configuration())));
  }

  /** The commit protocol asks Spark's coordinator itself. */
  @Override
  public boolean useCommitCoordinator() {
    return false;
  }

  @Override
  public void onDataWriterCommit(WriterCommitMessage message) {
    committer.taskCommitted(((TaskMessage) message).files());
  }

  @Override
  public void commit(WriterCommitMessage[] messages) {
    Tally total = new Tally();
    List<TaskCommitMessage> files = new ArrayList<>();
    for (WriterCommitMessage message : messages) {
      TaskMessage task = (TaskMessage) message;
      total.add(task.tally());
      files.add(task.files());
    }
    check(total);
    try {
      writer.requireClaim();
      directory.requireNothingForeign();
      requireExpected();
      if (existing == ExistingTable.REPLACED) {
        writer.replace(options.inputList());
      } else {
        writer.open();
      }
      committer.commit(files);
      writer.requireClaim();
      directory.clearStaging();
      writer.record(entry(total));
      switch (options.part()) {
        case ALL, BAD_RECORDS -> writer.finish();
        case BATCH -> writer.finishBatch();
      }
      LOG.info(line(messages.length, total, System.currentTimeMillis() - options.started()));
    } catch (IOException | RuntimeException e) {
      takeBack(total, e);
      throw asGivingWay(e);
    }
  }

  /** What became visible and counts for nothing must not lie in another job's table. */
  private void takeBack(Tally total, Exception failure) {
    try {
      writer.takeBack(total.files());
    } catch (IOException | RuntimeException e) {
      failure.addSuppressed(e);
    }
  }

  /** A later job takes away what this one staged: then that is why it failed. */
  private RuntimeException asGivingWay(Exception failure) {
    try {
      writer.requireClaim();
    } catch (TableConflictException e) {
      if (failure != e) {
        e.addSuppressed(failure);
      }
      return e;
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
    return unchecked(failure);
  }

  /** Spark aborts only what has begun. */
  private RuntimeException afterAbort(Exception failure) {
    try {
      abort(new WriterCommitMessage[0]);
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
    }
    return unchecked(failure);
  }

  private static RuntimeException unchecked(Exception failure) {
    return failure instanceof RuntimeException unchecked
        ? unchecked
        : new UncheckedIOException(failure.getMessage(), (IOException) failure);
  }

  /** Whether the table is still what the caller planned on. */
  private void requireExpected() throws IOException {
    if (options.onlyNew()) {
      directory.requireUnfinished();
    }
    boolean isNew = existing == ExistingTable.REPLACED && options.onlyNew();
    if (isNew || existing == ExistingTable.KEPT && options.part() != WritePart.BATCH) {
      directory.requireNoBatches();
    }
    if (options.commits() != SinkOptions.ANY) {
      directory.requireCommits(options.commits());
    }
  }

  private Ledger.Entry entry(Tally total) throws IOException {
    List<DataFile> replaced =
        options.part() == WritePart.BAD_RECORDS
            ? directory.ledger().files().values().stream().filter(DataFile::isOfBadRecords).toList()
            : List.of();
    return new Ledger.Entry(
        RunReport.of(
            options.run(),
            total,
            replaced.stream().mapToLong(DataFile::rows).sum(),
            System.currentTimeMillis() - options.started()),
        options.inputList(),
        total.files(),
        replaced.stream().map(DataFile::path).toList());
  }

  /** The job's line in the log: keys and values, always the same ones. */
  private String line(int tasks, Tally total, long millis) {
    StringBuilder line =
        new StringBuilder("job tasks=%d records=%d".formatted(tasks, total.written()))
            .append(" bad=%d".formatted(total.bad()));
    for (String stage : List.of("list", "read", "decode", "pool")) {
      line.append(" bad_%s=%d".formatted(stage, total.badByStage().getOrDefault(stage, 0L)));
    }
    return line.append(" bytes_out=%d ms=%d table=".formatted(total.bytes(), millis))
        .append(Secrets.masked(options.path()))
        .toString();
  }

  private void check(Tally total) {
    // Of a part of a table all may be bad, and a later part go on.
    if (options.part() == WritePart.BAD_RECORDS) {
      // The table has fewer bad records after it than before, or as many.
      return;
    }
    boolean nothingGood =
        options.part() == WritePart.ALL && total.written() == 0 && total.bad() > 0;
    if (nothingGood || total.bad() > options.maxBadRatio() * total.read()) {
      throw new BadRecordsException(
          nothingGood
              ? "all %d records are bad".formatted(total.bad())
              : "%d of %d records are bad: more than max-bad-ratio %s allows"
                  .formatted(total.bad(), total.read(), options.maxBadRatio()),
          total.badByStage(),
          total.badExamples().stream().map(Tally.BadExample::line).toList());
    }
    Optional<KeyedShape> other = total.otherShape();
    if (options.footer().tellsShape() && other.isPresent()) {
      throw new MixedShapesException(
          options.footer(), total.firstShape().orElseThrow(), other.get());
    }
  }

  @Override
  public void abort(WriterCommitMessage[] messages) {
    if (writer == null) {
      return;
    }
    try {
      // Committers remove all that is staged, also what the job staged that this one gives way to.
      if (writer.isClaimed()) {
        committer.abort();
        writer.giveUp();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  @Override
  public String toString() {
    return "tensor-parquet " + Secrets.masked(options.path()) + " (query " + queryId + ")";
  }
}
