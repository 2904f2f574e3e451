package io.sparkmaxpool.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkmaxpool.sql.SparkTest;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code tfrecord} as a data source: records of the demonstration data, and its own options. */
@ExtendWith(SparkTest.class)
class TfRecordSourceTest {
  private static final Path DRAWINGS = Path.of("data", "tfrecord").toAbsolutePath();
  private static final Path SAMPLES =
      Path.of("src", "test", "resources", "datasets", "tfrecord").toAbsolutePath();

  private final SparkSession spark;

  TfRecordSourceTest(SparkSession spark) {
    this.spark = spark;
  }

  @Test
  void theDrawingsAreRowsWithLabelsAndNames() {
    Dataset<Row> drawings = spark.read().format("tfrecord").load(DRAWINGS.toString());

    List<Row> rows =
        drawings
            .selectExpr("key", "label", "label_name", "image.dtype", "image.shape", "_bad_record")
            .orderBy("key")
            .collectAsList();

    assertThat(rows).hasSize(24);
    assertThat(rows.get(0).toString())
        .isEqualTo(
            "[drawings.tfrecord-00000-of-00002#0,0,airplane,uint8,ArraySeq(3, 32, 40),null]");
    assertThat(rows.get(23).toString())
        .startsWith("[drawings.tfrecord-00001-of-00002#9,1,automobile,");
    assertThat(drawings.selectExpr("max_pool2d(image, 2).shape").first().getList(0))
        .isEqualTo(List.of(3, 16, 20));
  }

  @Test
  void itsOptionsAreOptionsOfTheSource() {
    Dataset<Row> floats =
        spark
            .read()
            .format("tfrecord")
            .option("axes", "chw")
            .option("label-name", "")
            .load(SAMPLES.resolve("floats.tfrecord").toString());

    assertThat(floats.selectExpr("image.dtype", "image.shape").collectAsList())
        .extracting(Row::toString)
        .containsExactly("[float32,ArraySeq(6, 5, 3)]", "[float32,ArraySeq(4, 7, 1)]");
    assertThatThrownBy(
            () ->
                spark
                    .read()
                    .format("tfrecord")
                    .option("axes", "hcw")
                    .load(DRAWINGS.toString())
                    .collectAsList())
        .hasMessage("axes: 'hcw': it is one of hwc, chw");
  }
}
