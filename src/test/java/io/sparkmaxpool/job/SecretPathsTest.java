package io.sparkmaxpool.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.sparkmaxpool.cli.BucketFileSystem;
import io.sparkmaxpool.sql.SparkTest;
import io.sparkmaxpool.text.Secrets;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Paths with a password in them: no file of the table, and no page, tells it. */
@ExtendWith(SparkTest.class)
class SecretPathsTest extends PoolJobFixture {
  private static final String PASSWORD = "wJalrXUtnFEMI";
  private static final String BUCKET = "bucket://AKIAEXAMPLE:%s@name".formatted(PASSWORD);

  SecretPathsTest(SparkSession spark) {
    super(spark);
    spark
        .sparkContext()
        .hadoopConfiguration()
        .set("fs.bucket.impl", BucketFileSystem.class.getName());
  }

  @Test
  void noFileOfTheTableTellsThem() throws IOException {
    Path table = directory.resolve("table");
    run(
        with(
            images("table"),
            Map.of(
                SpecKey.INPUT_PATH,
                BUCKET + IMAGES,
                SpecKey.OUTPUT_PATH,
                BUCKET + table,
                SpecKey.PREVIEW,
                "8")));

    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> walk = Files.walk(table)) {
      for (Path file : walk.filter(Files::isRegularFile).toList()) {
        files.put(
            table.relativize(file).toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
      }
    }
    assertThat(files).containsKeys("_run.json", "_preview/index.html", "_SUCCESS");
    assertThat(files.get("_run.json")).contains("bucket://***@name" + IMAGES);
    assertThat(files.get("_preview/index.html")).contains("bucket://***@name" + table);
    assertThat(files).allSatisfy((name, text) -> assertThat(text).doesNotContain(PASSWORD));
    assertThat(spark.sparkContext().getLocalProperty("spark.job.description")).isNull();
  }

  @Test
  void aBadRecordOfAFileThatIsGoneDoesNotTell() throws IOException {
    Path input = Files.createDirectories(directory.resolve("in/cat"));
    writePng(input.resolve("1.png"), 8, 8);
    writePng(input.resolve("2.png"), 8, 8);
    var images = spark.read().format("image-folder").load(BUCKET + directory.resolve("in"));
    images.count();
    var faults = images.select("_bad_record.message").where("_bad_record IS NOT NULL");
    Files.delete(input.resolve("2.png"));

    List<String> messages = faults.collectAsList().stream().map(row -> row.getString(0)).toList();

    assertThat(messages).singleElement().asString().contains("bucket://***@name");
    assertThat(images.queryExecution().toString()).doesNotContain(PASSWORD);
  }

  @Test
  void theMessageOfAMissingInputIsMaskedWhereItIsPrinted() {
    Throwable thrown =
        catchThrowable(
            () -> run(with(images("t"), Map.of(SpecKey.INPUT_PATH, BUCKET + "/no/such"))));

    assertThat(thrown).isInstanceOf(JobException.class);
    assertThat(Secrets.masked(thrown.getMessage()))
        .contains("bucket://***@name/no/such")
        .doesNotContain(PASSWORD);
  }
}
