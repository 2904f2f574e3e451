package io.sparkmaxpool.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

/** Jobs over shards, whose records have names and are counted by reading alone. */
class WebDatasetJobTest extends PoolJobFixture {
  private static final Map<SpecKey<?>, String> RETRY = Map.of(SpecKey.RETRY_BAD, "true");

  WebDatasetJobTest(SparkSession spark) {
    super(spark);
  }

  private Map<SpecKey<?>, String> shards(String output) {
    return folder("in", output, Map.of(SpecKey.INPUT_FORMAT, "webdataset"));
  }

  /** A shard of samples of an image and a label; names and labels by turns. */
  private byte[] shard(String... namesAndLabels) throws IOException {
    Path png = directory.resolve("one.png");
    writePng(png, 30, 20);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
      for (int i = 0; i < namesAndLabels.length; i += 2) {
        put(tar, namesAndLabels[i] + ".png", Files.readAllBytes(png));
        put(
            tar,
            namesAndLabels[i] + ".cls",
            namesAndLabels[i + 1].getBytes(StandardCharsets.UTF_8));
      }
    }
    return bytes.toByteArray();
  }

  private static void put(TarArchiveOutputStream tar, String name, byte[] content)
      throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name);
    entry.setSize(content.length);
    tar.putArchiveEntry(entry);
    tar.write(content);
    tar.closeArchiveEntry();
  }

  private void write(String name, byte[] shard) throws IOException {
    Files.write(Files.createDirectories(directory.resolve("in")).resolve(name), shard);
  }

  private List<String> keys(String table) {
    return spark
        .read()
        .parquet(directory.resolve(table).toString())
        .select("key")
        .orderBy("key")
        .as(Encoders.STRING())
        .collectAsList();
  }

  private void assertVerified(String table, String sample) throws IOException {
    VerifyResult result =
        new VerifyJob(spark).run(new VerifySpec(directory.resolve(table).toString(), 1000));
    assertThat(result.faults()).isEmpty();
    assertThat(result.lines()).anyMatch(line -> line.startsWith("sample   " + sample));
  }

  @Test
  void repairedSamplesGoToTheTableAndTheOthersStayBad() throws IOException {
    byte[] cut = shard("1", "1", "2", "2", "3", "3");
    write("a#1.tar", shard("x/1", "1", "x/2", "no", "x/3", "3", "x#4", "no"));
    write("b.tar", Arrays.copyOf(cut, 2600));
    write("c.tar", shard("1", "5"));
    PoolResult first = run(shards("out"));
    List<String> bad = List.of("a#1.tar#x#4", "a#1.tar#x/2", "b.tar#2");
    assertThat(keys("out/_bad_records")).isEqualTo(bad);
    assertThat(first.written()).isEqualTo(4);
    assertVerified("out", "4 records computed again");
    run(with(shards("out"), RETRY));
    assertThat(keys("out/_bad_records")).isEqualTo(bad);
    assertThat(keys("out")).hasSize(4).doesNotHaveDuplicates();
    assertVerified("out", "4 records computed again");

    write("a#1.tar", shard("x/1", "1", "x/2", "2", "x/3", "3", "x#4", "no"));
    write("b.tar", cut);
    PoolResult result = run(with(shards("out"), RETRY));

    assertThat(result.written()).isEqualTo(3);
    assertThat(result.bad()).isOne();
    assertThat(keys("out/_bad_records")).containsExactly("a#1.tar#x#4");
    assertThat(keys("out"))
        .containsExactly(
            "a#1.tar#x/1",
            "a#1.tar#x/2",
            "a#1.tar#x/3",
            "b.tar#1",
            "b.tar#2",
            "b.tar#3",
            "c.tar#1");
    assertVerified("out", "7 records computed again");
    run(shards("fresh"));
    assertThat(
            spark
                .read()
                .parquet(directory.resolve("fresh").toString())
                .exceptAll(spark.read().parquet(directory.resolve("out").toString()))
                .count())
        .isZero();
  }

  @Test
  void anAppendRefusesAShardThatIsThere() throws IOException {
    write("a#1.tar", shard("1#2", "1"));
    run(shards("out"));
    write("b.tar", shard("1", "1"));

    assertRefused(
        with(shards("out"), Map.of(SpecKey.MODE, "append")),
        ExitCode.USAGE,
        "output.mode: append: the table at file:%s has the records of a#1.tar already"
            .formatted(directory.resolve("out")));

    run(
        with(
            shards("out"),
            Map.of(
                SpecKey.MODE,
                "append",
                SpecKey.INPUT_PATH,
                directory.resolve("in/b.tar").toString())));
    assertThat(keys("out")).containsExactly("a#1.tar#1#2", "b.tar#1");
    assertVerified("out", "2 records computed again");
  }

  @Test
  void theDemonstrationIsPooledVerifiedAndShown() throws IOException {
    JobSpec spec =
        JobSpecReader.read(
            Path.of("jobs/webdataset-maxpool.yaml"),
            Map.of(SpecKey.OUTPUT_PATH, List.of(directory.resolve("out").toString())));

    PoolResult result = new PoolJob(spark).run(spec).orElseThrow();

    assertThat(result.written()).isEqualTo(20);
    assertThat(result.bad()).isZero();
    assertVerified("out", "20 records computed again");
    assertThat(
            new PreviewJob(spark)
                .run(PreviewSpec.of(directory.resolve("out").toString(), 10))
                .lines())
        .startsWith("records  10 of 20, 10 with their inputs");
    assertThat(
            spark
                .read()
                .parquet(directory.resolve("out").toString())
                .where("label = 3 and label_name = 'cat' and dtype = 'float32'")
                .count())
        .isEqualTo(2);
  }
}
