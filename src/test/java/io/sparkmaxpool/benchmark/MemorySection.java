package io.sparkmaxpool.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Whether the memory of the job depends on how much it reads, in processes that {@code jobs/submit}
 * starts.
 *
 * <p>What is live on the heap: {@code jcmd PID GC.run} forces a full collection twice a second, the
 * collector's log tells the heap in use after each, and the largest of those counts: the buffers of
 * a task grow until it writes. The process's peak is what Linux tells of it, {@code VmHWM}, with
 * the decoder's native memory and the JVM's own.
 */
final class MemorySection implements JobSection {
  private static final long RECORDS = 150_000;
  private static final int NAMES = 8;
  private static final int TIMES = 8;
  private static final int LARGE_IMAGES = 4;
  private static final int LARGE_SIDE = 12_000;
  private static final double COLLECT_SECONDS = 0.5;
  private static final Pattern FULL_COLLECTION =
      Pattern.compile("Pause Full \\(Diagnostic Command\\) \\d+M->(\\d+)M");

  @Override
  public SectionReport run(Workbench bench) throws Exception {
    Child.build();
    long records = bench.effort().scaled(RECORDS);
    SectionReport report =
        new SectionReport(
            "memory",
            String.format(
                Locale.ROOT,
                "%,d and %,d CIFAR-10 records in a heap of 512 MB; %d PNGs of %,d x %,d in 2 GB",
                NAMES * records,
                TIMES * NAMES * records,
                LARGE_IMAGES,
                LARGE_SIDE,
                LARGE_SIDE));
    double once = live(report, bench.cifar(records, NAMES), "once");
    double often = live(report, bench.cifar(records, TIMES * NAMES), TIMES + " times");
    report.add(Bar.atMost(1.1, "live, %d times / once".formatted(TIMES), often / once));
    double peak = largeImages(report);
    report.add(Bar.atMost(4, "GiB", "peak of the process, large images", peak));
    report.note("Live is the most that a full collection left, of two a second.");
    return report;
  }

  /** The most megabytes that a full collection left. */
  private static double live(SectionReport report, Path input, String size) throws Exception {
    Path log = Workbench.DIRECTORY.resolve("gc.log").toAbsolutePath();
    Files.deleteIfExists(log);
    Path output = Workbench.output("memory");
    Workbench.delete(output);
    try (Child job =
        Child.submit(
            "memory",
            "--driver-memory",
            "512m",
            "--master",
            Workbench.MASTER,
            "--driver-java-options",
            "-Xlog:gc:file=" + log,
            "--",
            "pool",
            "--format=cifar10",
            "--input=" + input,
            "--kernel-size=3",
            "--output=" + output)) {
      double next = 0;
      while (job.runs()) {
        if (job.seconds() >= next && Files.exists(log)) {
          collect(job);
          next = job.seconds() + COLLECT_SECONDS;
        }
      }
      report.add(Measured.once("seconds, " + size, "s", job.await()));
      report.add(Measured.once("peak of the process, " + size, "GiB", job.peakGibibytes()));
    }
    double live = mostLive(log);
    report.add(Measured.once("live, " + size, "MB", live));
    return live;
  }

  private static void collect(Child job) throws IOException, InterruptedException {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    Process collection =
        new ProcessBuilder(jcmd, Long.toString(job.pid()), "GC.run")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    // A process that just ends may leave it waiting.
    if (!collection.waitFor(10, TimeUnit.SECONDS)) {
      collection.destroyForcibly();
    }
  }

  private static double mostLive(Path log) throws IOException {
    try (Stream<String> lines = Files.lines(log)) {
      return lines
          .map(FULL_COLLECTION::matcher)
          .filter(Matcher::find)
          .mapToDouble(found -> Double.parseDouble(found.group(1)))
          .max()
          .orElseThrow(() -> new IOException("no full collection in " + log));
    }
  }

  /** The peak of a process that decodes very large images, in GiB. */
  private static double largeImages(SectionReport report) throws Exception {
    Path images = LargeImages.in(Workbench.DIRECTORY.resolve("input"), LARGE_SIDE, LARGE_IMAGES);
    Path output = Workbench.output("large");
    Workbench.delete(output);
    try (Child job =
        Child.submit(
            "large-images",
            "--driver-memory",
            "2g",
            "--master",
            Workbench.MASTER,
            "--",
            "pool",
            "--format=image-folder",
            "--input=" + images,
            "--kernel-size=3",
            "--output=" + output,
            "--bad-records=fail")) {
      report.add(Measured.once("seconds, large images", "s", job.await()));
      return job.peakGibibytes();
    }
  }
}
