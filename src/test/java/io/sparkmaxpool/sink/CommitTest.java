package io.sparkmaxpool.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkmaxpool.dataset.TestFileSystem;
import io.sparkmaxpool.pooling.MaxPool2d;
import io.sparkmaxpool.sql.SparkTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.spark.api.java.function.FilterFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a commit makes visible, in which order, and what it leaves when it fails. */
@ExtendWith(SparkTest.class)
class CommitTest {
  private static final String DEAD_TASK = "task_202601020304051234567890_0001_m_000000";

  private final SparkSession spark;
  private final TensorRows rows;
  @TempDir Path directory;

  CommitTest(SparkSession spark) {
    this.spark = spark;
    this.rows = new TensorRows(spark);
  }

  private Path table() {
    return directory.resolve("table");
  }

  /** The table's path on a file system that keeps a record, and that can refuse. */
  private String recorded() {
    spark
        .sparkContext()
        .hadoopConfiguration()
        .setClass("fs.test.impl", TestFileSystem.class, RawLocalFileSystem.class);
    return "test:" + table();
  }

  private static Path onlyPart(Path table) throws IOException {
    try (Stream<Path> files = Files.list(table)) {
      return files.filter(file -> file.toString().endsWith(".parquet")).findFirst().orElseThrow();
    }
  }

  private static final String LATER = "{\"writer\": \"later\"}";

  /** A part file that no test's table has, of the row k999. */
  private Path foreignPart() throws IOException {
    Path other = directory.resolve("other");
    TensorRows.writer(rows.good(999, 1000, 1)).save(other.toString());
    return onlyPart(other);
  }

  private static void stage(Path part, Path table) throws IOException {
    Path task = Files.createDirectories(table.resolve("_temporary/0").resolve(DEAD_TASK));
    Files.copy(part, task.resolve("part-00000-dead-c000.zstd.parquet"));
  }

  @ParameterizedTest
  @EnumSource(
      value = SaveMode.class,
      names = {"Append", "Overwrite"})
  void whatATaskOfADeadJobStagedNeverBecomesVisible(SaveMode mode) throws IOException {
    Path part = foreignPart();
    TensorRows.writer(rows.good(0, 4, 1)).save(table().toString());
    stage(part, table());

    TensorRows.writer(rows.good(4, 8, 2)).mode(mode).save(table().toString());

    assertThat(rows.keys(table())).isEqualTo(TensorRows.range(mode == SaveMode.Append ? 0 : 4, 8));
    assertThat(TensorRows.names(table()))
        .containsExactly("_SUCCESS", "_ledger", "_run.json", "part");
  }

  @ParameterizedTest
  @EnumSource(SaveMode.class)
  void whatADeadJobStagedWhereNoTableIsNeverBecomesVisible(SaveMode mode) throws IOException {
    stage(foreignPart(), table());
    Files.writeString(table().resolve("_writer"), "{\"writer\": \"dead\"}");

    TensorRows.writer(rows.good(4, 8, 2)).mode(mode).save(table().toString());

    assertThat(rows.keys(table())).isEqualTo(TensorRows.range(4, 8));
    assertThat(TensorRows.names(table()))
        .containsExactly("_SUCCESS", "_ledger", "_run.json", "part");
  }

  @Test
  void aCommitterThatPutsFilesIntoTheTableAtOnceIsNotTaken() throws IOException {
    TensorRows.writer(rows.good(0, 4, 1)).save(table().toString());
    String algorithm = "mapreduce.fileoutputcommitter.algorithm.version";
    spark.conf().set(algorithm, "2");
    try {
      TensorRows.writer(rows.good(4, 8, 2)).mode(SaveMode.Overwrite).save(table().toString());
    } finally {
      spark.conf().unset(algorithm);
    }

    assertThat(rows.keys(table())).isEqualTo(TensorRows.range(4, 8));
  }

  @Test
  void aClaimThatItsWriterDidNotFinishBlocksNobody() throws IOException {
    TensorRows.writer(rows.good(0, 4, 1)).save(table().toString());
    Files.writeString(table().resolve("_writer"), "{\"writer\": \"dead\", \"fi");

    TensorRows.writer(rows.good(4, 8, 2)).mode(SaveMode.Append).save(table().toString());

    assertThat(rows.keys(table())).isEqualTo(TensorRows.range(0, 8));
    assertThat(table().resolve("_writer")).doesNotExist();
  }

