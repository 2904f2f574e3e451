package io.sparkmaxpool.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmaxpool.text.Secrets;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SparkSessionsTest {
  private static SparkConf configured(SparkConf conf) {
    return SparkSessions.configured(conf, "pool");
  }

  @ParameterizedTest
  @CsvSource({
    "'',io.sparkmaxpool.sql.MaxPoolExtensions",
    "a.B,'a.B,io.sparkmaxpool.sql.MaxPoolExtensions'",
    "'a.B, c.D','a.B,c.D,io.sparkmaxpool.sql.MaxPoolExtensions'",
    "'io.sparkmaxpool.sql.MaxPoolExtensions,a.B','io.sparkmaxpool.sql.MaxPoolExtensions,a.B'",
  })
  void addsItsExtensionToThoseOfTheCluster(String before, String after) {
    SparkConf conf = new SparkConf(false).set("spark.sql.extensions", before);
    assertThat(configured(conf).get("spark.sql.extensions")).isEqualTo(after);
  }

  @Test
  void addsItsPluginAndMasksPathsInPlans() {
    SparkConf conf = new SparkConf(false).set("spark.plugins", "a.B");
    assertThat(configured(conf).get("spark.plugins"))
        .isEqualTo("a.B,io.sparkmaxpool.metrics.MaxPoolPlugin");
    assertThat(conf.get("spark.redaction.string.regex")).isEqualTo(Secrets.PATTERN);
    assertThat(
            configured(new SparkConf(false).set("spark.redaction.string.regex", "x"))
                .get("spark.redaction.string.regex"))
        .isEqualTo("x");
  }

  @Test
  void setsNoMasterAndOverridesNothing() {
    SparkConf conf =
        new SparkConf(false)
            .setAppName("mine")
            .set("spark.ui.showConsoleProgress", "true")
            .set("spark.ui.enabled", "false");
    configured(conf);
    assertThat(conf.contains("spark.master")).isFalse();
    assertThat(conf.get("spark.app.name")).isEqualTo("mine");
    assertThat(conf.get("spark.ui.showConsoleProgress")).isEqualTo("true");
    assertThat(conf.get("spark.ui.enabled")).isEqualTo("false");
  }

  @Test
  void namesTheApplicationAfterTheCommand() {
    assertThat(configured(new SparkConf(false)).get("spark.app.name"))
        .isEqualTo("spark-maxpool pool");
    assertThat(
            configured(new SparkConf(false).setAppName("io.sparkmaxpool.cli.Main"))
                .get("spark.app.name"))
        .isEqualTo("spark-maxpool pool");
    assertThat(configured(new SparkConf(false)).get("spark.ui.showConsoleProgress"))
        .isEqualTo("false");
  }
}
