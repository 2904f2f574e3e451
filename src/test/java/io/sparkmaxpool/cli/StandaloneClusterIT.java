package io.sparkmaxpool.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sparkmaxpool.job.SpecKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A standalone Spark cluster whose jobs read from HDFS and write to it: all processes of their own,
 * on the loopback address, with {@code conf/standalone.conf}.
 */
class StandaloneClusterIT {
  private static final String TABLE = "/table";
  private static final int BATCHES = 12;

  @TempDir private static Path directory;
  private static StandaloneCluster spark;
  private static HdfsCluster hdfs;

  @BeforeAll
  static void start() throws Exception {
    spark = StandaloneCluster.start(directory.resolve("spark"));
    hdfs = HdfsCluster.start(directory.resolve("hdfs"));
    hdfs.put(Path.of("data"), "/data");
  }

  @AfterAll
  static void stop() throws Exception {
    hdfs.close();
    spark.close();
  }

  @Test
  void poolsOverwritesAndAppendsOnHdfsAsLocalModeDoes() throws Exception {
    TableOnDisk localImages =
        TableOnDisk.ofLocalMode("jobs/images-maxpool.yaml", directory.resolve("images"), Map.of());
    TableOnDisk localCifar =
        TableOnDisk.ofLocalMode("jobs/cifar10-maxpool.yaml", directory.resolve("cifar"), Map.of());
    String kernel = localImages.run().path("kernel").asText();
    assertThat(kernel).startsWith("vector-");

    String said = pool("jobs/images-maxpool.yaml", "/data/images", "error-if-exists");
    assertThat(said).contains("records  28 written, 1 bad (1 decode: truncated)");
    TableOnDisk images = taken(TABLE);
    images.requireRowsOf(localImages, 28);
    images.requireBadRecordsOf(localImages, 1);
    assertThat(images.run().path("counts").path("read").asInt()).isEqualTo(29);
    assertThat(images.run().path("counts").path("bad_by_stage").path("decode").asInt()).isOne();
    assertThat(images.run().path("kernel").asText()).isEqualTo(kernel);

    pool("jobs/cifar10-maxpool.yaml", "/data/cifar10/data_batch_1.bin", "overwrite");
    assertThat(taken(TABLE).directory().resolve("_bad_records")).doesNotExist();
    pool("jobs/cifar10-maxpool.yaml", "/data/cifar10/test_batch.bin", "append");
    TableOnDisk cifar = taken(TABLE);
    cifar.requireRowsOf(localCifar, 500);
    JsonNode run = cifar.run();
    assertThat(run.path("counts").path("written").asInt()).isEqualTo(250);
    assertThat(run.path("runs")).hasSize(2);
    assertThat(run.path("kernel").asText()).isEqualTo(kernel);
  }

  @Tag("long")
  @Test
  void goesOnOnHdfsAfterItsDriverWasKilledBetweenBatches() throws Exception {
    Path many = Files.createDirectory(directory.resolve("many"));
    for (int file = 0; file < BATCHES; file++) {
      Files.copy(Path.of("data/cifar10/test_batch.bin"), many.resolve(file + ".bin"));
    }
    hdfs.put(many, "/many");
    TableOnDisk local =
        TableOnDisk.ofLocalMode(
            "jobs/cifar10-maxpool.yaml",
            directory.resolve("resumed"),
            Map.of(SpecKey.INPUT_PATH, many.toString()));
    String[] job =
        Stream.of(
                Stream.of(StandaloneCluster.QUICK_START),
                Stream.of("--", "pool", "jobs/cifar10-maxpool.yaml", "--resume"),
                Stream.of("--batch-size", "1MB", "--input", hdfs.uri("/many")),
                Stream.of("--output", hdfs.uri("/resumed")))
            .flatMap(words -> words)
            .toArray(String[]::new);

    Process driver = Submit.start(directory.resolve("killed"), job);
    while (driver.isAlive() && !hdfs.has("/resumed/_ledger/00001.json")) {
      Thread.sleep(20);
    }
    driver.destroyForcibly().waitFor();
    assertThat(hdfs.has("/resumed/_ledger/00001.json")).isTrue();
    assertThat(hdfs.has("/resumed/_SUCCESS")).as("the driver was killed too late").isFalse();
    Submit.Ended again = Submit.run(directory.resolve("log"), job);
    assertThat(again.exitCode()).as(again.output()).isZero();

    taken("/resumed").requireRowsOf(local, 250 * BATCHES);
    Submit.Ended verified = Submit.run(directory.resolve("log"), "verify", hdfs.uri("/resumed"));
    assertThat(verified.exitCode()).as(verified.output()).isZero();
  }

  private static String pool(String spec, String input, String mode) throws Exception {
    Submit.Ended ended =
        Submit.run(
            directory.resolve("log"),
            Stream.of(
                    Stream.of("--extra-properties-file", "conf/standalone.conf"),
                    Stream.of("--master", spark.master(), "--executor-cores", "1"),
                    Stream.of("--executor-memory", "1g"),
                    Stream.of(StandaloneCluster.QUICK_START),
                    Stream.of("--", "pool", spec, "--split-size", "256KB"),
                    Stream.of("--input", hdfs.uri(input), "--mode", mode),
                    Stream.of("--output", hdfs.uri(TABLE)))
                .flatMap(words -> words)
                .toArray(String[]::new));
    assertThat(ended.exitCode()).as(ended.output()).isZero();
    return ended.output();
  }

  private static TableOnDisk taken(String table) throws Exception {
    Path local = Files.createTempDirectory(directory, "taken").resolve("table");
    hdfs.take(table, local);
    return new TableOnDisk(local);
  }
}
