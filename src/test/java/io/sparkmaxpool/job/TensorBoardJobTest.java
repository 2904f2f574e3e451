package io.sparkmaxpool.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkmaxpool.preview.LoggedEvent;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.util.Progressable;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tables in TensorBoard. */
class TensorBoardJobTest extends PoolJobFixture {
  TensorBoardJobTest(SparkSession spark) {
    super(spark);
  }

  private Map<SpecKey<?>, String> shown(Map<SpecKey<?>, String> options) {
    return with(options, Map.of(SpecKey.TENSORBOARD, directory.resolve("runs/a").toString()));
  }

  private List<Path> files() throws IOException {
    if (!Files.exists(directory.resolve("runs/a"))) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory.resolve("runs/a"))) {
      return files.sorted().toList();
    }
  }

  private List<LoggedEvent> events() throws IOException {
    assertThat(files()).hasSize(1);
    assertThat(files().get(0).getFileName().toString())
        .matches("events\\.out\\.tfevents\\.[0-9]{10}\\.[A-Za-z0-9.-]+\\.[0-9]+\\.[0-9]+");
    return LoggedEvent.allOf(Files.readAllBytes(files().get(0)));
  }

  /** Step, tag and extents of each picture. */
  private List<String> pictures() throws IOException {
    return events().stream()
        .filter(event -> event.image() != null)
        .map(
            event ->
                "%d %s %dx%d"
                    .formatted(
                        event.step(), event.tag(), event.image().height(), event.image().width()))
        .toList();
  }

  private List<String> scalars() throws IOException {
    return events().stream()
        .filter(event -> event.scalar() != null)
        .map(event -> "%d %s %s".formatted(event.step(), event.tag(), event.scalar()))
        .toList();
  }

  /** What PyTorch logs of the demonstration data: step, tag, height, width, SHA-256 of pixels. */
  private static List<String> byPyTorch() throws IOException {
    try (InputStream file = TensorBoardJobTest.class.getResourceAsStream("/preview/batches.tsv")) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8).lines().skip(2).toList();
    }
  }

  @Test
  void showsTheBatchesThatPyTorchShows() throws Exception {
    PoolResult result = run(shown(cifar10("out")));

    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    List<String> pictures = new ArrayList<>();
    for (LoggedEvent event : events()) {
      if (event.image() != null) {
        String digest = HexFormat.of().formatHex(sha256.digest(event.image().pixels()));
        pictures.add(
            "%d\t%s\t%d\t%d\t%s"
                .formatted(
                    event.step(),
                    event.tag(),
                    event.image().height(),
                    event.image().width(),
                    digest));
      }
    }
    assertThat(pictures).hasSize(16).isEqualTo(byPyTorch());
    assertThat(result.lines())
        .endsWith(
            "events   500 records, 500 with their inputs, in 8 steps: tensorboard --logdir "
                + directory.resolve("runs/a"));
  }

  @Test
  void showsRatesOfTheRun() throws IOException {
    run(shown(images("out")));

    JsonNode report =
        new ObjectMapper().readTree(Files.readString(directory.resolve("out/_run.json")));
    double rate = report.get("records_per_second").asDouble();
    assertThat(rate).isPositive();
    assertThat(scalars())
        .containsExactly("0 rate/records_per_second " + (float) rate, "0 bad/ratio " + 1 / 29f);
  }

  @Test
  void imagesOfManySizesAreOneStep() throws IOException {
    PoolResult result = run(shown(images("out")));

    assertThat(result.tensorBoard().orElseThrow())
        .isEqualTo(new TensorBoardResult(directory.resolve("runs/a").toString(), 28, 28, 1, 0));
    assertThat(pictures()).hasSize(2);
    assertThat(pictures().get(0)).startsWith("0 input ");
    assertThat(pictures().get(1)).startsWith("0 output ");
  }

  @Test
  void showsTheFirstRecordsOnly() throws IOException {
    run(with(shown(cifar10("out")), Map.of(SpecKey.TENSORBOARD_RECORDS, "70")));

    assertThat(pictures())
        .containsExactly("0 input 256x256", "0 output 80x80", "1 input 32x192", "1 output 10x60");
  }

  @Test
  void showsFiguresAloneIfSoAsked() throws IOException {
    run(with(shown(cifar10("out")), Map.of(SpecKey.TENSORBOARD_RECORDS, "0")));

    assertThat(pictures()).isEmpty();
    assertThat(scalars()).hasSize(2);
  }

  @Test
  void showsAFinishedTableAndEachOfItsRuns() throws IOException {
    Path first = copied("data_batch_1.bin", "one");
    Path second = copied("test_batch.bin", "two");
    run(with(cifar10("out"), Map.of(SpecKey.INPUT_PATH, first.toString())));
    run(
        with(
            cifar10("out"), Map.of(SpecKey.MODE, "append", SpecKey.INPUT_PATH, second.toString())));
    Files.delete(first);

    PreviewResult result =
        new PreviewJob(spark)
            .run(
                new PreviewSpec(
                    directory.resolve("out").toString(),
                    Optional.empty(),
                    10,
                    OptionalInt.empty(),
                    Optional.of(new TensorBoardSpec(directory.resolve("runs/a").toString(), 640))));

    assertThat(directory.resolve("out/_preview/index.html")).exists();
    assertThat(scalars())
        .extracting(line -> line.replaceAll(" [^ ]*$", ""))
        .containsExactly(
            "0 rate/records_per_second", "0 bad/ratio", "1 rate/records_per_second", "1 bad/ratio");
    TensorBoardResult shown = result.tensorBoard().orElseThrow();
    assertThat(shown.records()).isEqualTo(500);
    assertThat(shown.inputs()).as("half of them gone").isEqualTo(250);
    assertThat(result.lines()).last().isEqualTo(shown.line());
    assertThat(pictures())
        .startsWith("0 output 80x80", "1 output 80x80", "2 output 80x80", "3 input 256x256")
        .endsWith("7 input 224x256", "7 output 70x80");
  }

  private Path copied(String name, String target) throws IOException {
    Path copy = Files.createDirectories(directory.resolve(target)).resolve(name);
    return Files.copy(CIFAR10.resolve(name), copy);
  }

  @Test
  void aSecondRunAddsAFile() throws IOException {
    run(shown(cifar10("out")));
    run(with(shown(cifar10("out")), Map.of(SpecKey.MODE, "overwrite")));

    assertThat(files()).hasSize(2);
    assertThat(run(with(cifar10("out"), Map.of(SpecKey.MODE, "overwrite"))).written())
        .isEqualTo(500);
  }

  @ParameterizedTest
  @CsvSource({
    "out, lies in the table",
    "out/events, lies in the table",
    "file.txt, is a file: a directory is wanted",
    "file.txt/run, file.txt is a file: a directory is wanted"
  })
  void aPlaceThatCannotBeIsRefusedBeforeAnythingIsDone(String place, String rule)
      throws IOException {
    Files.writeString(directory.resolve("file.txt"), "mine");
    String given = directory.resolve(place).toString();

    assertRefusedWith(
        with(cifar10("out"), Map.of(SpecKey.TENSORBOARD, given)),
        "output.tensorboard: " + given + ": " + rule);

    assertThat(directory.resolve("out")).doesNotExist();
    assertThat(directory.resolve("file.txt")).hasContent("mine");
  }

  @Test
  void anUnknownFileSystemIsRefused() {
    assertRefused(
        with(cifar10("out"), Map.of(SpecKey.TENSORBOARD, "nofs://host/runs")),
        ExitCode.USAGE,
        "output.tensorboard: nofs://host/runs: No FileSystem for scheme \"nofs\"");
  }

  @Test
  void theTablesOwnPlaceForPicturesIsAllowed() throws IOException {
    String place = directory.resolve("out/_preview/events").toString();

    run(with(cifar10("out"), Map.of(SpecKey.TENSORBOARD, place)));

    assertThat(directory.resolve("out/_preview/events")).isNotEmptyDirectory();
    assertThat(run(with(cifar10("out"), Map.of(SpecKey.MODE, "overwrite"))).written())
        .isEqualTo(500);
  }

  @Test
  void theTableIsThereIfItsEventsFail() throws IOException {
    Configuration conf = spark.sparkContext().hadoopConfiguration();
    conf.setClass("fs.full.impl", FullFileSystem.class, RawLocalFileSystem.class);
    String place = "full://" + directory.resolve("runs/a");

    assertThatThrownBy(() -> run(with(cifar10("out"), Map.of(SpecKey.TENSORBOARD, place))))
        .asInstanceOf(type(JobException.class))
        .satisfies(
            e -> {
              assertThat(e.lines())
                  .containsExactly(
                      "output.tensorboard: "
                          + place
                          + ": the table is finished, but has no events: No space left on device");
              assertThat(e.exitCode()).isEqualTo(ExitCode.FAILED);
            });

    assertThat(directory.resolve("out/_SUCCESS")).exists();
    assertThat(spark.read().parquet(directory.resolve("out").toString()).count()).isEqualTo(500);
    assertThat(files()).as("what was begun").isEmpty();
  }

  /** A local disk that has room for a few bytes of each file. */
  public static final class FullFileSystem extends RawLocalFileSystem {
    private static final int ROOM = 1000;

    @Override
    public URI getUri() {
      return URI.create("full:///");
    }

    @Override
    public String getScheme() {
      return "full";
    }

    @Override
    public FSDataOutputStream create(
        org.apache.hadoop.fs.Path path,
        boolean overwrite,
        int bufferSize,
        short replication,
        long blockSize,
        Progressable progress)
        throws IOException {
      OutputStream disk =
          super.create(path, overwrite, bufferSize, replication, blockSize, progress);
      return new FSDataOutputStream(
          new FilterOutputStream(disk) {
            private int written;

            @Override
            public void write(int b) throws IOException {
              if (++written > ROOM) {
                throw new IOException("No space left on device");
              }
              out.write(b);
            }
          },
          null);
    }
  }
}
