package io.sparkmaxpool.cli;

import io.sparkmaxpool.job.SpecKey;
import io.sparkmaxpool.job.UnpoolSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;

/** {@code unpool}: undoes the pooling of a table with indices. */
@Command(
    name = "unpool",
    description =
        "Puts the values of a table that was written with indices back where they were, zeros"
            + " elsewhere, and writes the planes as a table.")
final class UnpoolCommand extends SpecCommand<UnpoolSpec> {
  UnpoolCommand(SpecAction<UnpoolSpec> action) {
    super(action);
  }

  @Override
  List<SpecKey<?>> keys() {
    return SpecKey.unpool();
  }

  @Override
  UnpoolSpec read(Optional<Path> spec, Map<SpecKey<?>, List<String>> overrides) {
    return spec.isPresent() ? UnpoolSpec.read(spec.get(), overrides) : UnpoolSpec.read(overrides);
  }
}
