package io.sparkmaxpool.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkmaxpool.sql.SparkTest;
import java.nio.file.Path;
import org.apache.hadoop.mapreduce.JobContext;
import org.apache.hadoop.mapreduce.OutputCommitter;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.hadoop.mapreduce.lib.output.committer.manifest.ManifestCommitterFactory;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Hadoop's other committers: those that Spark's protocol would write into the table with. */
@ExtendWith(SparkTest.class)
class WorkPathProtocolTest {
  private static final String FACTORY = "mapreduce.outputcommitter.factory.scheme.file";
  private static final String COMMITTER = "spark.sql.sources.outputCommitterClass";

  private final SparkSession spark;
  private final TensorRows rows;
  @TempDir Path directory;

  WorkPathProtocolTest(SparkSession spark) {
    this.spark = spark;
    this.rows = new TensorRows(spark);
  }

  @AfterEach
  void useTheDefaultAgain() {
    spark.conf().unset(FACTORY);
    spark.conf().unset(COMMITTER);
  }

  @ParameterizedTest
  @EnumSource(
      value = SaveMode.class,
      names = {"Append", "Overwrite"})
  void theManifestCommitterLosesNothing(SaveMode mode) throws Exception {
    spark.conf().set(FACTORY, ManifestCommitterFactory.class.getName());
    Path table = directory.resolve("table");
    TensorRows.writer(rows.good(0, 4, 2)).partitionBy("label").save(table.toString());

    TensorRows.writer(rows.withBad(9, 3, "id < 4"))
        .partitionBy("label")
        .mode(mode)
        .save(table.toString());

    assertThat(rows.keys(table))
        .containsExactlyElementsOf(TensorRows.range(mode == SaveMode.Append ? 0 : 4, 9));
    assertThat(spark.read().parquet(table.resolve("_bad_records").toString()).count()).isEqualTo(4);
    assertThat(TensorRows.names(table))
        .containsExactly(
            "_SUCCESS", "_bad_records", "_ledger", "_run.json", "label=0", "label=1", "label=2");
  }

  @Test
  void aTaskThatFailsLeavesNothingVisible() throws Exception {
    spark.conf().set(FACTORY, ManifestCommitterFactory.class.getName());
    Path table = directory.resolve("table");
    TensorRows.writer(rows.good(0, 4, 2)).save(table.toString());

    assertThatThrownBy(
            () ->
                TensorRows.writer(rows.withBad(9, 3, "id = 8"))
                    .option("bad-records", "fail")
                    .mode(SaveMode.Append)
                    .save(table.toString()))
        .hasStackTraceContaining("a record is bad");

    assertThat(rows.keys(table)).isEqualTo(TensorRows.range(0, 4));
    assertThat(TensorRows.names(table)).containsExactly("_SUCCESS", "_ledger", "_run.json", "part");
  }

  @Test
  void aCommitterThatStagesNowhereIsRefused() throws Exception {
    Path table = directory.resolve("table");
    TensorRows.writer(rows.good(0, 4, 1)).save(table.toString());
    spark.conf().set(COMMITTER, StagesNowhere.class.getName());

    assertThatThrownBy(
            () ->
                TensorRows.writer(rows.good(4, 8, 1))
                    .mode(SaveMode.Overwrite)
                    .save(table.toString()))
        .hasStackTraceContaining(
            "output committer io.sparkmaxpool.sink.WorkPathProtocolTest$StagesNowhere has no work"
                + " path to stage files in");

    assertThat(rows.keys(table)).isEqualTo(TensorRows.range(0, 4));
  }

  /** What somebody may have configured: files go where they are named. */
  public static final class StagesNowhere extends OutputCommitter {
    @Override
    public void setupJob(JobContext job) {}

    @Override
    public void setupTask(TaskAttemptContext task) {}

    @Override
    public boolean needsTaskCommit(TaskAttemptContext task) {
      return true;
    }

    @Override
    public void commitTask(TaskAttemptContext task) {}

    @Override
    public void abortTask(TaskAttemptContext task) {}
  }
}
