package io.sparkmaxpool.benchmark;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures this project's job beside its peers and holds it to bars, section by section; prints a
 * table of each and writes all to {@code target/bench/job.json}. Run it by {@code jobs/bench job}.
 */
@Command(
    name = "jobs/bench job",
    mixinStandardHelpOptions = true,
    version = "spark-maxpool job benchmark",
    sortOptions = false,
    description = "This project's job beside its peers, held to bars.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:everything was measured, bars met or not", "1:a section failed"})
final class JobBenchmark implements Callable<Integer> {
  /** What there is to measure. */
  enum Section {
    CIFAR(CifarSection::new),
    PHOTOS(PhotosSection::new),
    TINY(TinySection::new),
    FORMATS(FormatsSection::new),
    READ_BACK(ReadBackSection::new),
    SCALE(ScaleSection::new),
    MEMORY(MemorySection::new),
    START_UP(StartUpSection::new);

    private final Supplier<JobSection> section;

    Section(Supplier<JobSection> section) {
      this.section = section;
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  private static final Path RESULT = Workbench.DIRECTORY.resolve("job.json");

  @Option(
      names = "--sections",
      split = ",",
      paramLabel = "SECTION",
      description = "of ${COMPLETION-CANDIDATES}; default: all of them")
  private List<Section> sections = List.of(Section.values());

  @Option(names = "--quick", description = "only show that it runs; the figures mean nothing")
  private boolean quick;

  @Option(
      names = "--batch",
      paramLabel = "FILE",
      description = "CIFAR-10 records to repeat (default: the demonstration data)")
  private Path batch = Path.of("data", "cifar10", "test_batch.bin");

  @Option(
      names = "--photos",
      paramLabel = "DIR",
      description = "photos to repeat (default: the demonstration images)")
  private Optional<Path> photos = Optional.empty();

  @Option(
      names = "--tiny",
      paramLabel = "DIR",
      description =
          "images of one size in class directories, to repeat (default: the records as JPEGs)")
  private Optional<Path> tiny = Optional.empty();

  @Option(
      names = "--python",
      description = "an interpreter with torch, torchvision and Pillow; default: ${DEFAULT-VALUE}")
  private String python = "/usr/bin/python3";

  public static void main(String[] arguments) {
    System.exit(
        new CommandLine(new JobBenchmark())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .execute(arguments));
  }

  @Override
  public Integer call() throws IOException {
    Effort effort = quick ? Effort.QUICK : Effort.FULL;
    Workbench.Settings settings = new Workbench.Settings(effort, batch, photos, tiny, python);
    JobReport report = new JobReport(circumstances(effort), System.out);
    int failed = 0;
    try (Workbench bench = new Workbench(settings)) {
      for (Section section : sections) {
        try {
          report.add(section.section.get().run(bench));
        } catch (Exception e) {
          failed++;
          report.add(new SectionReport(section.toString(), "FAILED").note(e.toString()));
          e.printStackTrace();
        }
        report.save(RESULT);
      }
    }
    return failed == 0 ? 0 : 1;
  }

  private Map<String, Object> circumstances(Effort effort) throws IOException {
    Map<String, Object> circumstances = new LinkedHashMap<>(Circumstances.here().toMap());
    circumstances.put("spark", org.apache.spark.package$.MODULE$.SPARK_VERSION());
    circumstances.put("batch", batch.getFileName().toString());
    photos.ifPresent(path -> circumstances.put("photos", path.getFileName().toString()));
    tiny.ifPresent(path -> circumstances.put("tiny", path.getFileName().toString()));
    // More than little says that something else ran, and that the figures are too low.
    circumstances.put(
        "load_before", ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    if (effort == Effort.QUICK) {
      circumstances.put("quick", "a smoke run: the figures mean nothing");
    }
    return circumstances;
  }
}
