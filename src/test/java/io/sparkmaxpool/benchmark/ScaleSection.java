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
  private static final String MACHINE = "time of two plain processes / of one";

  /** What passes of a job took, and how much of it was before the first task or after the last. */
  private record Passes(Measured seconds, Measured withoutTask) {
    static Passes of(String name, Child child) throws Exception {
      child.await();
      List<String[]> passes =
          Stream.of(child.lastLine().split(" ")).map(pass -> pass.split("/")).toList();
      return new Passes(
          new Measured(name, "s", passes.stream().map(p -> Double.valueOf(p[0])).toList()),
          new Measured(
              name + ", no task runs",
              "s",
              passes.stream().map(p -> Double.valueOf(p[1])).toList()));
    }
  }

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
    Passes one = executors(bench.effort(), 1, often);
    Passes two = executors(bench.effort(), 2, often);
    double alone = processes(bench.effort(), List.of(often)).median();
    Path half = bench.cifar(records, TIMES / 2);
    double together = processes(bench.effort(), List.of(half, half)).median();
    return new SectionReport(
            "scale",
            String.format(
                Locale.ROOT,
                "%,d and %,d CIFAR-10 records, kernel 3, float32, zstd",
                records,
                TIMES * records))
        .addAll(result.figures())
        .add(one.seconds())
        .add(one.withoutTask())
        .add(two.seconds())
        .add(two.withoutTask())
        .add(Measured.once(MACHINE, "", together / alone))
        .add(
            Bar.atMost(
                8.5,
                "time of %d times the records / time of one".formatted(TIMES),
                TIMES * result.figures().get(0).median() / result.figures().get(1).median()))
        .add(
            Bar.atMost(
                0.75,
                "time of two executors / of one",
                two.seconds().median() / one.seconds().median()))
        .note(
            "Plain processes run the job on one thread each, one over all records or two at once over"
                + " half of them; each is its own driver, and pays for that once in every pass.")
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

  /** What a cluster of processes takes; its driver is a process too. */
  private static Passes executors(Effort effort, int executors, Path input) throws Exception {
    Child.build();
    Path spark = Path.of("target", "spark").toAbsolutePath();
    String name = "executors-" + executors;
    List<String> command =
        command(effort, "local-cluster[%d,1,1024]".formatted(executors), input, "scale");
    Map<String, String> environment =
        Map.of("SPARK_HOME", spark.toString(), "SPARK_SCALA_VERSION", "2.13");
    try (Child child = Child.start(name, command, environment)) {
      return Passes.of("executors: " + executors, child);
    }
  }

  /**
   * What plain processes take that run at once, one for each input, on one thread each: all their
   * passes, in seconds.
   */
  private static Measured processes(Effort effort, List<Path> inputs) throws Exception {
    List<Child> children = new ArrayList<>();
    try {
      for (int i = 0; i < inputs.size(); i++) {
        String name = "process-%d-of-%d".formatted(i + 1, inputs.size());
        children.add(Child.start(name, command(effort, "local[1]", inputs.get(i), name), Map.of()));
      }
      List<Double> seconds = new ArrayList<>();
      for (Child child : children) {
        seconds.addAll(Passes.of("processes", child).seconds().values());
      }
      return new Measured("processes", "s", seconds);
    } finally {
      for (Child child : children) {
        child.close();
      }
    }
  }

  private static List<String> command(Effort effort, String master, Path input, String output) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // The options of this JVM are those that Spark needs.
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.add("-cp");
    command.add(absolute(System.getProperty("java.class.path")));
    command.add(ClusterPasses.class.getName());
    command.add(master);
    command.add(input.toString());
    command.add(Workbench.output(output).toString());
    // Each process of two does half of a pass, and so warms up in twice as many.
    command.add(Integer.toString(2 * effort.warmUps()));
    command.add(Integer.toString(effort.turns()));
    return command;
  }

  private static String absolute(String classPath) {
    return String.join(
        File.pathSeparator,
        Arrays.stream(classPath.split(File.pathSeparator))
            .map(entry -> Path.of(entry).toAbsolutePath().toString())
            .toList());
  }
}
