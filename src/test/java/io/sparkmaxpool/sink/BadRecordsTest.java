package io.sparkmaxpool.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.sparkmaxpool.sql.SparkTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of rows that come with a reason instead of a tensor. */
@ExtendWith(SparkTest.class)
class BadRecordsTest {
  private final SparkSession spark;
  private final TensorRows rows;
  @TempDir Path directory;

  BadRecordsTest(SparkSession spark) {
    this.spark = spark;
    this.rows = new TensorRows(spark);
  }

  private Path table() {
    return directory.resolve("table");
  }

  /** The sink's own exception among the causes. */
  private static BadRecordsException refusal(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof BadRecordsException bad) {
        return bad;
      }
    }
    throw new AssertionError("no BadRecordsException", thrown);
  }

  @Test
  void quarantinedRecordsAreATableOfTheirOwn() throws Exception {
    TensorRows.writer(rows.withBad(10, 3, "id IN (2, 7)")).save(table().toString());

    assertThat(rows.keys(table()))
        .containsExactly("k000", "k001", "k003", "k004", "k005", "k006", "k008", "k009");
    assertThat(
            spark
                .read()
                .parquet(table() + "/_bad_records")
                .orderBy("key")
                .selectExpr("*", "array_join(input_shape, 'x')")
                .drop("input_shape")
                .collectAsList())
        .extracting(Row::toString)
        .containsExactly(
            "[k002,decode,corrupt,no 2,10,3x5x6]", "[k007,read,corrupt,no 7,null,null]");
    assertThat(spark.read().parquet(table() + "/_bad_records").schema().fieldNames())
        .containsExactly("key", "stage", "error", "message", "length", "input_shape");
    assertThat(TensorRows.names(table()))
        .containsExactly("_SUCCESS", "_bad_records", "_ledger", "_run.json", "part");
  }

  @Test
  void droppedRecordsAreOnlyCounted() throws Exception {
    TensorRows.writer(rows.withBad(10, 3, "id IN (2, 7)"))
        .option("bad-records", "drop")
        .save(table().toString());

    assertThat(rows.keys(table())).hasSize(8).doesNotContain("k002", "k007");
    assertThat(TensorRows.names(table()))
        .containsExactly("_SUCCESS", "_ledger", "_run.json", "part");
    assertThat(Files.readString(table().resolve("_run.json")))
        .contains("\"read\" : 10", "\"written\" : 8", "\"bad\" : 2");
  }

  @Test
  void failStopsAtTheFirst() {
    Throwable thrown =
        catchThrowable(
            () ->
                TensorRows.writer(rows.withBad(10, 1, "id > 5"))
                    .option("bad-records", "fail")
                    .save(table().toString()));

    BadRecordsException refusal = refusal(thrown);
    assertThat(refusal).hasMessage("a record is bad, and bad-records is fail");
    assertThat(refusal.byStage()).isEqualTo(Map.of("decode", 1L));
    assertThat(refusal.examples()).containsExactly("k006: decode corrupt: no 6");
    assertThat(table()).doesNotExist();
  }

  @Test
  void tooManyWriteNoTable() {
    Throwable thrown =
        catchThrowable(
            () ->
                TensorRows.writer(rows.withBad(40, 4, "id < 15"))
                    .option("max-bad-ratio", "0.37")
                    .save(table().toString()));

    BadRecordsException refusal = refusal(thrown);
    assertThat(refusal).hasMessage("15 of 40 records are bad: more than max-bad-ratio 0.37 allows");
    assertThat(refusal.byStage()).isEqualTo(Map.of("decode", 8L, "read", 7L));
    assertThat(refusal.examples())
        .hasSize(10)
        .startsWith("k000: decode corrupt: no 0", "k001: read corrupt: no 1");
    assertThat(table()).doesNotExist();
    assertThat(TensorRows.snapshot(directory)).isEmpty();
  }

  @Test
  void asManyAsTheRatioAllowsArePermitted() {
    TensorRows.writer(rows.withBad(40, 2, "id < 10"))
        .option("max-bad-ratio", "0.25")
        .save(table().toString());

    assertThat(rows.keys(table())).hasSize(30);
    assertThatThrownBy(
            () ->
                TensorRows.writer(rows.withBad(40, 2, "id = 39"))
                    .option("max-bad-ratio", "0")
                    .mode("overwrite")
                    .save(table().toString()))
        .hasStackTraceContaining("1 of 40 records are bad: more than max-bad-ratio 0.0 allows");
  }

  @Test
  void tooManyLeaveAnOlderTableAsItWas() {
    TensorRows.writer(rows.good(0, 4, 1)).save(table().toString());
    Map<String, String> before = TensorRows.snapshot(directory);

    for (String mode : new String[] {"overwrite", "append"}) {
      assertThat(
              catchThrowable(
                  () ->
                      TensorRows.writer(rows.withBad(8, 2, "id > 1"))
                          .option("max-bad-ratio", "0.5")
                          .mode(mode)
                          .save(table().toString())))
          .extracting(BadRecordsTest::refusal, InstanceOfAssertFactories.THROWABLE)
          .hasMessage("6 of 8 records are bad: more than max-bad-ratio 0.5 allows");
      assertThat(TensorRows.snapshot(directory)).isEqualTo(before);
    }
  }

  @Test
  void nothingButBadRecordsWritesNoTable() {
    assertThat(
            catchThrowable(
                () -> TensorRows.writer(rows.withBad(5, 2, "true")).save(table().toString())))
        .extracting(BadRecordsTest::refusal, InstanceOfAssertFactories.THROWABLE)
        .hasMessage("all 5 records are bad");
    assertThat(table()).doesNotExist();
  }
}
