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

/** {@code tensor_at}, {@code tensor_min}, {@code tensor_max} and {@code tensor_mean}. */
@ExtendWith(SparkTest.class)
class ElementOperationTest {
  private static final String EMPTY =
      " Expected reduction dim to be specified for input.numel() == 0. Specify the reduction dim with the 'dim' argument.";

  private final SparkSession spark;

  ElementOperationTest(SparkSession spark) {
    this.spark = spark;
  }

  @ParameterizedTest
  @CsvSource({
    "uint8, smallint, 0, 200",
    "int8, tinyint, -6, 5",
    "int16, smallint, -6, 5",
    "int32, int, -6, 5",
    "int64, bigint, -6, 5",
    "float16, float, -6.5, 5.5",
    "bfloat16, float, -6.5, 5.5",
    "float32, float, -6.5, 5.5",
    "float64, double, -6.5, 5.5",
  })
  void theNumberHasTheTypeOfTheElements(String dtype, String type, String least, String greatest) {
    spark
        .range(1)
        .selectExpr(
            "tensor_cast(tensor(array(double(%s + id), double(id), double(%s + id)), array(1, 3, 1)), '%s') AS t"
                .formatted(least, greatest, dtype))
        .createOrReplaceTempView("typed");
    // A struct without the dtype in its metadata: only the rows know it.
    String unknown = "named_struct('dtype', t.dtype, 'shape', t.shape, 'data', unhex(hex(t.data)))";

    assertThat(
            spark
                .sql(
                    "SELECT concat_ws(',', typeof(tensor_min(t)), tensor_min(t), typeof(tensor_max(t)), tensor_max(t), typeof(tensor_at(t, 0, 0, 0)), tensor_at(t, 0, 0, 0), tensor_at(t, -1, -1, -1)) FROM typed")
                .head()
                .getString(0))
        .isEqualTo(String.join(",", type, least, type, greatest, type, least, greatest));
    Row row =
        spark
            .sql(
                "SELECT typeof(tensor_min(u)), tensor_min(u), tensor_max(u), tensor_at(u, 0, 0, 0), try_tensor_max(u), typeof(tensor_mean(u)) FROM (SELECT %s AS u FROM typed)"
                    .formatted(unknown))
            .head();
    double low = Double.parseDouble(least);
    double high = Double.parseDouble(greatest);
    assertThat(row.toString())
        .isEqualTo("[double,%s,%s,%s,%s,double]".formatted(low, high, low, high));
  }

  @Test
  void everyElementIsAtItsPlaceFromBothEnds() {
    List<Row> rows =
        spark
            .sql(
                """
                SELECT c, y, x, tensor_at(t, c, y, x), tensor_at(t, c - 2, y - 3, x - 4)
                FROM (SELECT tensor(sequence(0, 23), array(2, 3, 4)) AS t)
                LATERAL VIEW explode(sequence(0, 1)) AS c
                LATERAL VIEW explode(sequence(0, 2)) AS y
                LATERAL VIEW explode(sequence(0, 3)) AS x
                """)
            .collectAsList();

    assertThat(rows).hasSize(24);
    for (Row row : rows) {
      int expected = (row.getInt(0) * 3 + row.getInt(1)) * 4 + row.getInt(2);
      assertThat(row.getInt(3)).as("%s", row).isEqualTo(expected);
      assertThat(row.getInt(4)).as("%s", row).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tensor_at(t, 3, 0, 0)|index 3 is out of bounds for dimension 0 with size 1",
        "tensor_at(t, -2, 0, 0)|index -2 is out of bounds for dimension 0 with size 1",
        "tensor_at(t, 0, 2, 0)|index 2 is out of bounds for dimension 1 with size 2",
        "tensor_at(t, 0, 0, 3)|index 3 is out of bounds for dimension 2 with size 3",
        "tensor_at(t, 0, 0, -4)|index -4 is out of bounds for dimension 2 with size 3",
        "tensor_at(t, 0, 0, 4294967296)|index 4294967296 is out of bounds for dimension 2 with size 3",
        "tensor_at(flat, 0, 0, 0)|tensor_at: takes a tensor [C,H,W], but got one of shape [6]",
        "tensor_min(none)|amin():" + EMPTY,
        "tensor_max(none)|amax():" + EMPTY,
        "tensor_mean(short)|a uint8 tensor of shape [1, 1, 2] needs 2 bytes, but got 1",
        "tensor_max(lies)|the query was planned for tensors of dtype int32, but one has float32",
      })
  void failsWithPyTorchsTextAndItsTwinGivesNull(String call, String message) {
    spark
        .range(1)
        .selectExpr(
            "tensor(transform(sequence(1, 6), x -> cast(x + id AS int)), array(1, 2, 3)) AS t",
            "tensor(transform(sequence(1, 6), x -> cast(x + id AS int)), array(6)) AS flat",
            "tensor(filter(array(id), x -> x > 0), array(0)) AS none",
            TensorOperation.TOO_SHORT + " AS short")
        .selectExpr(
            "*",
            "IF(t.dtype = '', t, named_struct('dtype', 'float32', 'shape', t.shape, 'data', t.data)) AS lies")
        .createOrReplaceTempView("unsuited");

    assertThatThrownBy(() -> spark.sql("SELECT " + call + " FROM unsuited").collect())
        .hasStackTraceContaining(message);
    assertThat(spark.sql("SELECT try_" + call + " FROM unsuited").head().get(0)).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tensor_at(t, 0, 0, 0.5)|tensor_at: x must be an int, but got decimal(1,1)",
        "tensor_at(t, '0', 0, 0)|tensor_at: c must be an int, but got string",
        "tensor_min(7)|tensor_min: tensor must be a struct<dtype:string,shape:array<int>,data:binary>, but got int",
        "try_tensor_mean('x')|try_tensor_mean: tensor must be a struct<dtype:string,shape:array<int>,data:binary>, but got string",
      })
  void argumentsOfOtherTypesAreRefused(String call, String message) {
    assertThatThrownBy(
            () ->
                spark.sql(
                    "SELECT " + call + " FROM (SELECT tensor(array(1), array(1, 1, 1)) AS t)"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void nanIsTheLeastAndTheGreatestAndTheMean() {
    Row row =
        spark
            .sql(
                "SELECT tensor_min(t), tensor_max(t), tensor_mean(t) FROM (SELECT tensor(array(1f, float('NaN'), -1f), array(1, 1, 3)) AS t)")
            .head();

    assertThat(row.getFloat(0)).isNaN();
    assertThat(row.getFloat(1)).isNaN();
    assertThat(row.getDouble(2)).isNaN();
  }

  @Test
  void readsRowsThatPassedThroughAShuffle() {
    List<Row> rows =
        spark
            .range(0, 200, 1, 3)
            .selectExpr(
                "id", "tensor(array(cast(id AS float), cast(-id AS float)), array(1, 1, 2)) AS t")
            .repartition(2)
            .selectExpr("id", "tensor_max(t)", "tensor_mean(t)", "tensor_at(t, 0, 0, 1)")
            .collectAsList();

    assertThat(rows).hasSize(200);
    for (Row row : rows) {
      assertThat(row.getFloat(1)).isEqualTo((float) row.getLong(0));
      assertThat(row.getDouble(2)).isZero();
      assertThat(row.getFloat(3)).isEqualTo((float) -row.getLong(0));
    }
  }
}
