package io.sparkmaxpool.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmaxpool.dataset.DatasetFormat;
import io.sparkmaxpool.dataset.DatasetFormat.Column;
import io.sparkmaxpool.dataset.DatasetFormat.ReadOptions;
import io.sparkmaxpool.dataset.ImageRecord;
import io.sparkmaxpool.dataset.RecordReader;
import io.sparkmaxpool.dataset.Split;
import io.sparkmaxpool.pooling.MaxPool2d;
import io.sparkmaxpool.pooling.Pool2dParams;
import io.sparkmaxpool.sql.SparkTest;
import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Shape;
import io.sparkmaxpool.tensor.Tensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pooling in a query over a data source: the plan Spark makes of it, and the values. */
@ExtendWith(SparkTest.class)
class PoolingQueryTest {
  private final SparkSession spark;

  PoolingQueryTest(SparkSession spark) {
    this.spark = spark;
  }

  private Dataset<Row> images(DatasetFormat format, String path) {
    return spark.read().format(format.label()).load(path);
  }

  @ParameterizedTest
  @CsvSource({"CIFAR10, data/cifar10", "IMAGE_FOLDER, data/images"})
  void poolingIsOneStageOfGeneratedCodeOverTheScan(DatasetFormat format, String path) {
    Dataset<Row> pooled = images(format, path).selectExpr("key", "max_pool2d(image, 3) AS pooled");

    String plan =
        ((org.apache.spark.sql.classic.Dataset<Row>) pooled)
            .queryExecution()
            .executedPlan()
            .toString();

    assertThat(plan.lines().map(String::strip).toList()).hasSize(2);
    assertThat(plan)
        .startsWith("*(1) Project [key#")
        .containsPattern("max_pool2d\\(image#\\d+, 3\\) AS pooled#")
        .contains("BatchScan ");
    assertThat(plan)
        .contains("[key, image]")
        .doesNotContain("SerializeFromObject", "DeserializeToObject", "MapElements", "*(2)");
  }

  @Test
  void aMeanOfPooledImagesIsCountedInThatStage() {
    images(DatasetFormat.CIFAR10, "data/cifar10").createOrReplaceTempView("images");

    String code =
        spark
            .sql(
                "EXPLAIN CODEGEN SELECT key, tensor_mean(max_pool2d(image, 3)) AS mean FROM images")
            .head()
            .getString(0);

    assertThat(code)
        .contains("Found 1 WholeStageCodegen subtrees.")
        .containsPattern(
            "\\*\\(1\\) Project \\[key#\\d+, tensor_mean\\(max_pool2d\\(image#\\d+, 3\\)\\) AS mean#\\d+\\]\n\\+- BatchScan ")
        .contains(
            "io.sparkmaxpool.sql.ElementFunctions.mean(",
            "io.sparkmaxpool.sql.PoolingFunctions.pool(")
        .doesNotContain("SerializeFromObject", "DeserializeToObject", "\\.toRow(");
  }

  @Test
  void anAverageOfMeansIsCountedInThatStage() {
    images(DatasetFormat.CIFAR10, "data/cifar10").createOrReplaceTempView("images");

    String query =
        "SELECT label_name, avg(tensor_mean(max_pool2d(image, 2, 2, 1))) AS mean FROM images GROUP BY label_name";
    String plan = spark.sql("EXPLAIN " + query).head().getString(0);

    assertThat(plan)
        .contains("partial_avg(tensor_mean(max_pool2d(image#")
        .doesNotContain("SerializeFromObject", "DeserializeToObject");
    assertThat(spark.sql(query).collectAsList())
        .hasSize(10)
        .allSatisfy(row -> assertThat(row.getDouble(1)).isBetween(0.0, 255.0));
  }

  @ParameterizedTest
  @CsvSource({"CIFAR10, data/cifar10, 500", "IMAGE_FOLDER, data/images, 28"})
  void valuesAreThoseOfTheJavaClassOnTheReadersTensors(
      DatasetFormat format, String path, int records) throws IOException {
    MaxPool2d pool = MaxPool2d.of(Pool2dParams.of(3));
    Map<String, Tensor> expected = new TreeMap<>();
    for (Split split : format.list(List.of(path), new Configuration()).split(1 << 20, 1)) {
      try (RecordReader reader =
          format.open(
              split, new ReadOptions(Set.of(Column.IMAGE), 1_000_000, new Configuration()))) {
        while (reader.next()) {
          ImageRecord record = reader.record();
          if (record.bad().isEmpty()) {
            expected.put(
                new String(record.key(), 0, record.keyLength(), StandardCharsets.UTF_8),
                pool.apply(record.image()));
          }
        }
      }
    }

    Map<String, Tensor> pooled = new TreeMap<>();
    for (Row row :
        images(format, path)
            .selectExpr("key", "max_pool2d(image, 3) AS pooled")
            .where("pooled IS NOT NULL")
            .collectAsList()) {
      pooled.put(row.getString(0), tensor(row.getStruct(1)));
    }

    assertThat(pooled).hasSize(records).isEqualTo(expected);
  }

  private static Tensor tensor(Row row) {
    int[] shape = row.<Integer>getList(1).stream().mapToInt(Integer::intValue).toArray();
    return Tensor.of(DType.of(row.getString(0)), Shape.of(shape), row.<byte[]>getAs(2));
  }
}
