package io.sparkmaxpool.benchmark;

import io.sparkmaxpool.dataset.DatasetFormat;
import io.sparkmaxpool.job.SpecKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/** Very many tiny image files in class directories, where opening them is most of the work. */
final class TinySection implements JobSection {
  private static final long FILES = 50_000;
  private static final double LISTING_SECONDS = 2;

  private static final String OURS = "pool";
  private static final String BINARY_FILE = "Spark's binaryFile, reading alone";
  private static final String READ = "NIO, reading alone, 2 threads";
  private static final String DECODE = "decoding alone, 2 threads";

  @Override
  public SectionReport run(Workbench bench) throws Exception {
    long files = bench.effort().scaled(FILES);
    Path input = bench.tiny(files);
    Path ours = Workbench.output("tiny");
    ImageLoops loops = ImageLoops.over(RepeatedImages.in(input));
    List<Contender> contenders = new ArrayList<>();
    contenders.add(
        Contender.repeating(
            OURS,
            files,
            () -> Workbench.delete(ours),
            () -> bench.pool("image-folder", input, ours, Map.of(SpecKey.KERNEL_SIZE, "3"))));
    contenders.add(
        Contender.repeating(BINARY_FILE, files, () -> readWithBinaryFile(bench, input, loops)));
    contenders.add(Contender.repeating(READ, files, loops::read));
    contenders.add(Contender.repeating(DECODE, files, loops::decode));
    contenders.addAll(bench.seed().contenders("tiny", input));

    Contest result = Contest.of("images/s", bench.effort(), contenders);
    Measured listing = listing(bench.effort(), input);
    SectionReport report =
        new SectionReport(
            "tiny",
            String.format(
                Locale.ROOT,
                "%,d files of %,.0f bytes in the mean, kernel 3, float32, %s",
                files,
                loops.meanBytes(),
                Workbench.MASTER));
    report.addAll(result.figures());
    report.add(listing);
    report.add(result.atLeast(4, OURS, BINARY_FILE));
    bench.seed().compare(report, result, OURS, 5);
    report.add(Bar.atMost(LISTING_SECONDS, "s", "listing", listing.median()));
    report.note("Files are in the page cache; a listing reads headers of a sample, no pixels.");
    return report;
  }

  private static void readWithBinaryFile(Workbench bench, Path input, ImageLoops loops) {
    long bytes =
        bench
            .spark()
            .read()
            .format("binaryFile")
            .option("recursiveFileLookup", true)
            .load(input.toString())
            .selectExpr("sum(length(content))")
            .first()
            .getLong(0);
    if (bytes != loops.bytes()) {
      throw new IllegalStateException(
          "binaryFile read %,d bytes of %,d".formatted(bytes, loops.bytes()));
    }
  }

  /** Seconds in which this project finds the files. */
  private static Measured listing(Effort effort, Path input) throws Exception {
    Configuration conf = new Configuration();
    List<Double> seconds = new ArrayList<>();
    for (int turn = -effort.warmUps(); turn < effort.turns(); turn++) {
      long start = System.nanoTime();
      DatasetFormat.IMAGE_FOLDER.list(List.of(input.toString()), conf);
      if (turn >= 0) {
        seconds.add((System.nanoTime() - start) / 1e9);
      }
    }
    return new Measured("listing", "s", seconds);
  }
}
