package io.sparkmaxpool.benchmark;

import io.sparkmaxpool.job.JobSpec;
import io.sparkmaxpool.job.JobSpecReader;
import io.sparkmaxpool.job.PoolJob;
import io.sparkmaxpool.job.PoolResult;
import io.sparkmaxpool.job.SpecKey;
import io.sparkmaxpool.sample.SampleData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Every format by the spec of its demonstration dataset, of which there are many copies, beside
 * reading the same files and nothing else.
 */
final class FormatsSection implements JobSection {
  private static final long BYTES = 200L << 20;
  private static final double MEGABYTE = 1e6;
  private static final String ENDING = "-maxpool.yaml";

  @Override
  public SectionReport run(Workbench bench) throws Exception {
    SectionReport report =
        new SectionReport(
            "formats",
            String.format(
                Locale.ROOT,
                "copies of each demonstration dataset, %,d MB at least, its spec, %s",
                Math.round(bench.effort().scaled(BYTES) / MEGABYTE),
                Workbench.MASTER));
    Path samples = Workbench.DIRECTORY.resolve("sample-data");
    SampleData.write(samples);
    for (Path spec : specs()) {
      String file = spec.getFileName().toString();
      String name = file.substring(0, file.length() - ENDING.length());
      add(report, bench, name, spec, copies(samples.resolve(name), bench.effort().scaled(BYTES)));
    }
    report.note("Small images weigh little in bytes, and much in what has to be done for each.");
    report.note("Files are in the page cache; the bare read is of whole files, by NIO.");
    return report;
  }

  private static List<Path> specs() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("jobs"))) {
      return files.filter(file -> file.toString().endsWith(ENDING)).sorted().toList();
    }
  }

  private static void add(SectionReport report, Workbench bench, String name, Path spec, Path input)
      throws Exception {
    Path output = Workbench.output("formats-" + name);
    JobSpec job =
        JobSpecReader.read(
            spec,
            Map.of(
                SpecKey.INPUT_PATH, List.of(input.toString()),
                SpecKey.OUTPUT_PATH, List.of(output.toString())));
    Workbench.delete(output);
    PoolResult once = new PoolJob(bench.spark()).run(job).orElseThrow();
    ImageLoops files = ImageLoops.over(RepeatedImages.in(input));
    Contest result =
        Contest.of(
            "bytes/s",
            bench.effort(),
            List.of(
                Contender.repeating(
                    name,
                    once.bytesRead(),
                    () -> Workbench.delete(output),
                    () -> new PoolJob(bench.spark()).run(job)),
                Contender.repeating("bare read", files.bytes(), files::read)));
    Measured pool = result.find(name).orElseThrow();
    double records = (double) (once.written() + once.bad()) / once.bytesRead();
    report.add(scaled(pool, name, "records/s", records));
    report.add(scaled(pool, name, "MB/s", 1 / MEGABYTE));
    report.add(
        scaled(result.find("bare read").orElseThrow(), name + ": bare read", "MB/s", 1 / MEGABYTE));
  }

  private static Measured scaled(Measured measured, String name, String unit, double factor) {
    return new Measured(
        name, unit, measured.values().stream().map(value -> value * factor).toList());
  }

  /** Links to the files of a dataset, in as many directories as come to so many bytes. */
  private static Path copies(Path dataset, long bytes) throws IOException {
    List<Path> files = RepeatedImages.in(dataset);
    long each = 0;
    for (Path file : files) {
      each += Files.size(file);
    }
    long count = Math.max(1, (bytes + each - 1) / each);
    Path copies =
        Workbench.DIRECTORY
            .resolve("input")
            .resolve("%s-%d".formatted(dataset.getFileName(), count));
    Workbench.delete(copies);
    for (long i = 0; i < count; i++) {
      Path copy = copies.resolve(Long.toString(i));
      for (Path file : files) {
        Path link = copy.resolve(dataset.relativize(file));
        Files.createDirectories(link.getParent());
        Files.createLink(link, file.toAbsolutePath());
      }
    }
    return copies;
  }
}
