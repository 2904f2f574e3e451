package io.sparkmaxpool.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a job tells those who run it, on a cluster of two executors in JVMs of their own, to which
 * the jar comes as the application's only: Spark's metrics by a CSV sink, lines in the log, the
 * event log, and no password in any of it.
 */
class OperationsIT {
  private static final String USER = "AKIAEXAMPLE";
  private static final String PASSWORD = "wJalrXUtnFEMI";
  private static final String FIGURES = "plugin.io.sparkmaxpool.metrics.MaxPoolPlugin.";
  private static final Path WORK = Path.of("target/spark/work");
  private static final Pattern VALUE = Pattern.compile("(\\w+)=(\\d+)");

  @TempDir private static Path directory;
  private static Submit.Ended ended;
  private static Path table;
  private static List<String> executorLogs;

  @BeforeAll
  static void pool() throws Exception {
    table = directory.resolve("table");
    Path logging =
        Files.writeString(
            directory.resolve("log4j2.properties"),
            """
            rootLogger.level = warn
            rootLogger.appenderRef.console.ref = console
            logger.ours.name = io.sparkmaxpool
            logger.ours.level = info
            appender.console.type = Console
            appender.console.name = console
            appender.console.target = SYSTEM_ERR
            appender.console.layout.type = PatternLayout
            appender.console.layout.pattern = %p %c{1}: %m%n
            """);
    Map<String, String> settings = new TreeMap<>();
    String bucket = "bucket://%s:%s@name".formatted(USER, PASSWORD);
    String classes = Path.of("target/test-classes").toAbsolutePath().toString();
    settings.put("spark.driver.extraClassPath", classes);
    settings.put("spark.executor.extraClassPath", classes);
    settings.put("spark.hadoop.fs.bucket.impl", BucketFileSystem.class.getName());
    settings.put("spark.executor.memory", "512m");
    settings.put("spark.executorEnv.LOG4J_CONFIGURATION_FILE", logging.toString());
    settings.put("spark.metrics.conf.*.sink.csv.class", "org.apache.spark.metrics.sink.CsvSink");
    settings.put("spark.metrics.conf.*.sink.csv.period", "1");
    settings.put("spark.metrics.conf.*.sink.csv.directory", made("csv").toString());
    settings.put("spark.eventLog.enabled", "true");
    settings.put("spark.eventLog.compress", "false");
    settings.put("spark.eventLog.dir", made("events").toUri().toString());
    List<String> words = new ArrayList<>(List.of("--master", "local-cluster[2,1,1024]"));
    settings.forEach((key, value) -> words.addAll(List.of("--conf", key + "=" + value)));
    words.addAll(List.of("--", "pool", "jobs/images-maxpool.yaml", "--verbose"));
    words.addAll(List.of("--input", bucket + Path.of("data/images").toAbsolutePath()));
    words.addAll(List.of("--output", bucket + table, "--split-size", "1MB"));
    Set<Path> before = executorFiles();

    ended = Submit.run(directory.resolve("log"), words.toArray(new String[0]));

    Set<Path> after = executorFiles();
    after.removeAll(before);
    executorLogs = new ArrayList<>();
    for (Path log : after) {
      executorLogs.addAll(Files.readAllLines(log));
    }
    assertThat(ended.exitCode()).as(ended.output()).isZero();
  }

  private static Path made(String name) throws IOException {
    return Files.createDirectories(directory.resolve(name));
  }

  private static Set<Path> executorFiles() throws IOException {
    Set<Path> logs = new TreeSet<>();
    if (Files.exists(WORK)) {
      for (Path file : files(WORK)) {
        if (file.endsWith("stderr") || file.endsWith("stdout")) {
          logs.add(file);
        }
      }
    }
    return logs;
  }

  @Test
  void metricsTellWhatTheExecutorsDid() throws IOException {
    Map<String, Long> figures = new TreeMap<>();
    for (Path file : files(directory.resolve("csv"))) {
      String name = file.getFileName().toString();
      int start = name.indexOf(FIGURES);
      if (start >= 0) {
        List<String> lines = Files.readAllLines(file);
        String last = lines.get(lines.size() - 1);
        figures.merge(
            name.substring(start + FIGURES.length()).replace(".csv", ""),
            Long.valueOf(last.substring(last.indexOf(',') + 1)),
            Long::sum);
      }
    }
    assertThat(figures)
        .containsEntry("recordsRead", 29L)
        .containsEntry("readBadDecode", 1L)
        .containsEntry("recordsWritten", 28L)
        .containsEntry("bad", 1L)
        .containsEntry("badDecode", 1L)
        .containsEntry("badPool", 0L)
        .containsEntry("bytesRead", bytesOfImages());
    assertThat(figures.get("readMillis")).isPositive();
    assertThat(figures.get("writeMillis")).isPositive();
    assertThat(figures.get("bytesWritten")).isPositive();
    assertThat(figures).containsKeys("poolMillis", "badList", "badRead", "readBadRead");
  }

