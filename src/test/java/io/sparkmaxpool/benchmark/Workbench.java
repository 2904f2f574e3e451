package io.sparkmaxpool.benchmark;

import io.sparkmaxpool.job.JobSpecReader;
import io.sparkmaxpool.job.PoolJob;
import io.sparkmaxpool.job.SpecKey;
import io.sparkmaxpool.sample.SampleData;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;

/** What the sections of the job benchmark share: inputs, places for outputs, and the session. */
final class Workbench implements Closeable {
  /** Tasks of this project, threads of the loops and workers of the pipelines that run at once. */
  static final int THREADS = 2;

  static final String MASTER = "local[" + THREADS + "]";

  /** Everything that is written lies below. */
  static final Path DIRECTORY = Path.of("target", "bench");

  /**
   * What is measured.
   *
   * @param effort how long
   * @param batch records in CIFAR-10's binary layout, which are repeated
   * @param photos a directory of photos; without one, the demonstration images
   * @param tiny a directory of class directories of tiny images, all of one size; without one, the
   *     records as JPEGs
   * @param python the interpreter that has torch, torchvision and Pillow
   */
  record Settings(
      Effort effort, Path batch, Optional<Path> photos, Optional<Path> tiny, String python) {}

  private final Settings settings;
  private final SeedPipeline seed;
  private SparkSession spark;

  Workbench(Settings settings) {
    this.settings = settings;
    this.seed = SeedPipeline.with(settings.python());
  }

  Effort effort() {
    return settings.effort();
  }

  SeedPipeline seed() {
    return seed;
  }

  /** The one session of this JVM, started when first asked for. */
  SparkSession spark() {
    if (spark == null) {
      spark =
          SparkSession.builder()
              .appName("spark-maxpool job benchmark")
              .master(MASTER)
              .config("spark.sql.extensions", "io.sparkmaxpool.sql.MaxPoolExtensions")
              .config("spark.ui.enabled", false)
              .getOrCreate();
      spark.sparkContext().setLogLevel("ERROR");
    }
    return spark;
  }

  @Override
  public void close() {
    if (spark != null) {
      spark.stop();
      spark = null;
    }
  }

  /** Runs the job that the {@code pool} command runs, into an empty place. */
  void pool(String format, Path input, Path output, Map<SpecKey<?>, String> keys)
      throws IOException {
    Map<SpecKey<?>, List<String>> spec = new HashMap<>();
    keys.forEach((key, value) -> spec.put(key, List.of(value)));
    spec.put(SpecKey.INPUT_FORMAT, List.of(format));
    spec.put(SpecKey.INPUT_PATH, List.of(input.toString()));
    spec.put(SpecKey.OUTPUT_PATH, List.of(output.toString()));
    new PoolJob(spark()).run(JobSpecReader.read(spec));
  }

  /** A file of {@code records} CIFAR-10 records. */
  Path cifar(long records) throws IOException {
    return BenchmarkInput.repeat(settings.batch(), records, DIRECTORY.resolve("input"));
  }

  /** A directory of CIFAR-10 files that are one file of {@code records} under several names. */
  Path cifar(long records, int names) throws IOException {
    Path file = cifar(records);
    Path directory =
        DIRECTORY.resolve("input").resolve("%dx-%s".formatted(names, file.getFileName()));
    delete(directory);
    Files.createDirectories(directory);
    for (int i = 0; i < names; i++) {
      Files.createLink(directory.resolve("data_%d.bin".formatted(i)), file);
    }
    return directory;
  }

  /** A directory of {@code count} photos in class directories. */
  Path photos(long count) throws IOException {
    Path source;
    if (settings.photos().isPresent()) {
      source = settings.photos().get();
    } else {
      Path samples = DIRECTORY.resolve("sample-data");
      SampleData.write(samples);
      source = samples.resolve("images");
    }
    return RepeatedImages.of(source, count, DIRECTORY.resolve("input").resolve("photos"));
  }

  /** A directory of {@code count} tiny images, all of one size, in class directories. */
  Path tiny(long count) throws IOException {
    Path source =
        settings.tiny().isPresent()
            ? settings.tiny().get()
            : TinyImages.of(settings.batch(), DIRECTORY.resolve("tiny-images"));
    return RepeatedImages.of(source, count, DIRECTORY.resolve("input").resolve("tiny"));
  }

  /** A place for a table, which may hold the last one. */
  static Path output(String name) {
    return DIRECTORY.resolve("output").resolve(name);
  }

  /** Deletes a file or a directory, if it is there. */
  static void delete(Path path) throws IOException {
    if (Files.exists(path)) {
      try (Stream<Path> below = Files.walk(path)) {
        for (Path one : below.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(one);
        }
      }
    }
  }

  /** Bytes of a table's part files. */
  static long partBytes(Path table) throws IOException {
    long bytes = 0;
    for (Path file : parts(table)) {
      bytes += Files.size(file);
    }
    return bytes;
  }

  /** A table's part files, in the order of their names. */
  static List<Path> parts(Path table) throws IOException {
    try (Stream<Path> files = Files.list(table)) {
      return files.filter(f -> f.getFileName().toString().startsWith("part-")).sorted().toList();
    }
  }
}
