package io.sparkmaxpool.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A standalone Spark cluster: a master and two workers of one core each, processes all. */
final class StandaloneCluster implements AutoCloseable {
  /** Words for spark-submit: JVMs that live for seconds need no optimizing compiler. */
  static final String[] QUICK_START = {
    "--conf",
    "spark.driver.defaultJavaOptions=-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    "--conf",
    "spark.executor.defaultJavaOptions=-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
  };

  private static final Pattern MASTER = Pattern.compile("Starting Spark master at (spark://\\S+)");
  private static final Pattern REGISTERED =
      Pattern.compile("(Successfully registered with master)");

  private final String master;
  private final List<ClusterProcess> processes;

  private StandaloneCluster(String master, List<ClusterProcess> processes) {
    this.master = master;
    this.processes = processes;
  }

  static StandaloneCluster start(Path directory) throws IOException, InterruptedException {
    ClusterProcess master =
        ClusterProcess.start(
            directory.resolve("master.log"),
            List.of(),
            words("org.apache.spark.deploy.master.Master"));
    String url = master.awaitPrinted(MASTER);
    ClusterProcess first = worker(directory.resolve("worker-1"), url);
    ClusterProcess second = worker(directory.resolve("worker-2"), url);
    first.awaitPrinted(REGISTERED);
    second.awaitPrinted(REGISTERED);
    return new StandaloneCluster(url, List.of(first, second, master));
  }

  private static ClusterProcess worker(Path directory, String master) throws IOException {
    return ClusterProcess.start(
        directory.resolve("log"),
        List.of(),
        words(
            "org.apache.spark.deploy.worker.Worker",
            "--cores",
            "1",
            "--memory",
            "1g",
            "--work-dir",
            directory.toString(),
            master));
  }

  private static List<String> words(String main, String... arguments) {
    return Stream.concat(
            Stream.of(main, "--host", "127.0.0.1", "--port", "0", "--webui-port", "0"),
            Stream.of(arguments))
        .toList();
  }

  /** What {@code --master} takes. */
  String master() {
    return master;
  }

  @Override
  public void close() {
    for (ClusterProcess process : processes) {
      process.close();
    }
  }
}
