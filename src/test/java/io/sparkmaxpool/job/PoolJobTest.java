package io.sparkmaxpool.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkmaxpool.sql.SparkTest;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.security.AccessControlException;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(SparkTest.class)
class PoolJobTest {
  private static final Path CIFAR10 = Path.of("data", "cifar10").toAbsolutePath();
  private static final Path IMAGES = Path.of("data", "images").toAbsolutePath();

  private final SparkSession spark;
  @TempDir private Path directory;

  PoolJobTest(SparkSession spark) {
    this.spark = spark;
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
  void anOptionOfTheFormatCannotStandForAKeyOfTheSpec() {
    assertRefused(
        with(images("out"), Map.of(SpecKey.OPTIONS, "mode=DROPMALFORMED")),
        ExitCode.USAGE,
        "input.options: mode: not an option of the format, but the job's own");
  }

  @Test
  void aPathThatIsNoneIsFoundBeforeAnyTask() {
    assertRefusedWith(with(cifar10("out"), Map.of(SpecKey.INPUT_PATH, "a:b")), "input.path: ");
    assertRefusedWith(
        with(cifar10("out"), Map.of(SpecKey.OUTPUT_PATH, "nosuch://x/y")), "output.path: ");
  }

  @Test
  void appendKnowsTheBadRecordsOfATableToo() throws IOException {
    run(images("out"));
    Path repaired = Files.createDirectories(directory.resolve("in/cat"));
    writePng(repaired.resolve("cut-off.jpg"), 40, 30);

    assertRefused(
        folder("in", "out", Map.of(SpecKey.MODE, "append")),
        ExitCode.USAGE,
        "output.mode: append: the table at file:%s has the records of cat/cut-off.jpg already"
            .formatted(directory.resolve("out")));
  }

  @Test
  void appendUnderAnArrowFooterNeedsAFormatOfOneShape() throws IOException {
    Files.createDirectories(directory.resolve("in"));
    writePng(directory.resolve("in/a.png"), 40, 30);
    Map<SpecKey<?>, String> arrow = folder("in", "out", Map.of(SpecKey.FOOTER, "arrow"));
    run(arrow);

    assertRefused(
        with(arrow, Map.of(SpecKey.MODE, "append")),
        ExitCode.USAGE,
        "output.mode: append: footer arrow needs one shape, which format image-folder does not guarantee: use footer: none");
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
  void aMissingPathIsFoundBeforeAnyTask() {
    assertRefused(
        with(cifar10("out"), Map.of(SpecKey.INPUT_PATH, directory + "/nowhere")),
        ExitCode.USAGE,
        "input.path: input path does not exist: " + directory + "/nowhere");
    assertRefused(
        with(cifar10("out"), Map.of(SpecKey.INPUT_PATH, directory + "/*.bin")),
        ExitCode.USAGE,
        "input.path: input path matches nothing: " + directory + "/*.bin");
  }

  @Test
  void aDirectoryWithoutAFileOfTheFormatIsFoundBeforeAnyTask() {
    assertRefused(
        with(cifar10("out"), Map.of(SpecKey.INPUT_PATH, IMAGES.toString())),
        ExitCode.USAGE,
        "input.path: " + IMAGES + ": no file of format cifar10; 30 others ignored");
  }

  @Test
  void filesWithoutARecordEndInCode3() throws IOException {
    Path empty = Files.createFile(directory.resolve("empty.bin"));

    assertRefused(
        with(cifar10("out"), Map.of(SpecKey.INPUT_PATH, empty.toString())),
        ExitCode.BAD_RECORDS,
        "no record in " + empty);
  }

  @Test
  void anExistingTableIsLeftAloneUnlessTheModeSaysOtherwise() throws IOException {
    run(cifar10("out"));
    Path success = directory.resolve("out/_SUCCESS");
    Object before = Files.getLastModifiedTime(success);

    assertRefused(
        cifar10("out"),
        ExitCode.USAGE,
        "output.path: %s: exists already; --mode overwrite, append or ignore says what to do"
            .formatted(directory.resolve("out")));
    assertThat(new PoolJob(spark).run(spec(with(cifar10("out"), Map.of(SpecKey.MODE, "ignore")))))
        .isEmpty();
    assertThat(Files.getLastModifiedTime(success)).isEqualTo(before);

    run(with(cifar10("out"), Map.of(SpecKey.MODE, "overwrite")));
    assertThat(spark.read().parquet(directory.resolve("out").toString()).count()).isEqualTo(500);
  }

  @Test
  void appendAddsNewFilesAndRefusesKnownOnesAndOtherSpecs() throws IOException {
    run(
        with(
            cifar10("out"),
            Map.of(SpecKey.INPUT_PATH, CIFAR10.resolve("data_batch_1.bin").toString())));
    Map<SpecKey<?>, String> more =
        with(
            cifar10("out"),
            Map.of(
                SpecKey.INPUT_PATH,
                CIFAR10.resolve("test_batch.bin").toString(),
                SpecKey.MODE,
                "append"));

    assertRefused(
        with(more, Map.of(SpecKey.KERNEL_SIZE, "2")),
        ExitCode.USAGE,
        "output.mode: append: the table at file:%s was written with pool.kernel-size [3,3], not [2,2]"
            .formatted(directory.resolve("out")));
    assertThat(run(more).written()).isEqualTo(250);
    assertThat(spark.read().parquet(directory.resolve("out").toString()).count()).isEqualTo(500);
    JsonNode report = new ObjectMapper().readTree(directory.resolve("out/_run.json").toFile());
    assertThat(report.at("/runs").findValuesAsText("written")).containsExactly("250", "250");
    assertRefused(
        more,
        ExitCode.USAGE,
        "output.mode: append: the table at file:%s has the records of test_batch.bin already"
            .formatted(directory.resolve("out")));
  }

  @Test
  void aDirectoryThatIsNoTableIsNeverTouched() throws IOException {
    Path thesis =
        Files.writeString(
            Files.createDirectories(directory.resolve("home")).resolve("thesis.txt"), "years");

    assertRefused(
        with(cifar10("home"), Map.of(SpecKey.MODE, "overwrite")),
        ExitCode.USAGE,
        "output.path: %s: not a table, it holds thesis.txt".formatted(directory.resolve("home")));
    assertThat(thesis).hasContent("years");
  }

  @Test
  void aKernelTooBigForAFormatOfOneShapeIsFoundBeforeAnyTask() {
    assertRefused(
        with(cifar10("out"), Map.of(SpecKey.KERNEL_SIZE, "40")),
        ExitCode.USAGE,
        "pool: Given input size: (3x32x32). Calculated output size: (3x0x0). Output size is too small");
    assertRefused(
        with(cifar10("out"), Map.of(SpecKey.PADDING, "2")),
        ExitCode.USAGE,
        "pool: pad should be at most half of effective kernel size, but got pad=2, kernel_size=3 and dilation=1");
  }

  @Test
  void mixedShapesUnderAnArrowFooterAreFoundInTheHeaders() throws IOException {
    Files.createDirectories(directory.resolve("in"));
    writePng(directory.resolve("in/a.png"), 40, 30);
    writePng(directory.resolve("in/b.png"), 30, 40);

    assertRefused(
        folder("in", "out", Map.of(SpecKey.FOOTER, "arrow")),
        ExitCode.USAGE,
        "output.footer: footer arrow needs one shape, but a.png has [3, 10, 13] and b.png has [3, 13, 10]: use adaptive pooling, or footer: none");
  }

  @Test
  void tooManyBadRecordsLeaveNoTable() {
    assertThatThrownBy(() -> run(with(images("out"), Map.of(SpecKey.MAX_BAD_RATIO, "0.03"))))
        .asInstanceOf(type(JobException.class))
        .satisfies(
            e -> {
              assertThat(e.exitCode()).isEqualTo(ExitCode.BAD_RECORDS);
              assertThat(e.lines().subList(0, 2))
                  .containsExactly(
                      "1 of 29 records are bad: more than max-bad-ratio 0.03 allows", "decode: 1");
              assertThat(e.lines().get(2))
                  .startsWith("cat/cut-off.jpg: decode truncated: JPEG ends at byte ");
            });
    assertThat(directory.resolve("out")).doesNotExist();
  }

  @Test
  void theFirstBadRecordEndsAJobThatAsksForIt() {
    assertThatThrownBy(() -> run(with(images("out"), Map.of(SpecKey.BAD_RECORDS, "fail"))))
        .asInstanceOf(type(JobException.class))
        .satisfies(
            e -> {
              assertThat(e.exitCode()).isEqualTo(ExitCode.BAD_RECORDS);
              assertThat(e.lines().get(0)).isEqualTo("a record is bad, and bad-records is fail");
            });
    assertThat(directory.resolve("out")).doesNotExist();
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

  private PoolResult run(Map<SpecKey<?>, String> options) throws IOException {
    return new PoolJob(spark).run(spec(options)).orElseThrow();
  }

  private void assertRefused(Map<SpecKey<?>, String> options, ExitCode code, String line) {
    assertThatThrownBy(() -> run(options))
        .asInstanceOf(type(JobException.class))
        .satisfies(
            e -> {
              assertThat(e.lines()).containsExactly(line);
              assertThat(e.exitCode()).isEqualTo(code);
            });
  }

  private void assertRefusedWith(Map<SpecKey<?>, String> options, String start) {
    assertThatThrownBy(() -> run(options))
        .asInstanceOf(type(JobException.class))
        .satisfies(
            e -> {
              assertThat(e.lines()).singleElement().asString().startsWith(start);
              assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE);
            });
  }

  private Map<SpecKey<?>, String> cifar10(String output) {
    return Map.of(
        SpecKey.INPUT_FORMAT,
        "cifar10",
        SpecKey.INPUT_PATH,
        CIFAR10.toString(),
        SpecKey.KERNEL_SIZE,
        "3",
        SpecKey.OUTPUT_PATH,
        directory.resolve(output).toString());
  }

  private Map<SpecKey<?>, String> images(String output) {
    return with(
        cifar10(output),
        Map.of(SpecKey.INPUT_FORMAT, "image-folder", SpecKey.INPUT_PATH, IMAGES.toString()));
  }

  private Map<SpecKey<?>, String> folder(
      String input, String output, Map<SpecKey<?>, String> options) {
    return with(
        with(images(output), Map.of(SpecKey.INPUT_PATH, directory.resolve(input).toString())),
        options);
  }

  private static Map<SpecKey<?>, String> with(
      Map<SpecKey<?>, String> options, Map<SpecKey<?>, String> more) {
    Map<SpecKey<?>, String> all = new HashMap<>(options);
    all.putAll(more);
    return all;
  }

  private static JobSpec spec(Map<SpecKey<?>, String> options) {
    Map<SpecKey<?>, List<String>> overrides = new HashMap<>();
    options.forEach((key, value) -> overrides.put(key, List.of(value)));
    return JobSpecReader.read(overrides);
  }

  private static void writePng(Path file, int width, int height) throws IOException {
    ImageIO.write(
        new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR), "png", file.toFile());
  }

  /** The signature and IHDR of an RGB PNG, and nothing else. */
  private static byte[] pngHeader(int width, int height) throws IOException {
    ByteArrayOutputStream chunk = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(chunk);
    out.writeBytes("IHDR");
    out.writeInt(width);
    out.writeInt(height);
    out.write(new byte[] {8, 2, 0, 0, 0});
    CRC32 crc = new CRC32();
    crc.update(chunk.toByteArray());
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    DataOutputStream png = new DataOutputStream(file);
    png.write(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
    png.writeInt(13);
    png.write(chunk.toByteArray());
    png.writeInt((int) crc.getValue());
    return file.toByteArray();
  }

  /**
   * A local disk on which files called locked.* may not be read: the superuser reads everything.
   */
  public static final class LockedFileSystem extends RawLocalFileSystem {
    @Override
    public java.net.URI getUri() {
      return java.net.URI.create("locked:///");
    }

    @Override
    public String getScheme() {
      return "locked";
    }

    @Override
    public FileStatus[] listStatus(org.apache.hadoop.fs.Path path) throws IOException {
      if (path.getName().startsWith("locked.")) {
        throw new AccessControlException("Permission denied: " + path);
      }
      return super.listStatus(path);
    }

    @Override
    public FSDataInputStream open(org.apache.hadoop.fs.Path path, int bufferSize)
        throws IOException {
      if (path.getName().startsWith("locked.")) {
        throw new AccessControlException("Permission denied: " + path);
      }
      return super.open(path, bufferSize);
    }
  }
}
