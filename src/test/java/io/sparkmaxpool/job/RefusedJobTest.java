package io.sparkmaxpool.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

/** How jobs end that write no table: the exit code and the lines. */
class RefusedJobTest extends PoolJobFixture {
  RefusedJobTest(SparkSession spark) {
    super(spark);
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
        "output.path: %s: exists already; --mode says what to do with it, e.g. overwrite"
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
}
