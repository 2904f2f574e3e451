package io.sparkmaxpool.sink;

import static org.apache.spark.sql.functions.expr;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkmaxpool.sql.SparkTest;
import java.nio.file.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Tables in directories by label, as Hive and Spark lay them out. */
@ExtendWith(SparkTest.class)
class PartitionedTableTest {
  private final SparkSession spark;
  private final TensorRows rows;
  @TempDir Path directory;

  PartitionedTableTest(SparkSession spark) {
    this.spark = spark;
    this.rows = new TensorRows(spark);
  }

  private String table() {
    return directory.resolve("table").toString();
  }

  @Test
  void byLabel() throws Exception {
    TensorRows.writer(rows.good(0, 12, 2).withColumn("label", expr("nullif(label, 1)")))
        .option("partition-by", "label")
        .save(table());

    assertThat(TensorRows.names(Path.of(table())))
        .containsExactly(
            "_SUCCESS",
            "_ledger",
            "_run.json",
            "label=0",
            "label=2",
            "label=__HIVE_DEFAULT_PARTITION__");
    Dataset<Row> read = spark.read().parquet(table());
    assertThat(read.schema().fieldNames())
        .containsExactly("key", "label_name", "input_shape", "shape", "dtype", "pooled", "label");
    assertThat(
            read.selectExpr("key", "label", "label_name", "pooled[3]")
                .orderBy("key")
                .collectAsList())
        .extracting(Row::toString)
        .startsWith("[k000,0,class 0,0.0]", "[k001,null,class 1,1.0]", "[k002,2,class 2,2.0]")
        .endsWith("[k011,2,class 2,11.0]")
        .hasSize(12);
  }

  @Test
  void byLabelNameWhateverItIs() throws Exception {
    Dataset<Row> named =
        rows.good(0, 48, 2)
            .withColumn(
                "label_name",
                expr(
                    "element_at(array('a/b', 'c=d', 'e%f', 'g:h', ' i ', 'j{k}', 'l#m', 'ä日', '.n', '_o', 'p\\'q\"', NULL,"
                        + " '..', '../../r', '/s', '.', 't\\nu', 'v\\\\w', '%2E%2E%2Fx', '\\t', '*?[', '~', '%', '/'),"
                        + " cast(substring(key, 2) AS int) % 24 + 1)"));
    Dataset<Row> expected = named.selectExpr("key", "label_name", "label").orderBy("key");

    TensorRows.writer(named).partitionBy("label_name").save(table());

    assertThat(
            spark
                .read()
                .parquet(table())
                .selectExpr("key", "label_name", "label")
                .orderBy("key")
                .collectAsList())
        .hasSize(48)
        .isEqualTo(expected.collectAsList());
    assertThat(Path.of(table()).getParent().toFile().list()).containsExactly("table");
    assertThat(TensorRows.names(Path.of(table())))
        .allMatch(
            name -> name.startsWith("label_name=") || name.matches("_(SUCCESS|ledger|run.json)"));
  }

  @Test
  void byBothWithBadRecordsAtTheRoot() throws Exception {
    TensorRows.writer(rows.withBad(12, 2, "id = 4"))
        .partitionBy("label", "label_name")
        .save(table());

    assertThat(TensorRows.names(Path.of(table())))
        .containsExactly(
            "_SUCCESS", "_bad_records", "_ledger", "_run.json", "label=0", "label=1", "label=2");
    assertThat(TensorRows.names(Path.of(table(), "label=1"))).containsExactly("label_name=class 1");
    assertThat(TensorRows.names(Path.of(table(), "_bad_records"))).containsExactly("part");
    assertThat(rows.keys(Path.of(table()))).hasSize(11).doesNotContain("k004");
    assertThat(spark.read().parquet(table()).where("label = 2 AND label_name = 'class 2'").count())
        .isEqualTo(4);
  }

  @Test
  void anotherColumnIsRefused() {
    assertThatThrownBy(() -> TensorRows.writer(rows.good(0, 2, 1)).partitionBy("key").save(table()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("option partition-by: 'key' is not a list of label and label_name");
  }

  @Test
  void moreDirectoriesThanFilesMayBeOpenLoseNoRow() {
    Dataset<Row> many =
        rows.good(0, 900, 1).withColumn("label", expr("cast(substring(key, 2) AS int) % 300"));

    TensorRows.writer(many).partitionBy("label").save(table());

    assertThat(spark.read().parquet(table()).groupBy("label").count().where("count = 3").count())
        .isEqualTo(300);
    assertThat(rows.keys(Path.of(table()))).isEqualTo(TensorRows.range(0, 900));
  }
}
