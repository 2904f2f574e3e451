package io.sparkmaxpool.job;

import io.sparkmaxpool.dataset.DatasetFormat;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The format a spec asks for; {@link InputSpec#format} is what it comes to.
 *
 * @param decided the one that is asked for; empty where that is left to the input
 */
public record FormatChoice(Optional<DatasetFormat> decided) {
  /** The one that names and first bytes of files show. */
  static final FormatChoice AUTO = new FormatChoice(Optional.empty());

  /** The choice of a format, which leaves nothing to decide. */
  static FormatChoice of(DatasetFormat format) {
    return new FormatChoice(Optional.of(format));
  }

  /** All choices, {@code auto} last. */
  static FormatChoice[] all() {
    return Stream.concat(
            Arrays.stream(DatasetFormat.values()).map(FormatChoice::of), Stream.of(AUTO))
        .toArray(FormatChoice[]::new);
  }

  /** The word in a job spec, e.g. {@code "auto"}. */
  public String label() {
    return decided.map(DatasetFormat::label).orElse("auto");
  }
}
