package io.sparkmaxpool.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

/** What jobs write. */
class PoolJobTest extends PoolJobFixture {
  PoolJobTest(SparkSession spark) {
    super(spark);
  }

  @Test
  void poolsTheDemonstrationRecords() throws IOException {
    PoolResult result = run(cifar10("out"));

    assertThat(result.written()).isEqualTo(500);
    assertThat(result.bad()).isZero();
    assertThat(result.bytesRead()).isEqualTo(500 * 3073);
    assertThat(spark.sql(result.query()).collectAsList())
        .hasSize(10)
        .allSatisfy(row -> assertThat(row.getLong(1)).isEqualTo(50));
    assertThat(directory.resolve("out/_SUCCESS")).exists();
    assertThat(directory.resolve("out/_bad_records")).doesNotExist();
  }

  @Test
  void itsQueryWorksInEveryEncoding() throws IOException {
    for (String encoding : List.of("array", "nested", "binary", "npy")) {
      PoolResult result = run(with(cifar10(encoding), Map.of(SpecKey.ENCODING, encoding)));

      assertThat(spark.sql(result.query()).collectAsList()).as(encoding).hasSize(10);
    }
  }

  @Test
  void badRecordsAreCommittedBesideTheGoodOnes() throws IOException {
    PoolResult result = run(images("out"));

    assertThat(result.written()).isEqualTo(28);
    assertThat(result.bad()).isEqualTo(1);
    assertThat(result.reasons()).containsExactly("1 decode: truncated");
    Row bad = spark.read().parquet(directory.resolve("out/_bad_records").toString()).first();
    assertThat(bad.<String>getAs("key")).isEqualTo("cat/cut-off.jpg");
    assertThat(bad.<Long>getAs("length")).isEqualTo(Files.size(IMAGES.resolve("cat/cut-off.jpg")));
  }

  @Test
  void anImageSmallerThanTheKernelIsABadRecordWithPyTorchsText() throws IOException {
    Files.createDirectories(directory.resolve("in/a"));
    writePng(directory.resolve("in/a/large.png"), 40, 30);
    writePng(directory.resolve("in/a/small.png"), 4, 5);

    PoolResult result = run(folder("in", "out", Map.of(SpecKey.KERNEL_SIZE, "6")));

    assertThat(result.written()).isEqualTo(1);
    assertThat(result.reasons()).containsExactly("1 pool: too-small");
    Row bad = spark.read().parquet(directory.resolve("out/_bad_records").toString()).first();
    assertThat(bad.<String>getAs("key")).isEqualTo("a/small.png");
    assertThat(bad.<String>getAs("message"))
        .isEqualTo(
            "Given input size: (3x5x4). Calculated output size: (3x0x0). Output size is too small");
    assertThat(bad.<Long>getAs("length"))
        .isEqualTo(Files.size(directory.resolve("in/a/small.png")));
    assertThat(bad.getList(bad.fieldIndex("input_shape"))).isEqualTo(List.of(3, 5, 4));
  }

  @Test
  void anImageOfTooManyPixelsIsABadRecordBeforeItIsDecoded() throws IOException {
    Files.createDirectories(directory.resolve("in"));
    writePng(directory.resolve("in/good.png"), 40, 30);
    Files.write(directory.resolve("in/bomb.png"), pngHeader(60_000, 60_000));

    PoolResult result = run(folder("in", "out", Map.of()));

    assertThat(result.reasons()).containsExactly("1 decode: too-large");
    Row bad = spark.read().parquet(directory.resolve("out/_bad_records").toString()).first();
    assertThat(bad.<String>getAs("message"))
        .isEqualTo("60000 x 60000 is 3600000000 pixels: at most 178956970 are accepted");
    assertThat(bad.getList(bad.fieldIndex("input_shape"))).isEqualTo(List.of(3, 60_000, 60_000));
  }

