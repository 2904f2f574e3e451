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
        "max_pool2d(t)|Cannot invoke routine `max_pool2d` because the parameter named `kernel_size` is required, but the routine call did not supply a value.",
        "max_pool2d(id, 2)|max_pool2d: tensor must be a struct<dtype:string,shape:array<int>,data:binary>, but got bigint",
        "tensor(array('a'), array(1))|tensor: elements must be an array of numbers, but got array<string>",
        "tensor_cast(t, 'float')|tensor_cast: unknown dtype 'float': one of uint8, int8, int16, int32, int64, float16, bfloat16, float32, float64",
        "tensor_cast(t, 32)|tensor_cast: dtype must be a string, but got int",
        "tensor_cast(t, NULL)|tensor_cast: dtype must not be NULL",
        "tensor_cast(t, string(id))|tensor_cast: dtype must be a constant, but got CAST(one_tensor.id AS STRING)",
        "tensor_cast(t)|Cannot invoke routine `tensor_cast` because the parameter named `dtype` is required, but the routine call did not supply a value.",
        "tensor_cast(id, 'int8')|tensor_cast: tensor must be a struct<dtype:string,shape:array<int>,data:binary>, but got bigint",
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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "uint8|smallint|[44, 255, 0]",
        "int8|tinyint|[44, -1, 0]",
        "int16|smallint|[300, -1, 0]",
        "int32|int|[300, -1, -2147483648]",
        "int64|bigint|[300, -1, -9223372036854775808]",
        "float16|float|[300.75, -1.5, NaN]",
        "bfloat16|float|[300.0, -1.5, NaN]",
        "float32|float|[300.7, -1.5, NaN]",
        "float64|double|[300.7, -1.5, NaN]",
      })
  void castsToEveryDTypeWhetherTheQueryKnowsTheTensorsOrNot(
      String dtype, String element, String expected) {
    String tensor = "tensor(array(300.7d, -1.5d, double('NaN')), array(1, 1, 3))";
    // A struct without the dtype in its metadata: only the rows know it.
    String unknown = "named_struct('dtype', t.dtype, 'shape', t.shape, 'data', unhex(hex(t.data)))";
    spark.sql("SELECT %s AS t".formatted(tensor)).createOrReplaceTempView("to_cast");

    for (String argument : List.of("t", unknown)) {
      Row row =
          spark
              .sql(
                  "SELECT typeof(tensor_data(c)), cast(tensor_data(c) AS string), c.dtype, c.shape[2] FROM (SELECT tensor_cast(%s, '%s') AS c FROM to_cast)"
                      .formatted(argument, dtype))
              .head();

      assertThat(row.toString())
          .isEqualTo("[array<%s>,%s,%s,3]".formatted(element, expected, dtype));
    }
    assertThat(value("SELECT tensor_cast(NULL, '%s')".formatted(dtype))).isNull();
  }

  @Test
  void aTensorThatIsKnownToHaveTheDTypeIsNotTouched() {
    tensors();
    assertThat(value("EXPLAIN SELECT tensor_cast(t, 'int8') FROM tensors").toString())
        .contains("tensor_cast(");
    assertThat(value("EXPLAIN SELECT tensor_cast(t, 'float32') FROM tensors").toString())
        .doesNotContain("tensor_cast(");
  }

  private static String orNull(String shown) {
    return shown.equals("NULL") ? null : shown;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "avg_pool2d(t, 2)|[3.5, 5.5, 11.5, 13.5]",
        "avg_pool2d(t, 3, 2, 1)|[1.5555556, 3.3333333, 6.3333335, 11.0]",
        "avg_pool2d(t, 3, 2, 1, false, false)|[3.5, 5.0, 9.5, 11.0]",
        "avg_pool2d(t, 2, NULL, 0, false, true, 2)|[7.0, 11.0, 23.0, 27.0]",
        "avg_pool2d(t, array(4, 2), array())|[7.5, 9.5]",
        "lp_pool2d(t, 1, 2)|[14.0, 22.0, 46.0, 54.0]",
        "lp_pool2d(t, 2.0, array(4, 4))|[38.678158]",
        "lp_pool2d(t, double('Infinity'), 2)|[6.0, 8.0, 14.0, 16.0]",
        "lp_pool2d(t, double('-Infinity'), 2, 2, true)|[1.0, 3.0, 9.0, 11.0]",
        "adaptive_max_pool2d(t, 2)|[6.0, 8.0, 14.0, 16.0]",
        "adaptive_max_pool2d(t, array(3, 1))|[8.0, 12.0, 16.0]",
        "adaptive_max_pool2d(t, array(NULL, 1))|[4.0, 8.0, 12.0, 16.0]",
        "adaptive_max_pool2d_with_indices(t, array(2, 1)).values|[8.0, 16.0]",
        "adaptive_avg_pool2d(t, array(1, 3))|[7.5, 8.5, 9.5]",
        "adaptive_avg_pool2d(t, 1)|[8.5]",
        "max_unpool2d(p.values, p.indices, 2)|[0.0, 0.0, 0.0, 0.0, 0.0, 6.0, 0.0, 8.0, 0.0, 0.0, 0.0, 0.0, 0.0, 14.0, 0.0, 16.0]",
        "max_unpool2d(p.values, p.indices, 2, 2, 0, array(1, 1, 5, 5))|[0.0, 0.0, 0.0, 0.0, 0.0, 6.0, 0.0, 8.0, 0.0, 0.0, 0.0, 0.0, 0.0, 14.0, 0.0, 16.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]",
        "max_unpool2d(p.values, p.indices, 2, 2, 0, slice(tensor_shape(t), 2, 2))|[0.0, 0.0, 0.0, 0.0, 0.0, 6.0, 0.0, 8.0, 0.0, 0.0, 0.0, 0.0, 0.0, 14.0, 0.0, 16.0]",
        "max_pool2d_backward(p.values, t, p.indices, 2)|[0.0, 0.0, 0.0, 0.0, 0.0, 6.0, 0.0, 8.0, 0.0, 0.0, 0.0, 0.0, 0.0, 14.0, 0.0, 16.0]",
        "try_max_unpool2d(p.values, p.indices, 2, 2, 0, 9)|NULL",
        "try_max_unpool2d(p.values, t, 2)|NULL",
        "try_avg_pool2d(tensor(array(1), array(1, 1, 1)), 1)|NULL",
        "avg_pool2d_error(tensor(array(1), array(1, 1, 1)), 1)|\"avg_pool2d\" not implemented for 'Int'",
        "try_adaptive_max_pool2d_with_indices(tensor(array(1), array(1, 1, 1)), 1)|NULL",
        "try_max_pool2d_backward(t, t, p.indices, 2)|NULL",
        "tensor_shape(adaptive_avg_pool2d(tensor(array(1d, 2d), array(2, 1, 1, 1)), 1))|[2, 1, 1, 1]",
      })
  void poolsAsPyTorchDoes(String call, String expected) {
    tensors();
    String query =
        expected.startsWith("[") && !call.startsWith("tensor_")
            ? "tensor_data(" + call + ")"
            : call;
    Object result = spark.sql("SELECT cast(" + query + " AS string) FROM tensors").head().get(0);
    assertThat(result).as(call).isEqualTo(orNull(expected));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "avg_pool2d(i, 2)|\"avg_pool2d\" not implemented for 'Int'",
        "avg_pool2d(t, 2, 2, 0, false, true, 0)|divisor must be not zero",
        "avg_pool2d(t, array(1, 2, 3))|avg_pool2d: kernel_size must either be a single int, or a tuple of two ints",
        "avg_pool2d(t, 2, 2, 2)|pad should be at most half of effective kernel size, but got pad=2, kernel_size=2 and dilation=1",
        "lp_pool2d(t, 0, 2)|norm_type must be a non-zero value, but got 0",
        "lp_pool2d(i, 2, 2)|\"avg_pool2d\" not implemented for 'Int'",
        "lp_pool2d(t, 'x', 2)|lp_pool2d: norm_type must be a number, but got string",
        "adaptive_max_pool2d(i, 2)|\"adaptive_max_pool2d\" not implemented for 'Int'",
        "adaptive_max_pool2d(t, array(1, 2, 3))|adaptive_max_pool2d(): internal error: output_size.size() must be 2",
        "adaptive_avg_pool2d(t, array(1))|adaptive_avg_pool2d: output_size must be 2",
        "adaptive_avg_pool2d(t, -1)|adaptive_avg_pool2d: elements of output_size must be greater than or equal to 0 but received {-1, -1}",
        "adaptive_avg_pool2d(t, NULL)|adaptive_avg_pool2d: output_size must not be NULL",
        "adaptive_avg_pool2d(i, 1)|mean(): could not infer output dtype. Input dtype must be either a floating point or complex dtype. Got: Int",
        "max_unpool2d(i, i, 2)|\"max_unpool2d\" not implemented for 'Int'",
        "max_unpool2d(t, t)|Cannot invoke routine `max_unpool2d` because the parameter named `kernel_size` is required, but the routine call did not supply a value.",
        "max_unpool2d(t, 7, 2)|max_unpool2d: indices must be a struct<dtype:string,shape:array<int>,data:binary>, but got int",
        "max_pool2d_backward(i, i, i, 2)|\"max_pool2d_backward\" not implemented for 'Int'",
      })
  void mistakesInTheFamilyFailWhileTheCallIsPlanned(String call, String message) {
    tensors();
    assertThatThrownBy(() -> spark.sql("SELECT " + call + " FROM tensors"))
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "max_unpool2d(p.values, p.indices, 2, 2, 0, 9)|invalid output_size \"[9, 9]\" (dim 0 must be between 2 and 6)",
        "max_unpool2d(p.values, p.indices, 2, 2, 0, array(4, 4, 4))|output_size should be a sequence containing 2 or 4 elements, but it has a length of '3'",
        "max_unpool2d(p.values, p.indices, 2, 2, 0, array(3, 3))|Found an invalid max index: 13 (output volumes are of size 3x3)",
        "max_unpool2d(p.values, p.values, 2)|elements in indices should be type int64 but got: Float",
        "max_pool2d_backward(t, t, p.indices, 2)|Expected a tensor of dimension 3 and tensor.size[1] == 2 but got: dimension 3 and tensor.size[1] = 4",
      })
  void tensorsThatDoNotSuitTheirIndicesFailWithPyTorchsText(String call, String message) {
    tensors();
    assertThatThrownBy(() -> value("SELECT " + call + " FROM tensors"))
        .hasStackTraceContaining(message);
  }

  /** One row: t 1 to 16 in a 4 x 4 plane, i one int, p the max pooling of t by 2. */
  private void tensors() {
    spark
        .range(1)
        .selectExpr(
            "tensor(transform(sequence(1, 16), x -> cast(x + id AS float)), array(1, 4, 4)) AS t",
            "tensor(array(1, 2, 3, 4), array(1, 2, 2)) AS i")
        .selectExpr("*", "max_pool2d_with_indices(t, 2) AS p")
        .createOrReplaceTempView("tensors");
  }

  private Object value(String query) {
    return spark.sql(query).collectAsList().get(0).get(0);
  }

  private List<Object> list(String query) {
    return spark.sql(query).collectAsList().get(0).getList(0);
  }
}
