package io.sparkmaxpool.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkmaxpool.job.SpecKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code local-cluster}: a driver that starts two executors, each in a JVM of its own. */
class LocalClusterIT {
  @TempDir private Path directory;

  @Test
  void writesTheRowsOfLocalMode() throws Exception {
    Path events = Files.createDirectory(directory.resolve("events"));
    TableOnDisk local =
        TableOnDisk.ofLocalMode(
            "jobs/cifar10-maxpool.yaml",
            directory.resolve("local"),
            Map.of(SpecKey.RETURN_INDICES, "true"));
    TableOnDisk cluster = new TableOnDisk(directory.resolve("cluster"));

    Submit.Ended ended =
        Submit.run(
            directory.resolve("log"),
            Stream.of(
                    Stream.of("--master", "local-cluster[2,1,1024]"),
                    Stream.of(StandaloneCluster.QUICK_START),
                    // So that both have come before the first task is given away.
                    Stream.of("--conf", "spark.scheduler.minRegisteredResourcesRatio=1.0"),
                    Stream.of("--conf", "spark.eventLog.enabled=true"),
                    Stream.of("--conf", "spark.eventLog.compress=false"),
                    Stream.of("--conf", "spark.eventLog.dir=" + events.toUri()),
                    Stream.of("--", "pool", "jobs/cifar10-maxpool.yaml", "--return-indices"),
                    Stream.of("--split-size", "64KB"),
                    Stream.of("--output", cluster.directory().toString()))
                .flatMap(words -> words)
                .toArray(String[]::new));

    assertThat(ended.exitCode()).as(ended.output()).isZero();
    assertThat(ended.output()).contains("records  500 written, 0 bad");
    cluster.requireRowsOf(local, 500);
    assertThat(cluster.parts()).isGreaterThan(2);
    assertThat(executors(events)).containsExactly("0", "1");
    JsonNode run = cluster.run();
    assertThat(run.path("counts").path("written").asInt()).isEqualTo(500);
    assertThat(run.path("counts").path("bad").asInt()).isZero();
    assertThat(run.path("input").path("bytes").asInt()).isEqualTo(1_536_500);
    assertThat(run.path("kernel").asText())
        .startsWith("vector-")
        .isEqualTo(local.run().path("kernel").asText());
  }

  /** The executors that ran tasks, as Spark's event log names them. */
  private static Set<String> executors(Path events) throws IOException {
    Set<String> executors = new TreeSet<>();
    ObjectMapper json = new ObjectMapper();
    try (Stream<Path> files = Files.walk(events)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        for (String line : Files.readAllLines(file)) {
          if (line.contains("SparkListenerTaskEnd")) {
            executors.add(json.readTree(line).path("Task Info").path("Executor ID").asText());
          }
        }
      }
    }
    return executors;
  }
}
