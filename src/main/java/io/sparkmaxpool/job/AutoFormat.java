package io.sparkmaxpool.job;

import io.sparkmaxpool.dataset.DatasetFormat;
import io.sparkmaxpool.dataset.FormatDetector;
import io.sparkmaxpool.tensor.DType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;

/**
 * A job whose format is left to its input, with the format that its files show.
 *
 * @param spec the job, of a format
 * @param line what to tell of it; empty where the format was asked for
 */
public record AutoFormat(JobSpec spec, Optional<String> line) {
  private static final Set<DType> OF_IMAGES = Set.of(DType.FLOAT32, DType.UINT8);

  /**
   * Decides.
   *
   * @throws JobException with {@link ExitCode#USAGE} if files show no format or several, or the one
   *     they show does not take what the spec says
   */
  public static AutoFormat of(JobSpec spec, Configuration conf) throws IOException {
    if (spec.input().choice().decided().isPresent()) {
      return new AutoFormat(spec, Optional.empty());
    }
    FormatDetector.Detected detected = detect(spec.input().paths(), conf);
    DatasetFormat format = detected.format();
    List<String> mistakes = new ArrayList<>();
    spec.input()
        .layout()
        .flatMap(layout -> layoutRule(format))
        .ifPresent(rule -> mistakes.add("input.layout: " + rule));
    spec.output()
        .dtype()
        .flatMap(dtype -> dtypeRule(format, dtype))
        .ifPresent(rule -> mistakes.add("output.dtype: " + rule));
    if (!mistakes.isEmpty()) {
      throw new JobException(ExitCode.USAGE, mistakes);
    }
    return new AutoFormat(
        spec.of(format),
        Optional.of("format   %s, which %s shows".formatted(format.label(), detected.key())));
  }

  private static FormatDetector.Detected detect(List<String> paths, Configuration conf)
      throws IOException {
    List<FormatDetector.Detected> detected;
    try {
      detected = FormatDetector.detect(paths, conf);
    } catch (IOException | IllegalArgumentException e) {
      // The latter is Hadoop's word for a text that is no path.
      throw new JobException(ExitCode.USAGE, "input.path: " + e.getMessage(), e);
    }
    if (detected.isEmpty()) {
      throw new JobException(
          ExitCode.USAGE,
          "input.format: auto: no file below %s shows its format"
              .formatted(String.join(", ", paths)));
    }
    if (detected.size() > 1) {
      throw new JobException(
          ExitCode.USAGE,
          "input.format: auto: %s has files of several formats: %s; say which is meant"
              .formatted(
                  String.join(", ", paths),
                  detected.stream()
                      .map(one -> one.format().label() + " (" + one.key() + ")")
                      .collect(Collectors.joining(", "))));
    }
    return detected.get(0);
  }

  /** Why a format does not take a layout, if it does not. */
  static Optional<String> layoutRule(DatasetFormat format) {
    return !format.takesLayout()
        ? Optional.of("not for format %s, but for npy".formatted(format.label()))
        : Optional.empty();
  }

  /** Why a format does not take a dtype, if it does not. */
  static Optional<String> dtypeRule(DatasetFormat format, DType asked) {
    return format.dtype().isPresent() && !OF_IMAGES.contains(asked)
        ? Optional.of(
            "of format %s there are float32, value/255, and uint8, as stored"
                .formatted(format.label()))
        : Optional.empty();
  }
}
