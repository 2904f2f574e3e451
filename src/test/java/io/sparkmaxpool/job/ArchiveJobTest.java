package io.sparkmaxpool.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.NpyHeader;
import io.sparkmaxpool.tensor.Shape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Jobs over record files in archives, and over MNIST's pairs of files. */
class ArchiveJobTest extends PoolJobFixture {
  private static final int RECORD = 3073;

  ArchiveJobTest(SparkSession spark) {
    super(spark);
  }

  private Map<SpecKey<?>, String> job(String format, Path input, String output) {
    return with(
        cifar10(output),
        Map.of(SpecKey.INPUT_FORMAT, format, SpecKey.INPUT_PATH, input.toString()));
  }

  private List<String> lines(String table) {
    return spark
        .read()
        .parquet(directory.resolve(table).toString())
        .orderBy("key")
        .toJSON()
        .collectAsList();
  }

  private static byte[] archive(boolean isPacked) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar =
        new TarArchiveOutputStream(isPacked ? new GzipCompressorOutputStream(bytes) : bytes)) {
      for (String batch : List.of("data_batch_1.bin", "test_batch.bin")) {
        byte[] records = Arrays.copyOf(Files.readAllBytes(CIFAR10.resolve(batch)), 9 * RECORD);
        TarArchiveEntry entry = new TarArchiveEntry("cifar-10-batches-bin/" + batch);
        entry.setSize(records.length);
        tar.putArchiveEntry(entry);
        tar.write(records);
        tar.closeArchiveEntry();
      }
    }
    return bytes.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aMendedArchiveIsReadWhereItWasDamagedAndBehind(boolean isPacked) throws IOException {
    Path file = directory.resolve("cifar.tar");
    byte[] whole = archive(isPacked);
    Files.write(file, Arrays.copyOf(whole, whole.length / 4));
    Map<SpecKey<?>, String> job = job("cifar10", file, "out");
    PoolResult first = run(job);
    assertThat(first.written()).isBetween(2L, 8L);
    assertThat(first.bad()).isEqualTo(2);
    Files.write(file, whole);

    PoolResult second = run(with(job, Map.of(SpecKey.RETRY_BAD, "true")));

    assertThat(first.written() + second.written()).isEqualTo(18);
    assertThat(second.bad()).isZero();
    run(job("cifar10", file, "fresh"));
    assertThat(lines("out")).hasSize(18).isEqualTo(lines("fresh"));
  }

  private static byte[] arrays() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] pixels = new byte[60 * 3 * 32 * 32];
    new Random(3).nextBytes(pixels);
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("x.npy"));
      zip.write(NpyHeader.write(DType.UINT8, Shape.of(60, 3, 32, 32)));
      zip.write(pixels);
    }
    return bytes.toByteArray();
  }

  /**
   * What does not unpack ends a stream as a file that is cut does, and stands for all behind it.
   */
  @ParameterizedTest
  @ValueSource(strings = {"cifar10", "npy"})
  void aMendedStreamIsReadBehindItsDamage(String format) throws Exception {
    Path file = directory.resolve(format.equals("npy") ? "x.npz" : "cifar.tar");
    byte[] whole = format.equals("npy") ? arrays() : archive(true);
    byte[] damaged = whole.clone();
    Arrays.fill(damaged, whole.length / 3, whole.length / 3 + 4000, (byte) 0xFF);
    Files.write(file, damaged);
    Map<SpecKey<?>, String> job = job(format, file, "out");
    PoolResult first = run(job);
    assertThat(first.bad()).isBetween(1L, 5L);
    assertThat(verified("out")).isEmpty();
    Files.write(file, whole);

    PoolResult second = run(with(job, Map.of(SpecKey.RETRY_BAD, "true")));

    run(job(format, file, "fresh"));
    assertThat(first.written() + second.written()).isEqualTo(lines("fresh").size());
    assertThat(second.bad()).isZero();
    assertThat(keys("out")).isEqualTo(keys("fresh"));
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

  /** What a check of a table finds wrong, without comparing records with their inputs. */
  private List<String> verified(String table) throws IOException {
    return new VerifyJob(spark)
        .run(new VerifySpec(directory.resolve(table).toString(), 0))
        .faults();
  }

  @Test
  void digitsAndTheirLabelsArePooled() throws IOException {
    PoolResult result = run(job("mnist", Path.of("data", "mnist").toAbsolutePath(), "out"));

    assertThat(result.written()).isEqualTo(60);
    assertThat(result.bad()).isZero();
    Row row = spark.read().parquet(directory.resolve("out").toString()).orderBy("key").first();
    assertThat(row.<String>getAs("key")).isEqualTo("t10k-images-idx3-ubyte#0");
    assertThat(row.<Integer>getAs("label")).isBetween(0, 9);
    assertThat(row.<String>getAs("label_name")).isNull();
    assertThat(
            spark
                .read()
                .parquet(directory.resolve("out").toString())
                .groupBy("label")
                .count()
                .where("count = 6")
                .count())
        .isEqualTo(10);
  }

  @Test
  void aSecondLabelOfCifar100IsAnOption() throws IOException {
    run(
        with(
            job("cifar100", Path.of("data", "cifar100").toAbsolutePath(), "out"),
            Map.of(SpecKey.OPTIONS, "label=coarse")));

    assertThat(
            spark
                .read()
                .parquet(directory.resolve("out").toString())
                .selectExpr("label_name")
                .distinct()
                .orderBy("label_name")
                .collectAsList())
        .extracting(row -> row.getString(0))
        .containsExactly(
            "large_carnivores", "large_omnivores_and_herbivores", "reptiles", "vehicles_1");
  }
}
