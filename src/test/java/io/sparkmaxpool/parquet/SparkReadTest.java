package io.sparkmaxpool.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmaxpool.sql.SparkTest;
import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import scala.collection.Iterable;
import scala.jdk.javaapi.CollectionConverters;

/** Spark's own Parquet reader finds in tables what was written, partitions too. */
@ExtendWith(SparkTest.class)
class SparkReadTest extends ReaderContract {
  private static final Map<DType, String> ELEMENTS =
      Map.of(
          DType.UINT8, "smallint",
          DType.INT8, "tinyint",
          DType.INT16, "smallint",
          DType.INT32, "int",
          DType.INT64, "bigint",
          DType.FLOAT32, "float",
          DType.FLOAT64, "double");

  private final SparkSession spark;

  SparkReadTest(SparkSession spark) {
    this.spark = spark;
  }

  @Test
  void readsIndicesOfALargePlaneBeforeThoseOfSmallOnes() throws Exception {
    List<Sample> samples = new ArrayList<>();
    for (int row = 0; row < 40; row++) {
      long first = row == 0 ? 70_000 : row;
      samples.add(
          Sample.of("k%02d".formatted(row), Shape.of(1, 30, 40), new int[1_200])
              .withIndices(LongStream.range(first, first + 1_200).toArray()));
    }
    check(Layout.WITH_INDICES, Sample.options(DType.UINT8, DType.FLOAT32, Encoding.ARRAY), samples);
  }

  @Override
  List<Seen> read(Table table) {
    Dataset<Row> rows = spark.read().parquet(table.path().toString());
    TensorFileOptions options = table.options();
    assertThat(rows.schema().apply("pooled").dataType().catalogString())
        .isEqualTo(
            switch (options.encoding()) {
              case ARRAY -> "array<%s>".formatted(ELEMENTS.get(options.visible()));
              case NESTED -> "array<array<array<%s>>>".formatted(ELEMENTS.get(options.visible()));
              case BINARY, NPY -> "binary";
            });
    assertThat(rows.schema().apply("label").dataType().catalogString()).isEqualTo("int");
    assertThat(rows.queryExecution().executedPlan().toString())
        .contains("FileScan parquet")
        .doesNotContain("sparkmaxpool");
    return rows.collectAsList().stream().map(SparkReadTest::seen).toList();
  }

  private static Seen seen(Row row) {
    List<String> columns = List.of(row.schema().fieldNames());
    return new Seen(
        row.getAs("key"),
        (Long) value(row.getAs("label")),
        row.getAs("label_name"),
        value(row.getAs("input_shape")),
        value(row.getAs("shape")),
        row.getAs("dtype"),
        value(row.getAs("pooled")),
        columns.contains("indices") ? value(row.getAs("indices")) : null);
  }

  private static Object value(Object given) {
    if (given instanceof Iterable<?> list) {
      List<Object> values = new ArrayList<>();
      CollectionConverters.asJava(list).forEach(element -> values.add(value(element)));
      return values;
    }
    return given == null ? null : given instanceof byte[] bytes ? hex(bytes) : bits(given);
  }
}
