package io.sparkmaxpool.sql;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSessionExtensions;
import org.apache.spark.sql.classic.SparkSession;
import org.junit.jupiter.api.Test;
import scala.Option;
import scala.collection.immutable.Map$;

/** {@code jobs/sql/spark.sql} in a session that has none of our functions. */
class SparkPackTest extends SqlPackContract {
  private final SparkSession spark = bare((SparkSession) SparkTest.session());

  private static SparkSession bare(SparkSession ours) {
    return new SparkSession(
        ours.sparkContext(),
        Option.apply(ours.sharedState()),
        Option.empty(),
        new SparkSessionExtensions(),
        Map$.MODULE$.empty(),
        Map$.MODULE$.empty());
  }

  @Override
  Path pack() {
    return Path.of("jobs/sql/spark.sql");
  }

  @Override
  void load(String pack, Path table) {
    String statements = pack.replaceAll("(?m)^--.*$", "");
    for (String statement : statements.split(";")) {
      if (!statement.isBlank()) {
        spark.sql(statement);
      }
    }
    spark.read().parquet(table.toString()).createOrReplaceTempView("t");
  }

  @Override
  List<String> values(List<String> expressions, String key) {
    Row row =
        spark
            .sql("SELECT %s FROM t WHERE key = '%s'".formatted(String.join(", ", expressions), key))
            .head();
    return IntStream.range(0, row.size()).mapToObj(i -> text(row.get(i))).toList();
  }

  @Override
  String shown(String expression) {
    return spark.sql("SELECT CAST(%s AS STRING)".formatted(expression)).head().getString(0);
  }

  @Override
  String element(String list, int index) {
    return "get(%s, %d)".formatted(list, index);
  }

  @Override
  String nothing() {
    return "CAST(array() AS array<float>)";
  }

  @Test
  void thisSessionHasNoneOfOurFunctions() {
    assertThatThrownBy(() -> spark.sql("SELECT tensor_mean(NULL)"))
        .isInstanceOf(AnalysisException.class)
        .hasMessageContaining("UNRESOLVED_ROUTINE");
  }
}
