package io.sparkmaxpool.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(SparkTest.class)
class SqlFunctionTest {
  private static final String SEED_EXAMPLE =
      "tensor(array(1,2,0,3,1, 0,1,2,3,1, 1,2,1,0,0, 5,2,3,1,1, 2,1,0,1,1), array(1,5,5))";

  private final SparkSession spark;

  SqlFunctionTest(SparkSession spark) {
    this.spark = spark;
  }

  @Test
  void poolsTheFiveByFiveExample() {
    assertThat(list("SELECT tensor_data(max_pool2d(%s, 3))".formatted(SEED_EXAMPLE)))
        .isEqualTo(List.of(2));
    assertThat(list("SELECT tensor_data(max_pool2d(%s, 3, 3, 0, 1, true))".formatted(SEED_EXAMPLE)))
        .isEqualTo(List.of(2, 3, 5, 1));
    assertThat(
            list("SELECT tensor_shape(max_pool2d(%s, 3, 3, 0, 1, true))".formatted(SEED_EXAMPLE)))
        .isEqualTo(List.of(1, 2, 2));
  }

  @Test
  void givesValuesAndIndices() {
    assertThat(
            list(
                "SELECT tensor_data(max_pool2d_with_indices(%s, 3, NULL, 0, 1, true).indices)"
                    .formatted(SEED_EXAMPLE)))
        .isEqualTo(List.of(1L, 3L, 15L, 18L));
    assertThat(
            list(
                "SELECT tensor_data(max_pool2d_with_indices(%s, array(3, 3), array()).values)"
                    .formatted(SEED_EXAMPLE)))
        .isEqualTo(List.of(2));
  }

  @Test
  void runsInGeneratedCodeOverRowsOfEveryType() {
    spark
        .range(100)
        .selectExpr(
            "tensor(array(cast(id as float), cast(-id as float)), array(1, 1, 2)) AS t", "id")
        .createOrReplaceTempView("tensors");

    List<Row> rows =
        spark
            .sql(
                "SELECT id, tensor_data(max_pool2d(t, array(1, 2)))[0] AS m FROM tensors ORDER BY id")
            .collectAsList();

    assertThat(rows).hasSize(100);
    for (Row row : rows) {
      assertThat(row.getFloat(1)).isEqualTo((float) row.getLong(0));
    }
  }

  @Test
  void nullTensorsGiveNull() {
    assertThat(value("SELECT max_pool2d(NULL, 3)")).isNull();
    assertThat(value("SELECT max_pool2d(IF(rand() > 2, %s, NULL), 3)".formatted(SEED_EXAMPLE)))
        .isNull();
    assertThat(value("SELECT tensor_data(NULL)")).isNull();
  }

  @Test
  void tryGivesNullWhereATensorDoesNotSuit() {
    assertThat(value("SELECT try_max_pool2d(%s, 6)".formatted(SEED_EXAMPLE))).isNull();
    assertThat(value("SELECT try_max_pool2d_with_indices(%s, 6)".formatted(SEED_EXAMPLE))).isNull();
    assertThat(list("SELECT tensor_data(try_max_pool2d(%s, 5))".formatted(SEED_EXAMPLE)))
        .isEqualTo(List.of(5));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "max_pool2d(t, 0)|stride should not be zero",
        "max_pool2d(t, 2, 2, -1)|pad must be non-negative, but got pad: -1",
        "max_pool2d(t, array(1, 2, 3))|max_pool2d: kernel_size must either be a single int, or a tuple of two ints",
        "max_pool2d(t, 'a')|max_pool2d: kernel_size must either be a single int, or a tuple of two ints",
        "max_pool2d(t, 2, array(1, 2, 3))|max_pool2d: stride must either be omitted, a single int, or a tuple of two ints",
        "max_pool2d(t, 2, 2, array(0, 0, 0))|max_pool2d: padding must either be a single int, or a tuple of two ints",
        "max_pool2d(t, 2, 2, 0, array(1, 1, 1))|max_pool2d: dilation must be either a single int, or a tuple of two ints",
        "try_max_pool2d_with_indices(t, array(1, 2, 3))|max_pool2d: kernel_size must either be a single int, or a tuple of two ints",
        "max_pool2d(t, 3000000000)|value cannot be converted to type int without overflow",
        "max_pool2d(t, NULL)|max_pool2d: kernel_size must not be NULL",
        "max_pool2d(t, 2, 2, NULL)|max_pool2d: padding must not be NULL",
        "max_pool2d(t, 2, 2, 0, 1, 7)|max_pool2d: ceil_mode must be a boolean, but got int",
        "max_pool2d(t, cast(id as int))|max_pool2d: kernel_size must be a constant, but got CAST(one_tensor.id AS INT)",
        "max_pool2d(t)|max_pool2d: takes 2 to 6 arguments, but got 1",
        "max_pool2d(id, 2)|max_pool2d: argument 1 must be a tensor, struct<dtype:string,shape:array<int>,data:binary>, but got bigint",
        "tensor(array('a'), array(1))|tensor: argument 1 must be an array of numbers, but got array<string>",
      })
  void mistakesInACallFailWhileItIsPlanned(String call, String message) {
    spark.range(1).selectExpr("id", SEED_EXAMPLE + " AS t").createOrReplaceTempView("one_tensor");

    assertThatThrownBy(() -> spark.sql("SELECT " + call + " FROM one_tensor"))
        .hasMessageContaining(message);
  }

  @Test
  void aTensorThatDoesNotSuitFailsWithPyTorchsText() {
    assertThatThrownBy(() -> value("SELECT max_pool2d(%s, 6)".formatted(SEED_EXAMPLE)))
        .hasStackTraceContaining(
            "Given input size: (1x5x5). Calculated output size: (1x0x0). Output size is too small");
  }

  @Test
  void everyFunctionDescribesItself() {
    for (SqlFunction function : SqlFunction.values()) {
      String text =
          spark.sql("DESCRIBE FUNCTION EXTENDED " + function.sqlName()).collectAsList().stream()
              .map(row -> row.getString(0))
              .reduce("", (a, b) -> a + "\n" + b);
      assertThat(text).contains("Usage: " + function.sqlName() + "(").contains("> SELECT ");
    }
  }

  private Object value(String query) {
    return spark.sql(query).collectAsList().get(0).get(0);
  }

  private List<Object> list(String query) {
    return spark.sql(query).collectAsList().get(0).getList(0);
  }
}
