package io.sparkmaxpool.benchmark;

import io.sparkmaxpool.job.SpecKey;
import java.io.File;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** Whether more records take no more time each, and more executors less. */
final class ScaleSection implements JobSection {
  private static final long RECORDS = 150_000;
  private static final int TIMES = 8;

  @Override
  public SectionReport run(Workbench bench) throws Exception {
    long records = bench.effort().scaled(RECORDS);
    Path once = bench.cifar(records, 1);
    Path often = bench.cifar(records, TIMES);
    Contest result =
        Contest.of(
            "records/s",
            bench.effort(),
            List.of(contender(bench, once, records), contender(bench, often, TIMES * records)));
    Measured one = executors(bench.effort(), 1, often);
    Measured two = executors(bench.effort(), 2, often);
    return new SectionReport(
            "scale",
            String.format(
                Locale.ROOT,
                "%,d and %,d CIFAR-10 records, kernel 3, float32, zstd",
                records,
                TIMES * records))
        .addAll(result.figures())
        .add(one)
        .add(two)
        .add(
            Bar.atMost(
                8.5,
                "time of %d times the records / time of one".formatted(TIMES),
                TIMES * result.figures().get(0).median() / result.figures().get(1).median()))
        .add(Bar.atMost(0.75, "time of two executors / of one", two.median() / one.median()))
        .note("The rates are of %s; executors have one core and 1 GB.".formatted(Workbench.MASTER))
        .note(
            "The larger input is the smaller file under %d names: the cache holds it once."
                .formatted(TIMES));
  }

  private static Contender contender(Workbench bench, Path input, long records) {
    Path output = Workbench.output("scale");
    return Contender.repeating(
        String.format(Locale.ROOT, "pool, %,d records", records),
        records,
        () -> Workbench.delete(output),
        () -> bench.pool("cifar10", input, output, Map.of(SpecKey.KERNEL_SIZE, "3")));
  }

  /** Seconds that a cluster of processes takes; its driver is a process too. */
  private static Measured executors(Effort effort, int executors, Path input) throws Exception {
    Child.build();
    Path spark = Path.of("target", "spark").toAbsolutePath();
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // The options of this JVM are those that Spark needs.
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.add("-cp");
    command.add(absolute(System.getProperty("java.class.path")));
    command.add(ClusterPasses.class.getName());
    command.add("local-cluster[%d,1,1024]".formatted(executors));
    command.add(input.toString());
    command.add(Workbench.output("scale").toString());
    // Each process of two does half of a pass, and so warms up in twice as many.
    command.add(Integer.toString(2 * effort.warmUps()));
    command.add(Integer.toString(effort.turns()));
    Map<String, String> environment =
        Map.of("SPARK_HOME", spark.toString(), "SPARK_SCALA_VERSION", "2.13");
    try (Child passes = Child.start("executors-" + executors, command, environment)) {
      passes.await();
      List<Double> seconds = Stream.of(passes.lastLine().split(" ")).map(Double::valueOf).toList();
      return new Measured("executors: " + executors, "s", seconds);
    }
  }

  private static String absolute(String classPath) {
    return String.join(
        File.pathSeparator,
        Arrays.stream(classPath.split(File.pathSeparator))
            .map(entry -> Path.of(entry).toAbsolutePath().toString())
            .toList());
  }
}
