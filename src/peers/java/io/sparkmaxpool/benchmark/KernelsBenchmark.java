package io.sparkmaxpool.benchmark;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkmaxpool.pooling.MaxPool2d;
import io.sparkmaxpool.pooling.PooledWithIndices;
import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.openjdk.jmh.runner.RunnerException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Measures the max pooling kernels beside libtorch, ONNX Runtime and a plain copy of the input, all
 * on one thread, case by case. A contender whose result differs by a bit fails the whole. Run it by
 * {@code jobs/bench kernels}.
 */
@Command(
    name = "jobs/bench kernels",
    mixinStandardHelpOptions = true,
    version = "spark-maxpool kernels benchmark",
    sortOptions = false,
    description = "Times the max pooling kernels beside those of other programs.")
final class KernelsBenchmark implements Callable<Integer> {
  private static final Path REPORTS = Path.of("target", "bench");
  private static final String GROWTH = "growth";
  private static final List<String> CASES =
      List.of(
          "64x3x32x32 k3 s3 pixels",
          "64x112x112 k3 s2 p1",
          "3x1024x1024 k2 s2",
          "3x224x224 k2 s2",
          "64x56x56 k3 s1 p1",
          "256x20x20 k13 s1 p6",
          "3x500x375 k3 s2 p1",
          "1x1000x1000 k60x80 s10 p10x20 d10",
          GROWTH);

  @Spec private CommandSpec spec;

  @Option(
      names = "--cases",
      split = ",",
      paramLabel = "CASE",
      description =
          "inputs and windows, as [N]xCxHxW kK [sS] [pP] [dD] [pixels]; growth is the table of ever"
              + " larger windows; default: eight cases and growth")
  private List<String> names = CASES;

  @Option(
      names = "--quick",
      description = "compares all results, but hardly measures: a minute, to see that all works")
  private boolean quick;

  private final KernelTable table = new KernelTable();
  private final KernelGrowth growth = new KernelGrowth();

  public static void main(String[] arguments) {
    System.exit(
        new CommandLine(new KernelsBenchmark())
            .setExecutionExceptionHandler(
                (failure, command, parsed) -> {
                  for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
                    command.getErr().println("jobs/bench kernels: " + cause.getMessage());
                  }
                  return command.getCommandSpec().exitCodeOnExecutionException();
                })
            .execute(arguments));
  }

  @Override
  public Integer call() throws IOException, RunnerException {
    List<KernelCase> cases =
        names.stream().filter(name -> !name.equals(GROWTH)).map(this::parse).toList();
    Map<String, Object> report = circumstances();
    System.out.println(report);
    for (KernelCase one : cases) {
      Map<KernelContender, Timing> timings = time(one, Arrays.asList(KernelContender.values()));
      table.add(one, timings);
      System.out.printf("%n%s", KernelTable.render(one, timings));
    }
    if (!table.isEmpty()) {
      System.out.printf("%n%s", table.renderBars());
      report.put("cases", table.toList());
    }
    if (names.contains(GROWTH)) {
      for (KernelCase one : KernelGrowth.cases()) {
        growth.add(one, time(one, KernelGrowth.CONTENDERS));
      }
      System.out.printf("%n%s", growth.render());
      report.put(GROWTH, growth.toList());
    }
    if (quick) {
      System.out.printf("%nall results agree; the figures are of code that is hardly warm%n");
    }
    Files.createDirectories(REPORTS);
    Path file = REPORTS.resolve(quick ? "kernels-quick.json" : "kernels.json");
    new ObjectMapper().writerWithDefaultPrettyPrinter().writeValue(file.toFile(), report);
    return 0;
  }

  private KernelCase parse(String name) {
    try {
      return KernelCase.of(name);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--cases: " + e.getMessage(), e);
    }
  }

  /** Compares all results, and only then times: a fast kernel that is wrong does not count. */
  private Map<KernelContender, Timing> time(KernelCase one, List<KernelContender> contenders)
      throws RunnerException {
    for (DType dtype : List.of(DType.FLOAT32, DType.UINT8)) {
      Tensor input = one.input(dtype);
      PooledWithIndices pooled = one.pooled(input);
      for (KernelContender contender : contenders) {
        if (contender.dtype() == dtype) {
          try (KernelCall call = contender.prepare(one, input)) {
            contender.requireAgreement(one, input, pooled, call);
          }
        }
      }
    }
    KernelTimer timer = quick ? KernelTimer.QUICK : KernelTimer.FULL;
    Map<KernelContender, Timing> timings = new EnumMap<>(KernelContender.class);
    for (KernelContender contender : contenders) {
      timings.put(contender, timer.time(one, contender));
    }
    return timings;
  }

  private Map<String, Object> circumstances() throws IOException {
    Map<String, Object> circumstances = new LinkedHashMap<>(Circumstances.here().toMap());
    circumstances.put("kernel", MaxPool2d.kernelName());
    circumstances.put("libtorch", LibtorchCall.version());
    circumstances.put("onnxruntime", OnnxRuntimeCall.version());
    circumstances.put("jmh", org.openjdk.jmh.util.Version.getPlainVersion());
    circumstances.put("threads", 1);
    circumstances.put("effort", (quick ? KernelTimer.QUICK : KernelTimer.FULL).toString());
    return circumstances;
  }
}
