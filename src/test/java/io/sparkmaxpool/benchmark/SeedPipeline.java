package io.sparkmaxpool.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * The pipeline in Python that this project takes the place of: a torchvision dataset, ToTensor, a
 * DataLoader and {@code nn.MaxPool2d}. Each turn is a process of its own, which warms up before its
 * clock starts; Python's start is not counted.
 */
final class SeedPipeline {
  private static final Path SCRIPT = Path.of("src", "build", "seed_pipeline.py");
  private static final List<Integer> WORKERS = List.of(0, Workbench.THREADS);

  private final String python;
  private final Optional<String> absence;
  private final String versions;

  private SeedPipeline(String python, Optional<String> absence, String versions) {
    this.python = python;
    this.absence = absence;
    this.versions = versions;
  }

  /** The pipeline as an interpreter runs it, or the reason why that cannot. */
  static SeedPipeline with(String python) {
    try {
      JsonNode probe = run(python, List.of("probe"));
      String versions =
          "PyTorch %s, torchvision %s, Pillow %s, Python %s, %s intra-op thread(s)"
              .formatted(
                  probe.get("torch").asText(),
                  probe.get("torchvision").asText(),
                  probe.get("pillow").asText(),
                  probe.get("python").asText(),
                  probe.get("threads").asText());
      return new SeedPipeline(python, Optional.empty(), versions);
    } catch (IOException e) {
      return new SeedPipeline(python, Optional.of(e.getMessage()), "");
    }
  }

  /** One contender for each number of workers; none where the pipeline does not run here. */
  List<Contender> contenders(String pipeline, Path input) {
    if (absence.isPresent()) {
      return List.of();
    }
    return WORKERS.stream().map(workers -> contender(pipeline, input, workers)).toList();
  }

  private Contender contender(String pipeline, Path input, int workers) {
    return new Contender() {
      @Override
      public String name() {
        return SeedPipeline.name(workers);
      }

      @Override
      public double turn(double seconds) throws IOException {
        JsonNode result =
            run(
                python,
                List.of(
                    pipeline,
                    input.toString(),
                    "--workers=" + workers,
                    String.format(Locale.ROOT, "--warm=%.3f", seconds / 2),
                    String.format(Locale.ROOT, "--seconds=%.3f", seconds)));
        return result.get("images").asDouble() / result.get("seconds").asDouble();
      }
    };
  }

  private static String name(int workers) {
    return "PyTorch DataLoader, %d workers".formatted(workers);
  }

  /**
   * Adds the bar of our rate to the pipeline's, with the number of workers that suits it best, and
   * what there is to say about it.
   */
  void compare(SectionReport report, Contest contest, String ours, double atLeast) {
    String figure = ours + " / the better PyTorch";
    OptionalDouble best =
        WORKERS.stream()
            .flatMap(workers -> contest.find(name(workers)).stream())
            .mapToDouble(Measured::median)
            .max();
    if (best.isPresent()) {
      report.add(Bar.atLeast(atLeast, figure, contest.median(ours) / best.getAsDouble()));
      report.note(versions + "; nothing is written.");
    } else {
      report.add(Bar.unmeasured(atLeast, figure));
      report.note("No PyTorch pipeline here: " + absence.orElseThrow());
    }
  }

  private static JsonNode run(String python, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(python, SCRIPT.toString()));
    command.addAll(arguments);
    Path errors = Workbench.DIRECTORY.resolve("seed-pipeline.log");
    Files.createDirectories(errors.getParent());
    Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
    try {
      byte[] output = process.getInputStream().readAllBytes();
      int code = process.waitFor();
      if (code != 0) {
        throw new IOException("%s ended with %d: %s".formatted(python, code, lastLine(errors)));
      }
      return new ObjectMapper().readTree(output);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while " + python + " ran", e);
    } finally {
      process.destroy();
    }
  }

  private static String lastLine(Path file) throws IOException {
    try (Stream<String> lines = Files.lines(file, StandardCharsets.UTF_8)) {
      return lines.reduce("", (before, line) -> line);
    }
  }
}
