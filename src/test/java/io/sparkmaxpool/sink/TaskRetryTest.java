package io.sparkmaxpool.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmaxpool.sql.SparkTest;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A task that fails and is tried again leaves its records once. */
@ExtendWith(SparkTest.class)
class TaskRetryTest {
  private static final long SECONDS = 120;

  private final TensorRows rows;
  @TempDir Path directory;

  TaskRetryTest(SparkSession spark) {
    this.rows = new TensorRows(spark);
  }

  @Test
  void onlyTheAttemptThatSucceededIsInTheTable() throws IOException, InterruptedException {
    Path table = directory.resolve("table");
    Path log = directory.resolve("log");

    Process job =
        new ProcessBuilder(command(table))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      assertThat(job.waitFor(SECONDS, TimeUnit.SECONDS)).isTrue();
    } finally {
      job.destroyForcibly();
    }

    assertThat(job.exitValue()).as(Files.readString(log)).isZero();
    List<String> good = new ArrayList<>(TensorRows.range(0, 40));
    List<String> bad = List.of("k004", "k014", "k024", "k034");
    good.removeAll(bad);
    assertThat(rows.keys(table)).isEqualTo(good);
    assertThat(rows.keys(table.resolve("_bad_records"))).isEqualTo(bad);
    assertThat(TensorRows.names(table))
        .containsExactly("_SUCCESS", "_bad_records", "_ledger", "_run.json", "part");
    assertThat(Files.readString(table.resolve("_run.json")))
        .contains("\"read\" : 40", "\"written\" : 36", "\"bad\" : 4");
  }

  /** This JVM's own command line, with another main class. */
  private static List<String> command(Path table) {
    Stream<String> options =
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .filter(option -> !option.startsWith("-javaagent") && !option.startsWith("-agentlib"));
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    return Stream.of(
            Stream.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()),
            options,
            Stream.of("-cp", classPath, FailingOnceJob.class.getName(), table.toString()))
        .flatMap(part -> part)
        .toList();
  }
}
