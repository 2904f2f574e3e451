package io.sparkmaxpool.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A call is written, shown, folded and refused as a call of Spark's own functions is. */
@ExtendWith(SparkTest.class)
class FunctionCallTest {
  private final SparkSession spark;

  FunctionCallTest(SparkSession spark) {
    this.spark = spark;
  }

  /** One row: t 1 to 16 in a 4 x 4 plane, and the int one. */
  @BeforeEach
  void tensors() {
    spark
        .range(1)
        .selectExpr(
            "tensor(transform(sequence(1, 16), x -> cast(x + id AS float)), array(1, 4, 4)) AS t",
            "cast(id + 1 AS int) AS one")
        .createOrReplaceTempView("calls");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "max_pool2d(t, 3)|max_pool2d(t, 3)",
        "MAX_POOL2D(t, array(3, 2))|max_pool2d(t, array(3, 2))",
        "max_pool2d(t, kernel_size => 3)|max_pool2d(t, kernel_size => 3)",
        "max_pool2d(kernel_size => 3, tensor => t)|max_pool2d(kernel_size => 3, tensor => t)",
        "tensor_data(max_pool2d(t, 2, NULL))|tensor_data(max_pool2d(t, 2, NULL))",
        "tensor_mean(max_pool2d(t, 2)) + 1|(tensor_mean(max_pool2d(t, 2)) + 1)",
        "avg(tensor_mean(t))|avg(tensor_mean(t))",
        "tensor_max(t)|tensor_max(t)",
        "tensor_at(t, one - 1, 0, one)|tensor_at(t, (one - 1), 0, one)",
        "max_pool2d_with_indices(t, 2).values|max_pool2d_with_indices(t, 2).values",
        "tensor_cast(t, 'int8')|tensor_cast(t, int8)",
        "max_pool2d(NULL, 3)|max_pool2d(NULL, 3)",
        "tensor(array(1, one), array(1, 1, 2))|tensor(array(1, one), array(1, 1, 2))",
        "try_tensor_min(t)|try_tensor_min(t)",
        "max_unpool2d(t, t, 2, 2, 0, one)|max_unpool2d(t, t, 2, 2, 0, one)",
        "lp_pool2d(t, 2.0, 2)|lp_pool2d(t, 2.0, 2)",
      })
  void namesItsColumnAsItIsWritten(String call, String name) {
    assertThat(spark.sql("SELECT " + call + " FROM calls").columns()).containsExactly(name);
  }

  @Test
  void showsWhatItReadsInPlans() {
    Dataset<Row> pooled =
        spark
            .table("calls")
            .select(functions.call_function("max_pool2d", functions.col("t"), functions.lit(3)));

    assertThat(pooled.columns()).containsExactly("max_pool2d(t, 3)");
    assertThat(queryExecution(pooled).analyzed().toString())
        .containsPattern("Project \\[max_pool2d\\(t#\\d+, 3\\) AS max_pool2d\\(t, 3\\)#\\d+\\]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "max_pool2d(t, 3, 1, 0, 1, true)",
        "max_pool2d(t, kernel_size => 3, stride => 1, ceil_mode => true)",
        "max_pool2d(ceil_mode => true, stride => 1, kernel_size => 3, tensor => t)",
        "max_pool2d(t, 3, CEIL_MODE => true, Stride => 1)",
      })
  void takesArgumentsByName(String call) {
    assertThat(spark.sql("SELECT tensor_data(" + call + ") FROM calls").head().<Float>getList(0))
        .isEqualTo(List.of(11f, 12f, 15f, 16f));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "max_pool2d(t, kernel => 3)|UNRECOGNIZED_PARAMETER_NAME|Cannot invoke routine `max_pool2d` because the routine call included a named argument reference for the argument named `kernel`, but this routine does not include any signature containing an argument with this name. Did you mean one of the following?",
        "max_pool2d(t, 3, kernel_size => 3)|DUPLICATE_ROUTINE_PARAMETER_ASSIGNMENT.BOTH_POSITIONAL_AND_NAMED|Call to routine `max_pool2d` is invalid because it includes multiple argument assignments to the same parameter name `kernel_size`. A positional argument and named argument both referred to the same parameter.",
        "max_pool2d(t, kernel_size => 3, kernel_size => 3)|DUPLICATE_ROUTINE_PARAMETER_ASSIGNMENT.DOUBLE_NAMED_ARGUMENT_REFERENCE|Call to routine `max_pool2d` is invalid because it includes multiple argument assignments to the same parameter name `kernel_size`. More than one named argument referred to the same parameter.",
        "max_pool2d(t, kernel_size => 3, 2)|UNEXPECTED_POSITIONAL_ARGUMENT|Cannot invoke routine `max_pool2d` because it contains positional argument(s) following the named argument assigned to `kernel_size`",
        "max_pool2d(t, stride => 2)|REQUIRED_PARAMETER_NOT_FOUND|Cannot invoke routine `max_pool2d` because the parameter named `kernel_size` is required, but the routine call did not supply a value.",
        "max_pool2d(t, 3, 2, 1, 1, false, 7)|WRONG_NUM_ARGS.WITHOUT_SUGGESTION|The `max_pool2d` requires [2, 3, 4, 5, 6] parameters but the actual number is 7.",
        "tensor_mean()|REQUIRED_PARAMETER_NOT_FOUND|Cannot invoke routine `tensor_mean` because the parameter named `tensor` is required, but the routine call did not supply a value.",
        "tensor_mean(t, t)|WRONG_NUM_ARGS.WITHOUT_SUGGESTION|The `tensor_mean` requires 1 parameters but the actual number is 2.",
      })
  void mistakesInNamesAndNumbersAreToldAsSparkTellsThem(
      String call, String condition, String message) {
    assertThatThrownBy(() -> spark.sql("SELECT " + call + " FROM calls"))
        .isInstanceOf(AnalysisException.class)
        .hasMessageContaining(message)
        .extracting(e -> ((AnalysisException) e).getCondition())
        .isEqualTo(condition);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tensor_data(max_pool2d(tensor(array(1, 2, 3, 4), array(1, 2, 2)), 2))",
        "tensor_at(tensor(array(1, 2, 3, 4), array(1, 2, 2)), 0, 1, 1)",
        "try_tensor_max(tensor(array(1, 2, 3, 4), array(1, 2, 2)))",
        "decode_image(X'424D1E000000000000001A0000000C000000010001000100180003020100')",
        "max_pool2d_error(tensor(array(1), array(1)), 2)",
        "tensor_mean(NULL)",
        "max_pool2d(NULL, 3)",
      })
  void ofLiteralsIsCountedWhileThePlanIsMade(String call) {
    LogicalPlan optimized =
        queryExecution(spark.sql("SELECT " + call + " AS folded")).optimizedPlan();

    assertThat(optimized.toString())
        .startsWith("Project [")
        .doesNotContain("pool2d", "tensor(", "tensor_", "decode");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "max_pool2d(CAST(NULL AS struct<dtype: string, shape: array<int>, data: binary>), 3)",
        "max_pool2d(NULL, 3)",
        "max_pool2d(IF(one > 1, t, NULL), 3)",
        "max_unpool2d(t, NULL, 2)",
        "max_unpool2d(t, t, 2, 2, 0, IF(one > 1, array(4, 4), NULL))",
        "tensor(NULL, array(1))",
        "tensor(array(1), NULL)",
        "tensor_data(NULL)",
        "tensor_shape(NULL)",
        "tensor_cast(NULL, 'int8')",
        "to_tensor(NULL)",
        "decode_image(NULL)",
        "tensor_min(NULL)",
        "tensor_max(IF(one > 1, t, NULL))",
        "tensor_mean(NULL)",
        "tensor_at(NULL, 0, 0, 0)",
        "tensor_at(t, NULL, 0, 0)",
        "tensor_at(t, 0, IF(one > 1, one, NULL), 0)",
        "try_tensor_at(t, 0, 0, NULL)",
      })
  void ofNullIsNull(String call) {
    assertThat(spark.sql("SELECT " + call + " FROM calls").head().get(0)).isNull();
  }

  @Test
  void isCopiedWithItsName() {
    LogicalPlan plan =
        queryExecution(spark.sql("SELECT max_pool2d(t, kernel_size => 3) FROM calls")).analyzed();

    assertThat(plan.expressions().head().clone().toString())
        .startsWith("max_pool2d(t#")
        .contains(", kernel_size => 3) AS max_pool2d(t, kernel_size => 3)#");
  }

  private static org.apache.spark.sql.execution.QueryExecution queryExecution(Dataset<Row> query) {
    return ((org.apache.spark.sql.classic.Dataset<Row>) query).queryExecution();
  }

  /** Only a struct made by hand has such fields. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "CAST(NULL AS STRING), 'shape', array(1, 1, 1), 'data', X'01'|a tensor's field dtype is NULL",
        "'uint8', 'shape', CAST(NULL AS array<int>), 'data', X'01'|a tensor's field shape is NULL",
        "'uint8', 'shape', array(1, 1, 1), 'data', CAST(NULL AS BINARY)|a tensor's field data is NULL",
        "'uint8', 'shape', array(2147483647, 2147483647, 2147483647), 'data', X'01'|",
      })
  void aStructThatIsNoTensorIsRefused(String fields, String rule) {
    String tensor = "named_struct('dtype', " + fields + ")";
    for (String call : List.of("max_pool2d(%s, 1)", "tensor_mean(%s)", "tensor_data(%s)")) {
      String sql = "SELECT " + call.formatted(tensor);
      assertThatThrownBy(() -> spark.sql(sql).collectAsList())
          .hasMessageContaining(rule == null ? "overflow" : rule);
      assertThat(spark.sql(sql.replace("SELECT ", "SELECT try_")).first().isNullAt(0)).isTrue();
    }
  }
}
