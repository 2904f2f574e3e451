package io.sparkmaxpool.cli;

import io.sparkmaxpool.job.JobSpec;
import io.sparkmaxpool.job.JobSpecReader;
import io.sparkmaxpool.job.SpecKey;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A command on the main job's spec. */
abstract class PoolSpecCommand extends SpecCommand<JobSpec> {
  PoolSpecCommand(SpecAction<JobSpec> action) {
    super(action);
  }

  @Override
  final List<SpecKey<?>> keys() {
    return SpecKey.all();
  }

  @Override
  final JobSpec read(Optional<Path> spec, Map<SpecKey<?>, List<String>> overrides) {
    return spec.isPresent()
        ? JobSpecReader.read(spec.get(), overrides)
        : JobSpecReader.read(overrides);
  }
}
