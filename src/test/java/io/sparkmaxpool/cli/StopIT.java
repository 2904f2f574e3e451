package io.sparkmaxpool.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Signals to a driver that is at work, and what Spark's own UI shows of it meanwhile. Whatever the
 * signal, an older table stays as it was, nothing is left beside it, and the exit code is the
 * signal's.
 */
class StopIT {
  private static final int COPIES = 400;
  private static final long SECONDS = 180;
  private static final String NOTHING_WRITTEN =
      "spark-maxpool: stopped by a signal: no table was written";
  private static final long PERIOD_MILLIS = 200;

  private static final Pattern METRIC =
      Pattern.compile("\"name\":\"([^\"]+)\",\"value\":\"([0-9,]+)\"");

  @TempDir private Path directory;

  @Test
  void aSignalLeavesTheOldTableAndNothingElse() throws Exception {
    Path table = directory.resolve("table");
    List<String> first = words("data/cifar10", table.toString());
    assertThat(Submit.run(directory.resolve("first"), first.toArray(new String[0])))
        .extracting(Submit.Ended::exitCode)
        .isEqualTo(0);
    Map<String, Long> before = snapshot(table);
    Path input = directory.resolve("records.bin");
    byte[] batch = Files.readAllBytes(Path.of("data/cifar10/test_batch.bin"));
    try (OutputStream out = Files.newOutputStream(input)) {
      for (int i = 0; i < COPIES; i++) {
        out.write(batch);
      }
    }
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }

    Path log = directory.resolve("terminated");
    Process job =
        start(
            log,
            slowAnd("spark.ui.enabled=true", "spark.ui.port=" + port),
            words("slow://" + input, table.toString()));
    try {
      assertUiTells("http://127.0.0.1:" + port, input, table);
      assertEnds(job, log, "TERM", 143, NOTHING_WRITTEN);
    } finally {
      job.destroyForcibly();
    }
    assertThat(snapshot(table)).isEqualTo(before);

