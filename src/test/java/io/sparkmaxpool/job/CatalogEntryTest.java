package io.sparkmaxpool.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.sparkmaxpool.sink.TableDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Outputs that have a name in Spark's catalog, and names that they cannot have. */
class CatalogEntryTest extends PoolJobFixture {
  CatalogEntryTest(SparkSession spark) {
    super(spark);
  }

  @BeforeEach
  void makeADatabase() {
    spark.sql("CREATE DATABASE vision LOCATION '%s'".formatted(directory.resolve("warehouse")));
  }

  @AfterEach
  void dropTheDatabase() {
    spark.sql("DROP DATABASE IF EXISTS vision CASCADE");
    spark.sql("DROP TABLE IF EXISTS default.pooled");
  }

  private static Map<SpecKey<?>, String> named(Map<SpecKey<?>, String> options, String name) {
    return with(options, Map.of(SpecKey.TABLE, name));
  }

  private static Map<SpecKey<?>, String> mode(Map<SpecKey<?>, String> options, String mode) {
    return with(options, Map.of(SpecKey.MODE, mode));
  }

  /** A folder with a PNG in each of these classes. */
  private Map<SpecKey<?>, String> classes(String input, String output, String... classes)
      throws IOException {
    for (String name : classes) {
      Files.createDirectories(directory.resolve(input).resolve(name));
      writePng(directory.resolve(input).resolve(name).resolve("a.png"), 8, 6);
    }
    return folder(input, output, Map.of(SpecKey.PARTITION_BY, "label,label_name"));
  }

  private Map<String, String> description(String name) {
    Map<String, String> description = new HashMap<>();
    for (Row row : spark.sql("DESCRIBE TABLE EXTENDED " + name).collectAsList()) {
      description.put(row.getString(0), row.getString(1));
    }
    return description;
  }

