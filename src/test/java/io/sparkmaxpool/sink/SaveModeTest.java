package io.sparkmaxpool.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.sparkmaxpool.sql.SparkTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Spark's save modes, and what may be where a table is to go. */
@ExtendWith(SparkTest.class)
class SaveModeTest {
  private final TensorRows rows;
  @TempDir Path directory;

  SaveModeTest(SparkSession spark) {
    this.rows = new TensorRows(spark);
  }

  private Path table() {
    return directory.resolve("table");
  }

  private void save(Dataset<Row> frame, SaveMode mode) {
    TensorRows.writer(frame).mode(mode).save(table().toString());
  }

  @ParameterizedTest
  @EnumSource(SaveMode.class)
  void everyModeWritesWhereNothingIs(SaveMode mode) throws IOException {
    save(rows.good(0, 4, 2), mode);

    assertThat(rows.keys(table())).isEqualTo(TensorRows.range(0, 4));
    assertThat(TensorRows.names(table()))
        .containsExactly("_SUCCESS", "_ledger", "_run.json", "part");
  }

  @Test
  void theDefaultRefusesATableThatIsThere() {
    TensorRows.writer(rows.good(0, 4, 1)).save(table().toString());
    Map<String, String> before = TensorRows.snapshot(table());

    assertThatThrownBy(() -> TensorRows.writer(rows.good(4, 8, 1)).save(table().toString()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("output path already exists: " + table());
    assertThat(TensorRows.snapshot(table())).isEqualTo(before);
  }

  @Test
  void ignoreLeavesATableThatIsThere() {
    save(rows.good(0, 4, 1), SaveMode.Ignore);
    Map<String, String> before = TensorRows.snapshot(table());

    save(rows.good(4, 8, 1), SaveMode.Ignore);

    assertThat(TensorRows.snapshot(table())).isEqualTo(before);
  }

  @Test
  void appendAddsRowsAndBadRecords() throws IOException {
    save(rows.withBad(4, 1, "id = 1"), SaveMode.Append);
    Map<String, String> before = TensorRows.snapshot(table());
    before.keySet().removeIf(name -> !name.contains("part-"));

    save(rows.good(4, 9, 2), SaveMode.Append);

    assertThat(rows.keys(table()))
        .containsExactly("k000", "k002", "k003", "k004", "k005", "k006", "k007", "k008");
    assertThat(rows.keys(table().resolve("_bad_records"))).containsExactly("k001");
    assertThat(TensorRows.snapshot(table())).containsAllEntriesOf(before);
    assertThat(TensorRows.names(table()))
        .containsExactly("_SUCCESS", "_bad_records", "_ledger", "_run.json", "part");
  }

  @Test
  void overwriteReplacesAllThatWasThere() throws IOException {
    TensorRows.writer(rows.withBad(4, 1, "id = 1")).partitionBy("label").save(table().toString());
    Files.createDirectories(table().resolve("_preview"));
    Files.writeString(table().resolve("_preview/index.html"), "old");

    save(rows.good(4, 8, 1), SaveMode.Overwrite);

    assertThat(rows.keys(table())).isEqualTo(TensorRows.range(4, 8));
    assertThat(TensorRows.names(table()))
        .containsExactly("_SUCCESS", "_ledger", "_run.json", "part");
  }

  @Test
  void anOverwriteThatFailsLeavesTheOldTableAsItWas() {
    save(rows.good(0, 4, 1), SaveMode.Overwrite);
    Map<String, String> before = TensorRows.snapshot(directory);

    // The second task fails at its last row, when the first has committed its files.
    assertThatThrownBy(
            () ->
                save(
                    rows.of(4, 20, 2, "IF(id < 19, %s, NULL)".formatted(TensorRows.TENSOR)),
                    SaveMode.Overwrite))
        .hasStackTraceContaining(
            "tensor-parquet: record k019 has no tensor pooled, and no reason in _bad_record");

    assertThat(TensorRows.snapshot(directory)).isEqualTo(before);
    assertThat(rows.keys(table())).isEqualTo(TensorRows.range(0, 4));
  }

  @ParameterizedTest
  @EnumSource(SaveMode.class)
  void aTableThatWasNeverFinishedIsWrittenAnew(SaveMode mode) throws IOException {
    TensorRows.writer(rows.withBad(4, 1, "id = 1"))
        .partitionBy("label_name")
        .save(table().toString());
    Files.delete(table().resolve("_SUCCESS"));
    Files.deleteIfExists(table().resolve("._SUCCESS.crc"));

    save(rows.good(4, 8, 1), mode);

    assertThat(rows.keys(table())).isEqualTo(TensorRows.range(4, 8));
    assertThat(TensorRows.names(table()))
        .containsExactly("_SUCCESS", "_ledger", "_run.json", "part");
  }

  @ParameterizedTest
  @CsvSource({
    ".bashrc, .bashrc",
    "Documents/letter.txt, Documents",
    "part-00000-x.csv, part-00000-x.csv",
    "part-of-my-life/photo.jpg, part-of-my-life",
    "_delta_log/00000000000000000000.json, _delta_log",
    "label=cat/1.jpg, label=cat/1.jpg",
    "label=1/label_name=cat/1.jpg, label=1/label_name=cat/1.jpg",
  })
  void aDirectoryThatHoldsSomethingElseIsRefusedInEveryMode(String file, String named)
      throws IOException {
    Files.createDirectories(table().resolve(file).getParent());
    Files.writeString(table().resolve(file), "precious");
    Files.writeString(table().resolve("part-00000-0-c000.zstd.parquet"), "precious too");
    Map<String, String> before = TensorRows.snapshot(directory);

    for (SaveMode mode : SaveMode.values()) {
      assertThatThrownBy(() -> save(rows.good(0, 2, 1), mode))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("output path %s is not a table: it holds %s".formatted(table(), named));
    }
    assertThat(TensorRows.snapshot(directory)).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"part-0.parquet", "_temporary/0/task_1/part-0.parquet", "label=1/part-0.parquet"})
  void whatAnotherToolWroteOrWritesIsRefusedInEveryMode(String file) throws IOException {
    Files.createDirectories(table().resolve(file).getParent());
    Files.writeString(table().resolve(file), "precious");
    Map<String, String> before = TensorRows.snapshot(directory);

    for (SaveMode mode : SaveMode.values()) {
      assertThatThrownBy(() -> save(rows.good(0, 2, 1), mode))
          .isInstanceOf(TableConflictException.class)
          .hasMessage(
              "output path %s is not a table: it holds %s, and no sign that it is of this program"
                  .formatted(table(), file.replaceFirst("/.*", "")));
    }
    assertThat(TensorRows.snapshot(directory)).isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "label|CAST(label AS string)|an int|string",
        "label|CAST(label AS bigint)|an int|bigint",
        "key|CAST(label AS bigint)|a string|bigint",
        "input_shape|array(3L, 32L, 32L)|an array<int>|array<bigint>",
        "pooled|key|a tensor, struct<dtype:string,shape:array<int>,data:binary>|string",
        "_bad_record|key|a struct<stage:string,error:string,message:string,length:bigint,input_shape:array<int>>|string",
      })
  void aColumnOfAnotherTypeIsRefused(String column, String value, String wanted, String type) {
    Dataset<Row> frame = rows.good(0, 2, 1).withColumn(column, functions.expr(value));

    assertThatThrownBy(() -> save(frame, SaveMode.ErrorIfExists))
        .hasStackTraceContaining(
            "tensor-parquet: column %s must be %s, but is %s".formatted(column, wanted, type));
    assertThat(table()).doesNotExist();
  }

