package io.sparkmaxpool.cli;

import io.sparkmaxpool.job.JobSpec;
import picocli.CommandLine.Command;

/** {@code plan}: the main job, stopped before any pixel is read. */
@Command(
    name = "plan",
    description =
        "Shows what pool would do, and reads no pixel: inputs, ignored files, bytes, splits,"
            + " output shape, estimated size. Writes nothing.")
final class PlanCommand extends PoolSpecCommand {
  PlanCommand(SpecAction<JobSpec> action) {
    super(action);
  }
}