    log = directory.resolve("interrupted");
    job = start(log, slowAnd(), words("slow://" + input, table.toString()));
    try {
      waitFor(table.resolve("_temporary"), job, log);
      assertEnds(job, log, "INT", 130, NOTHING_WRITTEN);
    } finally {
      job.destroyForcibly();
    }
    assertThat(snapshot(table)).isEqualTo(before);
  }

  @Test
  void aCommitThatHasBegunIsFinished() throws Exception {
    Path table = directory.resolve("table");
    Path log = directory.resolve("log");
    Process job = start(log, slowAnd(), words("data/cifar10", "slow://" + table));
    try {
      waitFor(directory.resolve(SlowFileSystem.MARK), job, log);
      // The command's own last lines, or, where it is too slow to come to them, the signal's.
      assertEnds(
          job,
          log,
          "TERM",
          143,
          "table    slow://" + table,
          "spark-maxpool: stopped by a signal: the table is finished");
    } finally {
      job.destroyForcibly();
    }
    assertThat(table.resolve("_SUCCESS")).exists();
    assertThat(PoolCommandIT.rows("SELECT count(*) FROM '%s/*.parquet'".formatted(table)))
        .containsExactly("500");
  }

  private static void assertEnds(
      Process job, Path log, String signal, int exitCode, String... lastLines) throws Exception {
    assertThat(new ProcessBuilder("kill", "-" + signal, Long.toString(job.pid())).start().waitFor())
        .isZero();
    assertThat(job.waitFor(SECONDS, TimeUnit.SECONDS)).as(Files.readString(log)).isTrue();
    String output = Files.readString(log);
    assertThat(job.exitValue()).as(output).isEqualTo(exitCode);
    assertThat(output.lines().filter(List.of(lastLines)::contains)).as(output).hasSize(1);
    assertThat(output).doesNotContain("--verbose shows where");
  }

  /** What a person sees who looks at the running job. */
  private static void assertUiTells(String ui, Path input, Path table) throws Exception {
    String api = ui + "/api/v1/applications";
    JsonNode running = firstOf(api);
    String application = api + "/" + running.get("id").asText();
    String name = "pool cifar10: slow://%s -> %s".formatted(input, table);
    JsonNode job = firstOf(application + "/jobs?status=running");
    assertThat(job.get("name").asText()).isEqualTo("pool cifar10");
    assertThat(job.get("description").asText()).isEqualTo(name);
    JsonNode stage = firstOf(application + "/stages?status=active");
    assertThat(stage.get("name").asText()).isEqualTo("pool cifar10");
    assertThat(stage.get("description").asText()).isEqualTo(name);
    for (JsonNode query : get(application + "/sql?details=false")) {
      assertThat(query.get("description").asText()).isEqualTo(name);
    }
    Map<String, Long> metrics = new TreeMap<>();
    for (int i = 0; i < SECONDS * 5 && metrics.getOrDefault("records written", 0L) == 0; i++) {
      Thread.sleep(PERIOD_MILLIS);
      // The API has them when a query has ended, the page while it runs.
      Matcher metric = METRIC.matcher(page(ui + "/SQL/execution/?id=1").replace("&quot;", "\""));
      while (metric.find()) {
        metrics.put(metric.group(1), Long.valueOf(metric.group(2).replace(",", "")));
      }
    }
    assertThat(metrics)
        .containsKeys(
            "records read",
            "bytes of the records read",
            "reading and decoding (ms, sampled)",
            "records written",
            "pooling (ms, sampled)",
            "writing (ms, the rest of the time)");
    assertThat(metrics.get("records read")).isGreaterThanOrEqualTo(metrics.get("records written"));
    assertThat(metrics.get("bytes of the records read"))
        .isEqualTo(3073 * metrics.get("records read"));
  }

  /** The first element of a list, once there is one. */
  private static JsonNode firstOf(String address) throws Exception {
    for (int i = 0; i < SECONDS * 5; i++) {
      try {
        JsonNode list = get(address);
        if (!list.isEmpty()) {
          return list.get(0);
        }
      } catch (IOException e) {
        // The UI is not there yet.
      }
      Thread.sleep(PERIOD_MILLIS);
    }
    throw new AssertionError("nothing at " + address);
  }

  private static JsonNode get(String address) throws IOException {
    return new ObjectMapper().readTree(page(address));
  }

  private static String page(String address) throws IOException {
    try (InputStream body = URI.create(address).toURL().openStream()) {
      return new String(body.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static void waitFor(Path path, Process job, Path log) throws Exception {
    for (int i = 0; i < SECONDS * 5 && !Files.exists(path); i++) {
      assertThat(job.isAlive()).as(Files.readString(log)).isTrue();
      Thread.sleep(PERIOD_MILLIS);
    }
    assertThat(path).exists();
  }

  private static Process start(Path log, List<String> settings, List<String> command)
      throws IOException {
    List<String> words = new ArrayList<>();
    settings.forEach(setting -> words.addAll(List.of("--conf", setting)));
    words.add("--");
    words.addAll(command);
    return Submit.start(log, words.toArray(new String[0]));
  }

  private static List<String> slowAnd(String... settings) {
    List<String> all = new ArrayList<>(List.of(settings));
    all.add("spark.driver.extraClassPath=target/test-classes");
    all.add("spark.hadoop.fs.slow.impl=" + SlowFileSystem.class.getName());
    return all;
  }

  private static List<String> words(String input, String table) {
    return List.of(
        "pool",
        "--format",
        "cifar10",
        "--input",
        input,
        "--kernel-size",
        "3",
        "--output",
        table,
        "--mode",
        "overwrite");
  }

  /** Every file below a directory, with the time it was written. */
  private static Map<String, Long> snapshot(Path table) throws IOException {
    Map<String, Long> files = new TreeMap<>();
    List<Path> paths = new ArrayList<>();
    try (Stream<Path> walk = Files.walk(table)) {
      walk.filter(Files::isRegularFile).forEach(paths::add);
    }
    for (Path path : paths) {
      files.put(table.relativize(path).toString(), Files.getLastModifiedTime(path).toMillis());
    }
    return files;
  }
}