  /** Does something in a task of the job under test: as a filter that keeps every row. */
  private record Meanwhile(String part, String table, String claim) implements FilterFunction<Row> {
    @Override
    public boolean call(Row row) throws IOException {
      if (row.getString(0).equals("k004")) {
        stage(Path.of(part), Path.of(table));
        if (!claim.isEmpty()) {
          Files.writeString(Path.of(table, "_writer"), claim);
        }
      }
      return true;
    }
  }

  @Test
  void whatATaskOfADeadJobStagesMeanwhileIsNotCommitted() throws IOException {
    Path part = foreignPart();
    Dataset<Row> frame =
        rows.good(4, 8, 1).filter(new Meanwhile(part.toString(), table().toString(), ""));

    TensorRows.writer(frame).save(table().toString());

    assertThat(rows.keys(table())).isEqualTo(TensorRows.range(4, 8));
    assertThat(TensorRows.names(table()))
        .containsExactly("_SUCCESS", "_ledger", "_run.json", "part");
  }

  @ParameterizedTest
  @EnumSource(
      value = SaveMode.class,
      names = {"Append", "Overwrite"})
  void aJobGivesWayToOneThatBeganLaterAndLeavesItsFiles(SaveMode mode) throws IOException {
    Path part = foreignPart();
    TensorRows.writer(rows.good(0, 4, 1)).save(table().toString());
    Map<String, String> before = TensorRows.snapshot(table());
    Dataset<Row> frame =
        rows.good(4, 8, 1).filter(new Meanwhile(part.toString(), table().toString(), LATER));

    assertThatThrownBy(() -> TensorRows.writer(frame).mode(mode).save(table().toString()))
        .isInstanceOf(TableConflictException.class)
        .hasMessage(
            "output path %s: another job has begun to write there since, and this one gives way"
                .formatted(table()));

    assertThat(TensorRows.snapshot(table()))
        .containsAllEntriesOf(before)
        .containsKey("_temporary/0/" + DEAD_TASK + "/part-00000-dead-c000.zstd.parquet");
    assertThat(table().resolve("_writer")).hasContent(LATER);
  }

  @Test
  void theReportCountsWhatWasWritten() throws IOException {
    long started = System.currentTimeMillis() - 60_000;

    TensorRows.writer(rows.withBad(40, 2, "id IN (2, 7, 8)"))
        .option(
            "run", "{\"spec\": {\"pool\": {\"kernel-size\": [3, 3]}}, \"input\": {\"files\": 2}}")
        .option("started", started)
        .save(table().toString());

    JsonNode report = new ObjectMapper().readTree(table().resolve("_run.json").toFile());
    assertThat(report.fieldNames())
        .toIterable()
        .containsExactly(
            "spec",
            "input",
            "counts",
            "bytes_written",
            "seconds",
            "records_per_second",
            "kernel",
            "versions");
    assertThat(report.get("spec")).hasToString("{\"pool\":{\"kernel-size\":[3,3]}}");
    assertThat(report.get("input")).hasToString("{\"files\":2}");
    assertThat(report.get("counts"))
        .hasToString(
            "{\"read\":40,\"written\":37,\"bad\":3,\"bad_by_stage\":{\"decode\":2,\"read\":1},"
                + "\"bad_by_reason\":{\"decode: corrupt\":2,\"read: corrupt\":1}}");
    assertThat(report.get("bytes_written").asLong()).isEqualTo(bytesOfParquet());
    double seconds = report.get("seconds").asDouble();
    assertThat(seconds).isBetween(60.0, 90.0);
    assertThat(report.get("records_per_second").asLong()).isEqualTo(Math.round(40 / seconds));
    assertThat(report.get("kernel").asText()).isEqualTo(MaxPool2d.kernelName());
    assertThat(report.get("versions"))
        .hasToString(
            "{\"spark-maxpool\":\"unreleased\",\"spark\":\"%s\",\"java\":\"%s\"}"
                .formatted(spark.version(), Runtime.version()));
  }

  private long bytesOfParquet() throws IOException {
    try (Stream<Path> files = Files.walk(table())) {
      return files
          .filter(file -> file.toString().endsWith(".parquet"))
          .mapToLong(file -> file.toFile().length())
          .sum();
    }
  }