  @Test
  void everyTaskHasOneLineInItsExecutorsLogAndTheJobHasOne() throws IOException {
    List<Map<String, Long>> tasks =
        executorLogs.stream()
            .filter(line -> line.startsWith("INFO TensorDataWriter: task partition="))
            .map(OperationsIT::values)
            .toList();
    assertThat(tasks).isNotEmpty();
    assertThat(tasks)
        .extracting(task -> task.get("partition"))
        .doesNotHaveDuplicates()
        .contains(0L, tasks.size() - 1L);
    assertThat(tasks).allSatisfy(task -> assertThat(task).hasSize(15).containsEntry("attempt", 0L));
    assertThat(sum(tasks, "records")).isEqualTo(28);
    assertThat(sum(tasks, "bad")).isEqualTo(1);
    assertThat(sum(tasks, "bad_decode")).isEqualTo(1);
    assertThat(sum(tasks, "records_in")).isEqualTo(29);
    assertThat(sum(tasks, "bytes_in")).isEqualTo(bytesOfImages());
    long parts = files(table).stream().filter(OperationsIT::isPart).count();
    assertThat(sum(tasks, "files")).isEqualTo(parts);

    assertThat(ended.output().lines().filter(line -> line.contains(" job tasks=")))
        .singleElement()
        .asString()
        .contains(
            " INFO TensorBatchWrite: job tasks=%d records=28 bad=1".formatted(tasks.size()),
            " bad_list=0 bad_read=0 bad_decode=1 bad_pool=0 bytes_out=%d "
                .formatted(sum(tasks, "bytes_out")))
        .endsWith(" table=bucket://***@name" + table);
  }

  @Test
  void noPasswordLeaves() throws IOException {
    assertThat(ended.output())
        .contains("records  28 written, 1 bad (1 decode: truncated)")
        .contains("table    bucket://***@name" + table);
    Map<String, String> texts = new TreeMap<>();
    texts.put("output", ended.output());
    texts.put("executors' logs", String.join("\n", executorLogs));
    for (Path file : files(directory.resolve("events"))) {
      texts.put(file.toString(), Files.readString(file));
    }
    for (Path file : files(table)) {
      texts.put(file.toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
    }
    assertThat(texts.get(table.resolve("_run.json").toString()))
        .contains("bucket://***@name" + Path.of("data/images").toAbsolutePath());
    List<String> leaks = new ArrayList<>();
    texts.forEach(
        (name, text) ->
            text.lines()
                .filter(line -> line.contains(PASSWORD) || line.contains(USER))
                .forEach(line -> leaks.add(name + ": " + around(line))));
    assertThat(leaks).isEmpty();
  }

  private static String around(String line) {
    int at = Math.max(line.indexOf(PASSWORD), line.indexOf(USER));
    return line.substring(0, Math.min(line.length(), 120))
        + " ... "
        + line.substring(Math.max(0, at - 300), Math.min(line.length(), at + 60));
  }

  private static boolean isPart(Path file) {
    return file.getFileName().toString().startsWith("part-");
  }

  private static long sum(List<Map<String, Long>> tasks, String key) {
    return tasks.stream().mapToLong(task -> task.get(key)).sum();
  }

  private static Map<String, Long> values(String line) {
    Map<String, Long> values = new TreeMap<>();
    Matcher pair = VALUE.matcher(line);
    while (pair.find()) {
      values.put(pair.group(1), Long.valueOf(pair.group(2)));
    }
    return values;
  }

  private static long bytesOfImages() throws IOException {
    long bytes = 0;
    for (Path file : files(Path.of("data/images"))) {
      if (!file.endsWith("notes.txt")) {
        bytes += Files.size(file);
      }
    }
    return bytes;
  }

  private static List<Path> files(Path directory) throws IOException {
    List<Path> files = new ArrayList<>();
    try (Stream<Path> walk = Files.walk(directory)) {
      walk.filter(Files::isRegularFile).forEach(files::add);
    }
    return files;
  }
}