  private List<String> rows(String query) {
    return spark.sql(query).collectAsList().stream().map(Row::toString).toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"pooled", "vision.pooled", "spark_catalog.vision.pooled"})
  void isAnExternalTableOfPlainParquet(String name) throws IOException {
    PoolResult result = run(named(cifar10("it's #1%20"), name));

    assertThat(result.lines()).contains("name     " + name);
    assertThat(rows("SELECT label_name, count(*) FROM %s GROUP BY 1 ORDER BY 1".formatted(name)))
        .hasSize(10)
        .startsWith("[airplane,50]");
    assertThat(spark.table(name).schema())
        .isEqualTo(spark.read().parquet(directory.resolve("it's #1%20").toString()).schema());
    assertThat(spark.table(name).queryExecution().executedPlan().toString())
        .contains("FileScan parquet spark_catalog.");
    assertThat(description(name))
        .containsEntry("Provider", "parquet")
        .containsEntry("Type", "EXTERNAL")
        .containsEntry("Table Properties", "[spark-maxpool=1]");
    spark.sql("DROP TABLE " + name);
    assertThat(directory.resolve("it's #1%20/_SUCCESS")).exists();
    assertThat(spark.read().parquet(directory.resolve("it's #1%20").toString()).count())
        .isEqualTo(500);
  }

  @Test
  void hasThePartitionsAndNotTheBadRecords() throws IOException {
    PoolResult result =
        run(
            with(
                named(images("out"), "vision.images"),
                Map.of(SpecKey.PARTITION_BY, "label,label_name", SpecKey.RETURN_INDICES, "true")));

    assertThat(result.bad()).isEqualTo(1);
    assertThat(directory.resolve("out/_bad_records")).exists();
    assertThat(spark.table("vision.images").count()).isEqualTo(28);
    assertThat(rows("SHOW PARTITIONS vision.images"))
        .hasSameSizeAs(rows("SELECT DISTINCT label FROM vision.images"));
    assertThat(
            rows(
                "SELECT count(*), bool_and(size(pooled) = size(indices)) FROM vision.images WHERE label_name = 'cat'"))
        .isEqualTo(
            rows(
                "SELECT count(*), true FROM parquet.`%s` WHERE label_name = 'cat'"
                    .formatted(directory.resolve("out"))));
    assertThat(Arrays.asList(spark.table("vision.images").schema().fieldNames()))
        .endsWith("pooled", "indices", "label", "label_name");
  }

  @Test
  void keepsClassesThatLookLikeNumbers() throws IOException {
    run(named(classes("in", "out", "007", "08", "100"), "vision.agents"));

    assertThat(rows("SELECT label_name, label FROM vision.agents ORDER BY label"))
        .containsExactly("[007,0]", "[08,1]", "[100,2]");
  }

  @Test
  void errorIfExistsWantsAFreeName() throws IOException {
    run(named(cifar10("first"), "vision.pooled"));

    assertRefused(
        named(cifar10("second"), "vision.pooled"),
        ExitCode.USAGE,
        "output.table: vision.pooled: exists already, at file:%s; --mode says what to do with it, e.g. overwrite"
            .formatted(directory.resolve("first")));
    assertThat(directory.resolve("second")).doesNotExist();
    assertThatThrownBy(
            () -> new PoolJob(spark).plan(spec(named(cifar10("second"), "vision.pooled"))))
        .isInstanceOf(JobException.class);
  }

  @Test
  void overwriteReplacesAnEntryOfThePathOrOfOurs() throws IOException {
    Map<SpecKey<?>, String> overwrite = mode(named(cifar10("out"), "vision.pooled"), "overwrite");
    run(with(overwrite, Map.of(SpecKey.PARTITION_BY, "label")));
    run(with(overwrite, Map.of(SpecKey.RETURN_INDICES, "true")));
    assertThat(Arrays.asList(spark.table("vision.pooled").schema().fieldNames()))
        .containsExactly(
            "key", "label", "label_name", "input_shape", "shape", "dtype", "pooled", "indices");
    assertThat(rows("SELECT count(*) FROM vision.pooled")).containsExactly("[500]");

    run(mode(named(cifar10("elsewhere"), "vision.pooled"), "overwrite"));
    assertThat(description("vision.pooled"))
        .containsEntry("Location", "file:" + directory.resolve("elsewhere"));
    assertThat(directory.resolve("out/_SUCCESS")).exists();

    spark.sql("DROP TABLE vision.pooled");
    spark.sql(
        "CREATE TABLE vision.pooled USING parquet LOCATION '%s'"
            .formatted(directory.resolve("out")));
    run(overwrite);
    assertThat(spark.table("vision.pooled").columns()).doesNotContain("indices");
  }

  @ParameterizedTest
  @CsvSource({"overwrite", "append", "ignore"})
  void anotherTableOrViewIsNeverReplaced(String mode) {
    spark.sql(
        "CREATE TABLE vision.others USING parquet LOCATION '%s' AS SELECT 1 AS id"
            .formatted(directory.resolve("others")));
    spark.sql("CREATE VIEW vision.seen AS SELECT 1 AS id");
    // Dropping a table that owns its files would delete what was just written.
    spark.sql(
        "CREATE TABLE vision.managed (id int) USING parquet TBLPROPERTIES ('spark-maxpool' = '1')");

    assertRefused(
        mode(named(cifar10("out"), "vision.others"), mode),
        ExitCode.USAGE,
        "output.table: vision.others: is something else already, at file:%s: choose another name, or drop it"
            .formatted(directory.resolve("others")));
    assertRefused(
        mode(named(cifar10("out"), "vision.seen"), mode),
        ExitCode.USAGE,
        "output.table: vision.seen: is something else already, without files: choose another name, or drop it");
    assertRefused(
        mode(named(cifar10("warehouse/managed"), "vision.managed"), mode),
        ExitCode.USAGE,
        "output.table: vision.managed: is something else already, at file:%s: choose another name, or drop it"
            .formatted(directory.resolve("warehouse/managed")));
    assertThat(directory.resolve("out")).doesNotExist();
    assertThat(rows("SELECT * FROM vision.others")).containsExactly("[1]");
  }

  @Test
  void appendRegistersAndThenAddsPartitions() throws IOException {
    run(classes("in", "out", "ape"));
    Map<SpecKey<?>, String> append =
        Map.of(SpecKey.MODE, "append", SpecKey.TABLE, "vision.animals");

    run(with(classes("more", "out", "bee"), append));
    assertThat(rows("SELECT key FROM vision.animals ORDER BY key"))
        .containsExactly("[ape/a.png]", "[bee/a.png]");

    run(with(classes("most", "out", "cow", "doe"), append));
    assertThat(rows("SELECT label_name, key FROM vision.animals ORDER BY key"))
        .containsExactly(
            "[ape,ape/a.png]", "[bee,bee/a.png]", "[cow,cow/a.png]", "[doe,doe/a.png]");
    assertThat(rows("SHOW PARTITIONS vision.animals")).hasSize(4);
  }

  @Test
  void ignoreRegistersTheTableThatIsThere() throws IOException {
    run(classes("in", "out", "ape", "bee"));
    Map<SpecKey<?>, String> ignore =
        Map.of(SpecKey.MODE, "ignore", SpecKey.TABLE, "vision.animals");

    // Partitioned as the table is, whatever this spec says.
    for (int turn = 0; turn < 2; turn++) {
      assertThat(new PoolJob(spark).run(spec(with(folder("in", "out", Map.of()), ignore))))
          .isEmpty();
      assertThat(rows("SELECT label_name FROM vision.animals ORDER BY 1"))
          .containsExactly("[ape]", "[bee]");
    }
    assertRefused(
        with(cifar10("other"), ignore),
        ExitCode.USAGE,
        "output.table: vision.animals: is something else already, at file:%s: choose another name, or drop it"
            .formatted(directory.resolve("out")));
  }

  @Test
  void unpoolRegistersToo() throws IOException {
    run(with(cifar10("pooled"), Map.of(SpecKey.RETURN_INDICES, "true")));

    new UnpoolJob(spark)
        .run(
            UnpoolSpec.read(
                Map.of(
                    SpecKey.INPUT_PATH, List.of(directory.resolve("pooled").toString()),
                    SpecKey.OUTPUT_PATH, List.of(directory.resolve("out").toString()),
                    SpecKey.TABLE, List.of("vision.unpooled"))));

    assertThat(rows("SELECT count(*), min(size(pooled)) FROM vision.unpooled"))
        .containsExactly("[500,3072]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "lake.vision.pooled | in the catalog lake: a table of plain Parquet files is spark_catalog.<database>.<table>",
        "spark_catalog.pooled | in the catalog spark_catalog: a table of plain Parquet files is spark_catalog.<database>.<table>",
        "nowhere.pooled | no database nowhere",
      })
  void aPlaceThatIsNoneIsFoundBeforeAnyTask(String name, String rule) {
    assertRefused(
        named(cifar10("out"), name), ExitCode.USAGE, "output.table: %s: %s".formatted(name, rule));
    assertThat(directory.resolve("out")).doesNotExist();
  }

  @Test
  void anEntryThatFailsLeavesACompleteTable() throws IOException {
    OutputSpec output = spec(named(cifar10("out"), "vision.pooled")).output();
    run(cifar10("out"));
    CatalogEntry entry =
        CatalogEntry.of(
                spark,
                output,
                TableDirectory.at(output.path(), spark.sessionState().newHadoopConf()))
            .orElseThrow();
    spark.sql("DROP DATABASE vision");

    assertThatThrownBy(entry::register)
        .asInstanceOf(type(JobException.class))
        .satisfies(
            e -> {
              assertThat(e.exitCode()).isEqualTo(ExitCode.FAILED);
              assertThat(e.lines())
                  .singleElement()
                  .asString()
                  .startsWith(
                      "the table at file:%s is complete, but not registered as vision.pooled: "
                          .formatted(directory.resolve("out")));
            });
  }

  @Test
  void warnsThatAnEntryInMemoryEndsWithTheSession() {
    assertThat(CatalogEntry.warning(spark, spec(named(cifar10("out"), "vision.pooled")).output()))
        .contains(
            "note     the name vision.pooled ends with this run: Spark's catalog is in memory,"
                + " spark.sql.catalogImplementation=hive keeps it");
    assertThat(CatalogEntry.warning(spark, spec(cifar10("out")).output())).isEmpty();
  }
}