  @Test
  void theReportOfAnAppendListsAllRuns() throws IOException {
    for (int run = 0; run < 3; run++) {
      TensorRows.writer(rows.good(run * 4, run * 4 + run + 1, 1))
          .option("run", "{\"input\": {\"files\": %d}}".formatted(run))
          .mode(SaveMode.Append)
          .save(table().toString());
    }

    JsonNode report = new ObjectMapper().readTree(table().resolve("_run.json").toFile());
    assertThat(report.at("/counts/written").asInt()).isEqualTo(3);
    assertThat(report.get("runs"))
        .extracting(run -> run.at("/input/files") + ": " + run.at("/counts/written"))
        .containsExactly("0: 1", "1: 2", "2: 3");
    assertThat(report.get("runs")).allSatisfy(run -> assertThat(run.has("runs")).isFalse());
  }

  @Test
  void theMarkIsTheLastToComeAndTheFirstToGo() {
    String path = recorded();
    TensorRows.writer(rows.withBad(4, 1, "id = 1")).save(path);
    List<String> first = changes();

    TensorRows.writer(rows.good(4, 8, 1)).mode(SaveMode.Overwrite).save(path);
    List<String> second = changes().subList(first.size(), changes().size());
    TensorRows.writer(rows.good(8, 9, 1)).mode(SaveMode.Append).save(path);
    List<String> third = changes().subList(first.size() + second.size(), changes().size());

    assertThat(first)
        .endsWith("create _run.json", "create _SUCCESS", "delete _writer")
        .containsSubsequence("rename _bad_records", "create _run.json");
    assertThat(first)
        .containsSubsequence("rename part", "create 00000.json", "create _run.json")
        .doesNotContain("delete _SUCCESS");
    assertThat(second)
        .endsWith("create _run.json", "create _SUCCESS", "delete _writer")
        .containsSubsequence("create part", "rename task", "delete _SUCCESS", "rename part")
        .containsSubsequence("delete _SUCCESS", "delete part")
        .containsSubsequence("delete _SUCCESS", "delete _bad_records")
        .containsSubsequence("delete _SUCCESS", "delete _run.json");
    assertThat(third)
        .endsWith("create _run.json", "create _SUCCESS", "delete _writer")
        .containsSubsequence("create part", "rename task", "delete _SUCCESS", "rename part")
        .doesNotContain("delete part");
  }

  /** What was done to the table on the recorded file system, without what changes by the run. */
  private List<String> changes() {
    return TestFileSystem.changes(table().toString()).stream()
        .map(change -> change.replaceFirst(" (part|task)[-_].*", " $1"))
        .toList();
  }

  @ParameterizedTest
  @EnumSource(SaveMode.class)
  void aRenameThatFailsLeavesNoHalfTableAndTheNextWriteSucceeds(SaveMode mode) throws IOException {
    String path = recorded();
    if (mode == SaveMode.Append || mode == SaveMode.Overwrite) {
      TensorRows.writer(rows.good(0, 4, 1)).save(path);
    }
    Dataset<Row> refused =
        rows.withBad(4, 1, "id = 1")
            .withColumn("label_name", functions.expr("IF(label = 0, 'denied', label_name)"));

    assertThatThrownBy(
            () -> TensorRows.writer(refused).partitionBy("label_name").mode(mode).save(path))
        .hasStackTraceContaining("Permission denied: %s/label_name=denied".formatted(path));

    boolean restored = mode == SaveMode.Append;
    assertThat(Files.exists(table().resolve("_SUCCESS"))).isEqualTo(restored);
    if (restored) {
      assertThat(rows.keys(table())).isEqualTo(TensorRows.range(0, 4));
      assertThat(TensorRows.names(table()))
          .containsExactly("_SUCCESS", "_ledger", "_run.json", "part");
    }
    assertThat(table().resolve("_temporary")).doesNotExist();

    TensorRows.writer(rows.good(4, 8, 1)).mode(mode).save(path);

    assertThat(rows.keys(table())).isEqualTo(TensorRows.range(restored ? 0 : 4, 8));
    assertThat(TensorRows.names(table()))
        .containsExactly("_SUCCESS", "_ledger", "_run.json", "part");
  }
}
