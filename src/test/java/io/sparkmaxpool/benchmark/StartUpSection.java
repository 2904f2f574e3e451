package io.sparkmaxpool.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * How long {@code jobs/submit} takes over the demonstration data, from the command to its end, and
 * where the time goes. Cold is without the archive of loaded classes that the build records, warm
 * is with it; the files are in the page cache either way.
 */
final class StartUpSection implements JobSection {
  private static final Path ARCHIVE = Path.of("target", "spark", "classes.jsa");
  private static final Path EVENTS = Workbench.DIRECTORY.resolve("events");
  private static final double SECONDS = 8;
  private static final double MILLIS = 1e3;

  @Override
  public SectionReport run(Workbench bench) throws Exception {
    Child.build();
    List<Double> cold = new ArrayList<>();
    List<Double> warm = new ArrayList<>();
    int turns = (bench.effort().turns() + 1) / 2;
    for (int turn = 0; turn < turns; turn++) {
      cold.add(withoutArchive());
      warm.add(seconds());
    }
    SectionReport report =
        new SectionReport(
            "start-up",
            "jobs/submit pool jobs/cifar10-maxpool.yaml, 500 records, " + Workbench.MASTER);
    Measured all = new Measured("warm, whole command", "s", warm);
    report.add(new Measured("cold, whole command", "s", cold)).add(all);
    phases(report);
    report.add(Bar.atMost(SECONDS, "s", "warm, whole command", all.median()));
    report.note("Cold is without the class archive that the build records, warm with it.");
    report.note("The parts are of one more warm run, which also writes Spark's event log.");
    return report;
  }

  private static double withoutArchive() throws IOException, InterruptedException {
    if (!Files.exists(ARCHIVE)) {
      return seconds();
    }
    Path aside = ARCHIVE.resolveSibling("classes.jsa.aside");
    Files.move(ARCHIVE, aside, StandardCopyOption.REPLACE_EXISTING);
    try {
      return seconds();
    } finally {
      Files.move(aside, ARCHIVE, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static double seconds() throws IOException, InterruptedException {
    try (Child job = job()) {
      return job.await();
    }
  }

  private static Child job(String... configuration) throws IOException {
    List<String> words = new ArrayList<>(List.of("--master", Workbench.MASTER));
    for (String one : configuration) {
      words.addAll(List.of("--conf", one));
    }
    words.addAll(
        List.of(
            "--",
            "pool",
            "jobs/cifar10-maxpool.yaml",
            "--mode=overwrite",
            "--output=" + Workbench.output("start-up")));
    return Child.submit("start-up", words.toArray(new String[0]));
  }

  private static void phases(SectionReport report) throws Exception {
    Workbench.delete(EVENTS);
    Files.createDirectories(EVENTS);
    long begun = System.currentTimeMillis();
    long java = 0;
    long ended;
    try (Child job =
        job(
            "spark.eventLog.enabled=true",
            "spark.eventLog.rolling.enabled=false",
            "spark.eventLog.compress=false",
            "spark.eventLog.dir=" + EVENTS.toAbsolutePath().toUri())) {
      while (job.runs()) {
        if (java == 0 && isJava(job)) {
          java = System.currentTimeMillis();
        }
      }
      job.await();
      ended = System.currentTimeMillis();
    }
    Events events = Events.in(EVENTS);
    long[] times = {
      begun,
      java,
      events.first("SparkListenerApplicationStart", "/Timestamp"),
      events.first("SparkListenerBlockManagerAdded", "/Timestamp"),
      events.first("SparkListenerSQLExecutionStart", "/time"),
      events.first("SparkListenerTaskStart", "/Task Info/Launch Time"),
      events.last("SparkListenerTaskEnd", "/Task Info/Finish Time"),
      events.last("SparkListenerSQLExecutionEnd", "/time"),
      ended
    };
    String[] names = {
      "shell and Spark's launcher",
      "JVM, spark-submit, arguments",
      "Spark context",
      "session, listing, plan",
      "until the first task",
      "tasks",
      "commit",
      "exit"
    };
    for (int i = 0; i < names.length; i++) {
      report.add(Measured.once("  " + names[i], "s", (times[i + 1] - times[i]) / MILLIS));
    }
  }

  /** Whether the script has become the JVM, which takes its place. */
  private static boolean isJava(Child job) {
    try {
      return Path.of("/proc", Long.toString(job.pid()), "exe")
          .toRealPath()
          .getFileName()
          .toString()
          .equals("java");
    } catch (IOException gone) {
      return false;
    }
  }

  /** Spark's event log of one application. */
  private record Events(List<JsonNode> events) {
    static Events in(Path directory) throws IOException {
      try (Stream<Path> files = Files.list(directory)) {
        Path log =
            files
                .filter(file -> !file.getFileName().toString().startsWith("."))
                .findFirst()
                .orElseThrow(() -> new IOException("no event log in " + directory));
        List<JsonNode> events = new ArrayList<>();
        for (String line : Files.readAllLines(log)) {
          events.add(new ObjectMapper().readTree(line));
        }
        return new Events(events);
      }
    }

    private List<Long> times(String event, String pointer) {
      return events.stream()
          .filter(one -> one.get("Event").asText().endsWith(event))
          .map(one -> one.at(pointer).asLong())
          .toList();
    }

    long first(String event, String pointer) {
      return times(event, pointer).stream().mapToLong(time -> time).min().orElseThrow();
    }

    long last(String event, String pointer) {
      return times(event, pointer).stream().mapToLong(time -> time).max().orElseThrow();
    }
  }
}
