package io.sparkmaxpool.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkmaxpool.sink.TableDirectory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

/** Bad records that are read again once their inputs are repaired. */
class RetryBadTest extends PoolJobFixture {
  private static final int RECORD = 3073;
  private static final Map<SpecKey<?>, String> RETRY = Map.of(SpecKey.RETRY_BAD, "true");

  RetryBadTest(SparkSession spark) {
    super(spark);
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

  private void assertVerified(String table) throws IOException {
    assertThat(
            new VerifyJob(spark)
                .run(new VerifySpec(directory.resolve(table).toString(), 1000))
                .faults())
        .isEmpty();
  }

  private Path png(String name) throws IOException {
    Path file = directory.resolve("in").resolve(name);
    Files.createDirectories(file.getParent());
    writePng(file, 30, 20);
    return file;
  }

  private void rotten(String name) throws IOException {
    Path file = directory.resolve("in").resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, new byte[] {1, 2, 3});
  }

  @Test
  void repairedImagesGoToTheTableAndTheOthersStayBad() throws IOException {
    png("cat/a.png");
    rotten("cat/b.png");
    rotten("dog/c.png");
    Map<SpecKey<?>, String> job = folder("in", "out", Map.of());
    run(job);
    assertThat(keys("out/_bad_records")).containsExactly("cat/b.png", "dog/c.png");
    png("cat/b.png");

    PoolResult result = run(with(job, RETRY));

    assertThat(result.written()).isOne();
    assertThat(result.bad()).isOne();
    assertThat(keys("out")).containsExactly("cat/a.png", "cat/b.png");
    assertThat(keys("out/_bad_records")).containsExactly("dog/c.png");
    assertVerified("out");

    png("dog/c.png");
    run(with(job, RETRY));
    assertThat(keys("out")).containsExactly("cat/a.png", "cat/b.png", "dog/c.png");
    assertThat(directory.resolve("out/_bad_records")).doesNotExist();
    assertVerified("out");
    // Nothing is bad any more, and nothing is written.
    Object before = Files.getLastModifiedTime(directory.resolve("out/_SUCCESS"));
    run(with(job, RETRY));
    assertThat(Files.getLastModifiedTime(directory.resolve("out/_SUCCESS"))).isEqualTo(before);
  }

  @Test
  void recordsOfRecordFilesAreReadAloneAndACompletedTailWhole() throws IOException {
    byte[] batch = Files.readAllBytes(CIFAR10.resolve("data_batch_1.bin"));
    byte[] whole = Arrays.copyOf(batch, 12 * RECORD);
    byte[] broken = Arrays.copyOf(whole, 8 * RECORD + 100);
    // By themselves, beside each other, and beside the tail.
    for (int ordinal : new int[] {1, 3, 4, 7}) {
      broken[ordinal * RECORD] = 77;
    }
    Path file = Files.createDirectories(directory.resolve("in")).resolve("batch.bin");
    Files.write(file, broken);
    Map<SpecKey<?>, String> job = with(cifar10("out"), Map.of(SpecKey.INPUT_PATH, file.toString()));
    run(job);
    List<String> bad =
        List.of("batch.bin#1", "batch.bin#3", "batch.bin#4", "batch.bin#7", "batch.bin#8");
    assertThat(keys("out/_bad_records")).isEqualTo(bad);
    run(with(job, RETRY));
    assertThat(keys("out/_bad_records")).isEqualTo(bad);
    assertVerified("out");
    Files.write(file, whole);

    assertThat(run(with(job, RETRY)).written()).isEqualTo(8);

    assertThat(keys("out")).hasSize(12).doesNotHaveDuplicates();
    assertThat(directory.resolve("out/_bad_records")).doesNotExist();
    assertVerified("out");
    run(with(job, Map.of(SpecKey.OUTPUT_PATH, directory.resolve("fresh").toString())));
    assertThat(
            spark
                .read()
                .parquet(directory.resolve("fresh").toString())
                .exceptAll(spark.read().parquet(directory.resolve("out").toString()))
                .count())
        .isZero();
  }

  @Test
  void recordsThatHaveNoBytesAreReadOnce() throws IOException {
    Path file = Files.createDirectories(directory.resolve("in")).resolve("a.npy");
    Files.write(file, npy(5, 3, 0, 5));
    Path good = directory.resolve("in/b.npy");
    Files.write(good, npy(2, 3, 6, 6));
    Map<SpecKey<?>, String> job =
        folder("in", "out", Map.of(SpecKey.INPUT_FORMAT, "npy", SpecKey.FOOTER, "none"));
    run(job);
    assertThat(keys("out/_bad_records")).hasSize(5);

    run(with(job, RETRY));

    assertThat(keys("out/_bad_records")).hasSize(5).doesNotHaveDuplicates();
    assertThat(keys("out")).hasSize(2);
    assertVerified("out");
  }

