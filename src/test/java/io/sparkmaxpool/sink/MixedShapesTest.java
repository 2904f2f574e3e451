package io.sparkmaxpool.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.sparkmaxpool.parquet.MixedShapesException;
import io.sparkmaxpool.sql.SparkTest;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.assertj.core.util.Throwables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A footer that tells one shape for a table, and tensors of two. */
@ExtendWith(SparkTest.class)
class MixedShapesTest {
  private final SparkSession spark;
  private final TensorRows rows;
  @TempDir Path directory;

  MixedShapesTest(SparkSession spark) {
    this.spark = spark;
    this.rows = new TensorRows(spark);
  }

  private Path table() {
    return directory.resolve("table");
  }

  /** Rows of the ids 0 to 9, of shape [1,4,1] where a condition holds, else [1,2,2]. */
  private Dataset<Row> tallWhere(String condition, int partitions) {
    return rows.of(
        0,
        10,
        partitions,
        "tensor(array_repeat(cast(id AS float), 4), IF(%s, array(1, 4, 1), array(1, 2, 2)))"
            .formatted(condition));
  }

  private void assertRefused(
      Dataset<Row> frame, String mode, String partitionBy, String first, String other) {
    for (String footer : List.of("arrow", "hf")) {
      assertRefused(frame, footer, mode, partitionBy, first, other);
    }
  }

  private void assertRefused(
      Dataset<Row> frame,
      String footer,
      String mode,
      String partitionBy,
      String first,
      String other) {
    Throwable thrown =
        catchThrowable(
            () ->
                TensorRows.writer(frame)
                    .option("footer", footer)
                    .option("partition-by", partitionBy)
                    .mode(mode)
                    .save(table().toString()));

    assertThat(thrown).as("a write of mixed shapes").isNotNull();
    // What a task throws arrives wrapped, what the commit throws as it is.
    Throwable cause = thrown.getCause() == null ? thrown : Throwables.getRootCause(thrown);
    assertThat(cause)
        .isInstanceOf(MixedShapesException.class)
        .hasMessage(
            "footer %s needs one shape, but %s has [1, 2, 2] and %s has [1, 4, 1]:"
                    .formatted(footer, first, other)
                + " use adaptive pooling, or footer: none");
  }

  @Test
  void withinOneFileEndTheTask() {
    assertRefused(tallWhere("id = 7", 1), "errorifexists", "", "k000", "k007");

    assertThat(table()).doesNotExist();
  }

  @Test
  void betweenFilesOfATaskEndTheCommit() {
    assertRefused(tallWhere("id % 3 = 2", 1), "errorifexists", "label", "k001", "k002");

    assertThat(table()).doesNotExist();
  }

  @Test
  void betweenTasksEndTheCommit() {
    assertRefused(tallWhere("id >= 5", 2), "errorifexists", "", "k000", "k005");

    assertThat(table()).doesNotExist();
  }

  @Test
  void leaveAnOlderTableAsItWas() {
    TensorRows.writer(rows.good(0, 4, 1)).save(table().toString());
    Map<String, String> before = TensorRows.snapshot(directory);

    assertRefused(tallWhere("id >= 5", 2), "overwrite", "", "k000", "k005");
    assertRefused(tallWhere("id = 1", 1), "append", "", "k000", "k001");

    assertThat(TensorRows.snapshot(directory)).isEqualTo(before);
  }

  @Test
  void areWrittenWithoutThatFooter() {
    TensorRows.writer(tallWhere("id % 4 = 1", 2)).save(table().toString());

    assertThat(
            spark
                .read()
                .parquet(table().toString())
                .selectExpr("key", "array_join(shape, 'x')", "array_join(pooled, ' ')")
                .orderBy("key")
                .collectAsList())
        .extracting(Row::toString)
        .startsWith("[k000,1x2x2,0.0 0.0 0.0 0.0]", "[k001,1x4x1,1.0 1.0 1.0 1.0]")
        .endsWith("[k009,1x4x1,9.0 9.0 9.0 9.0]")
        .hasSize(10);
  }
}
