package io.sparkmaxpool.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code DESCRIBE FUNCTION EXTENDED} says, which a user may try at once, holds. */
@ExtendWith(SparkTest.class)
class DescribeFunctionTest {
  private final SparkSession spark;

  DescribeFunctionTest(SparkSession spark) {
    this.spark = spark;
  }

  static Stream<String> names() {
    return SqlFunction.all().stream().map(SqlFunction::sqlName);
  }

  @Test
  void thereAreAllFunctionsWithTheirTwins() {
    assertThat(names())
        .doesNotHaveDuplicates()
        .hasSize(7 * 3 + 2 * 2 + 10 * 2)
        .contains(
            "max_pool2d",
            "try_max_pool2d",
            "max_pool2d_error",
            "max_pool2d_with_indices",
            "try_max_pool2d_with_indices",
            "avg_pool2d",
            "lp_pool2d",
            "adaptive_max_pool2d",
            "adaptive_avg_pool2d",
            "max_unpool2d",
            "max_pool2d_backward",
            "decode_image",
            "to_tensor",
            "tensor",
            "tensor_data",
            "tensor_shape",
            "tensor_cast",
            "tensor_at",
            "tensor_min",
            "tensor_max",
            "tensor_mean",
            "try_decode_image",
            "try_tensor_at",
            "try_tensor_min",
            "try_tensor");
  }

  @ParameterizedTest
  @MethodSource("names")
  void everyExampleGivesWhatItSays(String name) {
    String text = described("EXTENDED " + name);
    List<String> lines = text.lines().toList();
    int first = lines.indexOf("    Examples:") + 1;
    assertThat(first).as(text).isPositive();

    String query = lines.get(first).strip();
    assertThat(query).as(text).startsWith("> SELECT ").contains(name + "(").endsWith(";");
    Object result = spark.sql(query.substring(2, query.length() - 1)).head().get(0);
    assertThat(lines.get(first + 1)).as(text).isEqualTo("       " + shown(result));
  }

  @Test
  void tellsUsageArgumentsExampleAndVersion() {
    assertThat(described("EXTENDED tensor_at"))
        .isEqualTo(
            """
            Function: tensor_at
            Class: io.sparkmaxpool.sql.TensorCall
            Usage: tensor_at(tensor, c, y, x) - The element of a channel, a row and a column, which \
            count from 0, as PyTorch's tensor[c, y, x].
            Extended Usage:
                Arguments:
                  * tensor - a tensor [C,H,W]
                  * c - the channel; negative ones count from the end
                  * y - the row, likewise
                  * x - the column, likewise
             \s
                Examples:
                  > SELECT tensor_at(tensor(array(1, 2, 3, 4), array(1, 2, 2)), 0, 1, -1);
                   4
             \s
                Since: 0.1.0
            """);
  }

  @Test
  void tellsDefaults() {
    assertThat(described("EXTENDED try_max_pool2d_with_indices"))
        .contains(
            "Usage: try_max_pool2d_with_indices(tensor, kernel_size [, stride [, padding [, dilation [, ceil_mode]]]]) - ",
            "* kernel_size - rows and columns of a window: an int, or array(height, width)\n",
            "NULL stands for kernel_size; by default NULL\n",
            "* padding - rows and columns around the planes: an int, or array(height, width); by default 0\n",
            "; by default 1\n",
            "; by default false\n");
  }

  private String described(String function) {
    return spark.sql("DESCRIBE FUNCTION " + function).collectAsList().stream()
        .map(row -> row.getString(0))
        .collect(Collectors.joining("\n"));
  }

  /** As spark-sql prints it. */
  private static String shown(Object value) {
    if (value == null) {
      return "NULL";
    }
    return value instanceof scala.collection.Seq
        ? scala.jdk.javaapi.CollectionConverters.asJava((scala.collection.Seq<?>) value).stream()
            .map(String::valueOf)
            .collect(Collectors.joining(",", "[", "]"))
        : value.toString();
  }

  @Test
  void aTryTwinThatCannotFailIsToldByItsExample() {
    Row row = spark.sql("SELECT try_tensor_shape(tensor(array(1), array(1)))").head();
    assertThat(row.<Integer>getList(0)).isEqualTo(List.of(1));
  }
}
