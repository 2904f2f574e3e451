package io.sparkmaxpool.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.sparkmaxpool.sink.TableDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

/** Runs that commit batch by batch: what ends them, and how the same run goes on. */
class ResumeTest extends PoolJobFixture {
  ResumeTest(SparkSession spark) {
    super(spark);
  }

  private static Map<SpecKey<?>, String> inBatches(Map<SpecKey<?>, String> options, String size) {
    return with(options, Map.of(SpecKey.RESUME, "true", SpecKey.BATCH_SIZE, size));
  }

  private TableDirectory table(String name) throws IOException {
    return TableDirectory.at(directory.resolve(name).toString(), new Configuration());
  }

  private Dataset<Row> rows(String name) {
    return spark.read().parquet(directory.resolve(name).toString());
  }

  private void assertSameRows(String name, String other) {
    assertThat(rows(name).exceptAll(rows(other)).count()).isZero();
    assertThat(rows(other).exceptAll(rows(name)).count()).isZero();
  }

  private void assertVerified(String name) throws IOException {
    assertThat(
            new VerifyJob(spark)
                .run(new VerifySpec(directory.resolve(name).toString(), 1000))
                .faults())
        .isEmpty();
  }

  /** The table's files of rows, by name, with their times. */
  private Map<String, Object> files(String name) throws IOException {
    Map<String, Object> files = new HashMap<>();
    try (Stream<Path> all = Files.walk(directory.resolve(name))) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        if (file.toString().endsWith(".parquet")) {
          files.put(
              directory.relativize(file).toString(),
              Files.getLastModifiedTime(file) + " " + Files.size(file));
        }
      }
    }
    return files;
  }

  /** Five images a class, of two classes, one of them rotten. */
  private Map<SpecKey<?>, String> someImages(String output) throws IOException {
    for (String name : List.of("cat", "dog")) {
      Path folder = Files.createDirectories(directory.resolve("in").resolve(name));
      for (int i = 0; i < 5; i++) {
        writePng(folder.resolve(i + ".png"), 40, 30 + i);
      }
    }
    Files.write(directory.resolve("in/dog/2.png"), new byte[] {1, 2, 3});
    return folder("in", output, Map.of());
  }

  @Test
  void batchesMakeTheTableThatOneRunMakes() throws IOException {
    run(images("whole"));

    PoolResult result = run(inBatches(images("parts"), "200KB"));

    assertThat(table("parts").ledger().size()).isGreaterThan(3);
    assertSameRows("whole", "parts");
    assertSameRows("whole/_bad_records", "parts/_bad_records");
    assertThat(result.written()).isEqualTo(28);
    assertThat(result.bad()).isOne();
    assertThat(result.reasons()).containsExactly("1 decode: truncated");
    assertVerified("parts");
    assertVerified("whole");
  }

  @Test
  void aBatchIsAtLeastAFile() throws IOException {
    run(inBatches(cifar10("parts"), "1"));

    assertThat(table("parts").ledger().size()).isEqualTo(2);
    assertThat(rows("parts").count()).isEqualTo(500);
    assertVerified("parts");
  }

  @Test
  void whatIsCommittedStaysWhenALaterBatchFailsAndTheSameRunGoesOn() throws IOException {
    Map<SpecKey<?>, String> job = inBatches(someImages("out"), "8KB");
    Map<SpecKey<?>, String> strict = with(job, Map.of(SpecKey.MAX_BAD_RATIO, "0"));

    assertThatThrownBy(() -> run(strict))
        .asInstanceOf(type(JobException.class))
        .satisfies(
            e -> {
              assertThat(e.exitCode()).isEqualTo(ExitCode.BAD_RECORDS);
              assertThat(e.lines().get(e.lines().size() - 1))
                  .matches(
                      "3 batches are committed and stay; the same command goes on with the rest");
            });
    assertThat(table("out").state()).isEqualTo(TableDirectory.State.UNFINISHED);
    int committed = table("out").ledger().size();
    Map<String, Object> before = files("out");
    assertThat(before).hasSizeGreaterThanOrEqualTo(committed);
    assertThat(new PoolJob(spark).plan(spec(job)).lines().get(3))
        .matches(
            "resume   %d commits are there, . batches to go with . records".formatted(committed));

    assertThat(run(job).written()).isEqualTo(9);

    assertThat(files("out")).containsAllEntriesOf(before);
    assertThat(rows("out").select("key").distinct().count()).isEqualTo(9);
    assertVerified("out");
  }

  @Test
  void newFilesArePickedUp() throws IOException {
    Map<SpecKey<?>, String> job = inBatches(someImages("out"), "1GB");
    run(job);
    Map<String, Object> before = files("out");
    run(job);
    assertThat(files("out")).isEqualTo(before);
    assertThat(table("out").ledger().size()).isOne();
    writePng(directory.resolve("in/cat/new.png"), 50, 50);

    assertThat(run(job).written()).isEqualTo(10);

    assertThat(files("out")).containsAllEntriesOf(before).hasSize(before.size() + 1);
    assertVerified("out");
  }

  @Test
  void aRunThatDiedBeforeItsLastActIsFinished() throws IOException {
    Map<SpecKey<?>, String> job = inBatches(someImages("out"), "8KB");
    run(job);
    Files.delete(directory.resolve("out/_SUCCESS"));
    Files.delete(directory.resolve("out/_run.json"));
    Map<String, Object> before = files("out");

    run(job);

    assertThat(files("out")).isEqualTo(before);
    assertVerified("out");
  }

  @Test
  void filesOfABatchThatWasNotCommittedAreRemoved() throws IOException {
    Map<SpecKey<?>, String> job = inBatches(someImages("out"), "8KB");
    run(job);
    Map<String, Object> before = files("out");
    Path ledger = directory.resolve("out/_ledger");
    int last = table("out").ledger().size() - 1;
    Files.delete(directory.resolve("out/_SUCCESS"));
    Path entry = ledger.resolve("%05d.json".formatted(last));
    Files.write(entry, java.util.Arrays.copyOf(Files.readAllBytes(entry), 20));

    run(job);

    assertThat(table("out").ledger().size()).isEqualTo(last + 1);
    assertThat(files("out")).hasSameSizeAs(before).isNotEqualTo(before);
    assertVerified("out");
  }

  @Test
  void aBatchWhoseWriterDiedBetweenItsEntryAndTheEndOfItsClaimIsReadAgain() throws IOException {
    Map<SpecKey<?>, String> job = inBatches(someImages("out"), "8KB");
    run(job);
    int commits = table("out").ledger().size();
    Files.delete(directory.resolve("out/_SUCCESS"));
    Files.writeString(
        directory.resolve("out/_writer"),
        "{\"writer\": \"dead\", \"commits\": %d, \"finished\": false}".formatted(commits - 1));

    assertThat(run(job).written()).isEqualTo(9);

    assertThat(table("out").ledger().size()).isEqualTo(commits);
    assertThat(rows("out").select("key").distinct().count()).isEqualTo(9);
    assertVerified("out");
  }

  @Test
  void anotherSpecIsRefusedWithTheDifferenceUnlessItIsToBeginAnew() throws IOException {
    Map<SpecKey<?>, String> job = inBatches(someImages("out"), "8KB");
    run(job);
    Map<SpecKey<?>, String> other =
        with(job, Map.of(SpecKey.KERNEL_SIZE, "2", SpecKey.BAD_RECORDS, "drop"));
    Map<String, Object> before = files("out");

    assertThatThrownBy(() -> run(other))
        .asInstanceOf(type(JobException.class))
        .satisfies(
            e -> {
              assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE);
              String begun =
                  "output.resume: the table at file:%s was begun with "
                      .formatted(directory.resolve("out"));
              assertThat(e.lines())
                  .containsExactly(
                      begun + "pool.kernel-size [3,3], not [2,2]",
                      begun + "pool.stride [3,3], not [2,2]",
                      begun + "bad-records \"quarantine\", not \"drop\"",
                      "output.resume: --mode overwrite begins it anew");
            });
    assertThat(files("out")).isEqualTo(before);

    Map<SpecKey<?>, String> anew = with(other, Map.of(SpecKey.MODE, "overwrite"));
    assertThat(run(anew).written()).isEqualTo(9);
    assertThat(files("out").keySet()).doesNotContainAnyElementsOf(before.keySet());
    assertVerified("out");
    // And once more: it is the table's own spec by now.
    Map<String, Object> after = files("out");
    run(anew);
    assertThat(files("out")).isEqualTo(after);
  }

  @Test
  void aFileThatHasChangedIsRefused() throws IOException {
    Map<SpecKey<?>, String> job = inBatches(someImages("out"), "8KB");
    run(job);
    writePng(directory.resolve("in/cat/1.png"), 90, 90);

    assertThatThrownBy(() -> run(job))
        .asInstanceOf(type(JobException.class))
        .satisfies(
            e -> {
              assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE);
              assertThat(e.lines()).hasSize(2);
              assertThat(e.lines().get(0))
                  .startsWith(
                      "input.path: %s has changed since its records were read: "
                          .formatted(directory.resolve("in/cat/1.png")));
            });
  }

  @Test
  void whereItIsSaidATableOfChangedFilesBeginsAnew() throws IOException {
    Map<SpecKey<?>, String> job = inBatches(someImages("out"), "8KB");
    run(job);
    Map<String, Object> before = files("out");
    writePng(directory.resolve("in/cat/1.png"), 90, 90);

    run(with(job, Map.of(SpecKey.MODE, "overwrite")));

    assertThat(files("out").keySet()).doesNotContainAnyElementsOf(before.keySet());
    assertVerified("out");
  }

  @Test
  void filesThatAreGoneByNowStayInTheTable() throws IOException {
    Map<SpecKey<?>, String> job = inBatches(someImages("out"), "1GB");
    run(job);
    Files.delete(directory.resolve("in/cat/1.png"));
    writePng(directory.resolve("in/cat/new.png"), 50, 50);

    run(job);

    assertThat(rows("out").count()).isEqualTo(10);
    assertVerified("out");
  }

  @Test
  void aFinishedTableWhoseNextBatchFailsIsPutBack() throws IOException {
    Map<SpecKey<?>, String> job = inBatches(someImages("out"), "1GB");
    run(job);
    Map<String, Object> before = files("out");
    Files.write(directory.resolve("in/cat/new.png"), new byte[] {1});

    assertThatThrownBy(() -> run(with(job, Map.of(SpecKey.MAX_BAD_RATIO, "0.5"))))
        .hasMessageContaining("1 of 1 records are bad");

    assertThat(files("out")).isEqualTo(before);
    assertVerified("out");
  }

  @Test
  void batchesAndWholeRunsDoNotMix() throws IOException {
    Map<SpecKey<?>, String> job = someImages("out");
    run(job);
    assertRefused(
        inBatches(job, "8KB"),
        ExitCode.USAGE,
        "output.path: %s: exists already, and was not written with --resume; --mode append adds new files to it"
            .formatted(directory.resolve("out")));
    Map<SpecKey<?>, String> parts = inBatches(someImages("parts"), "8KB");
    run(parts);
    assertRefused(
        with(someImages("parts"), Map.of(SpecKey.MODE, "append")),
        ExitCode.USAGE,
        "output.mode: append: the table at file:%s was written with --resume, which adds new files, too"
            .formatted(directory.resolve("parts")));
    Files.delete(directory.resolve("parts/_SUCCESS"));
    assertRefused(
        someImages("parts"),
        ExitCode.USAGE,
        "output.path: %s: a run with --resume has committed %d batches there and is not finished: --resume goes on with it, --mode overwrite begins anew"
            .formatted(directory.resolve("parts"), table("parts").ledger().size()));
    run(with(someImages("parts"), Map.of(SpecKey.MODE, "overwrite")));
    assertThat(table("parts").ledger().isOfBatches()).isFalse();
    assertVerified("parts");
  }

  @Test
  void aTableWithoutAGoodRecordIsNotFinished() throws IOException {
    Files.createDirectories(directory.resolve("in"));
    Files.write(directory.resolve("in/a.png"), new byte[] {1});
    Files.write(directory.resolve("in/b.png"), new byte[] {2});
    Map<SpecKey<?>, String> job = inBatches(folder("in", "out", Map.of()), "1");
    assertRefused(job, ExitCode.BAD_RECORDS, "all 2 records are bad: the table is not finished");
    assertThat(directory.resolve("out/_SUCCESS")).doesNotExist();
    writePng(directory.resolve("in/c.png"), 9, 9);

    assertThat(run(job).written()).isOne();
    assertVerified("out");
  }
}