  /** A stack of zeros of uint8. */
  private static byte[] npy(int... shape) {
    String text = Arrays.toString(shape).replace('[', '(').replace(']', ')');
    String header = "{'descr': '|u1', 'fortran_order': False, 'shape': %s, }".formatted(text);
    byte[] start = "\u0093NUMPY\u0001\u0000".getBytes(StandardCharsets.ISO_8859_1);
    int elements = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    return ByteBuffer.allocate(start.length + 2 + header.length() + 1 + elements)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(start)
        .putShort((short) (header.length() + 1))
        .put(header.getBytes(StandardCharsets.US_ASCII))
        .put((byte) '\n')
        .array();
  }

  @Test
  void theShareOfBadRecordsIsTheTablesAndNotTheRetrys() throws IOException {
    png("a.png");
    png("b.png");
    rotten("c.png");
    Map<SpecKey<?>, String> job = folder("in", "out", Map.of(SpecKey.MAX_BAD_RATIO, "0.5"));
    run(job);

    run(with(job, RETRY));

    assertThat(keys("out/_bad_records")).containsExactly("c.png");
    assertVerified("out");
  }

  @Test
  void aTableOfSeveralInputsIsRefused() throws IOException {
    png("a.png");
    rotten("b.png");
    Map<SpecKey<?>, String> job = folder("in", "out", Map.of());
    run(job);
    Files.createDirectories(directory.resolve("more"));
    writePng(directory.resolve("more/z.png"), 30, 20);
    run(folder("more", "out", Map.of(SpecKey.MODE, "append", SpecKey.BAD_RECORDS, "drop")));
    assertVerified("out");

    assertThatThrownBy(() -> run(with(job, RETRY)))
        .hasMessageContaining(
            "output.retry-bad: the table at file:%s was written with input.path "
                .formatted(directory.resolve("out")));
  }

  @Test
  void aTableOfBatchesKnowsTheRepairedFiles() throws IOException {
    png("a.png");
    rotten("b.png");
    Map<SpecKey<?>, String> job =
        folder("in", "out", Map.of(SpecKey.RESUME, "true", SpecKey.BATCH_SIZE, "1"));
    run(job);
    png("b.png");
    assertRefusedWithChange(job);
    run(folder("in", "out", RETRY));
    assertThat(keys("out")).containsExactly("a.png", "b.png");
    png("c.png");

    assertThat(run(job).written()).isEqualTo(3);

    assertThat(keys("out")).containsExactly("a.png", "b.png", "c.png");
    assertVerified("out");
  }

  private void assertRefusedWithChange(Map<SpecKey<?>, String> job) {
    assertThatThrownBy(() -> run(job))
        .hasMessageContaining("b.png has changed since its records were read")
        .hasMessageContaining("--retry-bad reads bad records again");
  }

  @Test
  void inputsThatAreGoneStayBad() throws IOException {
    png("a.png");
    rotten("b.png");
    Map<SpecKey<?>, String> job = folder("in", "out", Map.of());
    run(job);
    Files.delete(directory.resolve("in/b.png"));

    PoolResult result = run(with(job, RETRY));

    assertThat(result.bad()).isOne();
    assertThat(result.reasons()).containsExactly("1 list: unreadable");
    assertThat(keys("out/_bad_records")).containsExactly("b.png");
    assertVerified("out");
  }

  @Test
  void itIsAboutAFinishedTableOfTheSameSpec() throws IOException {
    png("a.png");
    rotten("b.png");
    Map<SpecKey<?>, String> job = folder("in", "out", Map.of());
    assertRefused(
        with(job, RETRY),
        ExitCode.USAGE,
        "output.path: %s: no such table".formatted(directory.resolve("out")));
    run(job);
    assertRefused(
        with(with(job, RETRY), Map.of(SpecKey.CEIL_MODE, "true")),
        ExitCode.USAGE,
        "output.retry-bad: the table at file:%s was written with pool.ceil-mode false, not true"
            .formatted(directory.resolve("out")));
    Files.delete(directory.resolve("out/_SUCCESS"));
    assertRefused(
        with(job, RETRY),
        ExitCode.USAGE,
        "output.path: %s: an unfinished table: it has no _SUCCESS"
            .formatted(directory.resolve("out")));
    assertThat(TableDirectory.at(directory.resolve("out").toString(), new Configuration()).state())
        .isEqualTo(TableDirectory.State.UNFINISHED);
  }
}