  @Test
  void aShapeWithANullIsRefused() {
    Dataset<Row> frame =
        rows.good(0, 2, 1).withColumn("input_shape", functions.expr("array(3, NULL, 32)"));

    assertThatThrownBy(() -> save(frame, SaveMode.ErrorIfExists))
        .hasStackTraceContaining("tensor-parquet: record k000 has a shape with a NULL in it");
  }

  @Test
  void aFileIsNoTable() throws IOException {
    Files.writeString(table(), "precious");

    assertThatThrownBy(() -> save(rows.good(0, 2, 1), SaveMode.Overwrite))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("output path %s is not a table: it is a file".formatted(table()));
    assertThat(table()).hasContent("precious");
  }

  @Test
  void anEmptyDirectoryIsFilled() throws IOException {
    Files.createDirectories(table());

    save(rows.good(0, 2, 1), SaveMode.ErrorIfExists);

    assertThat(rows.keys(table())).isEqualTo(TensorRows.range(0, 2));
  }

  @Test
  void aPathIsNeeded() {
    assertThatThrownBy(() -> TensorRows.writer(rows.good(0, 2, 1)).save())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("tensor-parquet: option path is missing");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"run|{\"a\":", "run|[1]", "run|''", "parameters|nonsense", "parameters|3"})
  void anOptionThatIsNoJsonObjectFailsBeforeTheOldTableIsTouched(String option, String text) {
    save(rows.good(0, 4, 1), SaveMode.ErrorIfExists);
    Map<String, String> before = TensorRows.snapshot(directory);

    for (SaveMode mode : new SaveMode[] {SaveMode.Overwrite, SaveMode.Append}) {
      Throwable thrown =
          catchThrowable(
              () ->
                  TensorRows.writer(rows.good(4, 8, 1))
                      .option(option, text)
                      .mode(mode)
                      .save(table().toString()));

      assertThat(TensorRows.snapshot(directory)).isEqualTo(before);
      assertThat(thrown)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("option %s: '%s' is not a JSON object".formatted(option, text));
    }
  }
}