  @Test
  void anUnreadableFileIsABadRecord() throws IOException {
    Configuration conf = spark.sparkContext().hadoopConfiguration();
    conf.setClass("fs.locked.impl", LockedFileSystem.class, RawLocalFileSystem.class);
    Files.createDirectories(directory.resolve("in"));
    writePng(directory.resolve("in/good.png"), 40, 30);
    writePng(directory.resolve("in/locked.png"), 40, 30);

    PoolResult result =
        run(
            with(
                folder("in", "out", Map.of()),
                Map.of(SpecKey.INPUT_PATH, "locked://" + directory.resolve("in"))));

    assertThat(result.written()).isEqualTo(1);
    assertThat(result.reasons()).containsExactly("1 read: unreadable");
    Row bad = spark.read().parquet(directory.resolve("out/_bad_records").toString()).first();
    assertThat(bad.<String>getAs("message")).endsWith("in/locked.png: permission denied");
  }

  @Test
  void aDirectoryThatCannotBeListedIsABadRecord() throws IOException {
    Configuration conf = spark.sparkContext().hadoopConfiguration();
    conf.setClass("fs.locked.impl", LockedFileSystem.class, RawLocalFileSystem.class);
    Files.createDirectories(directory.resolve("in/locked.cats"));
    writePng(directory.resolve("in/good.png"), 40, 30);

    PoolResult result =
        run(
            with(
                folder("in", "out", Map.of()),
                Map.of(SpecKey.INPUT_PATH, "locked://" + directory.resolve("in"))));

    assertThat(result.written()).isEqualTo(1);
    assertThat(result.reasons()).containsExactly("1 list: unreadable");
    Row bad = spark.read().parquet(directory.resolve("out/_bad_records").toString()).first();
    assertThat(bad.<String>getAs("key")).isEqualTo("locked.cats");
  }

  @Test
  void aPipeIsABadRecordAndNotWaitedFor() throws Exception {
    Files.createDirectories(directory.resolve("in"));
    writePng(directory.resolve("in/good.png"), 40, 30);
    assertThat(
            new ProcessBuilder("mkfifo", directory.resolve("in/pipe.png").toString())
                .start()
                .waitFor())
        .isZero();

    PoolResult result = run(folder("in", "out", Map.of()));

    assertThat(result.written()).isEqualTo(1);
    assertThat(result.reasons()).containsExactly("1 list: unreadable");
  }

  @Test
  void aDilatedWindowThatSeesNothingIsMinusInfinityInFloats() throws IOException {
    Files.createDirectories(directory.resolve("in"));
    writePng(directory.resolve("in/a.png"), 3, 3);

    run(
        folder(
            "in",
            "out",
            Map.of(
                SpecKey.KERNEL_SIZE, "2",
                SpecKey.PADDING, "1",
                SpecKey.DILATION, "4",
                SpecKey.RETURN_INDICES, "true")));

    Row row = spark.read().parquet(directory.resolve("out").toString()).first();
    assertThat(row.getList(row.fieldIndex("pooled")))
        .isEqualTo(
            List.of(Float.NEGATIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.NEGATIVE_INFINITY));
    assertThat(row.getList(row.fieldIndex("indices"))).isEqualTo(List.of(12L, 12L, 12L));
  }

  @Test
  void planTellsWhatItFoundAndWritesNothing() throws IOException {
    PoolPlan plan = new PoolJob(spark).plan(spec(images("out")));

    assertThat(plan.lines())
        .contains(
            "input    image-folder of %s: 29 files, %s bytes, 1 ignored"
                .formatted(IMAGES, "%,d".formatted(plan.listing().bytes())),
            "records  29");
    assertThat(plan.lines())
        .anySatisfy(line -> assertThat(line).startsWith("splits   1 of at most "));
    assertThat(plan.lines()).anySatisfy(line -> assertThat(line).startsWith("shape    [3, "));
    assertThat(plan.lines()).anySatisfy(line -> assertThat(line).startsWith("output   "));
    assertThat(directory.resolve("out")).doesNotExist();
  }
}
