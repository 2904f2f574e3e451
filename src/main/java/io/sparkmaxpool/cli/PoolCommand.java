package io.sparkmaxpool.cli;

import io.sparkmaxpool.job.JobSpec;
import picocli.CommandLine.Command;

/** {@code pool}: the main job. */
@Command(
    name = "pool",
    description = "Reads an image dataset, pools each record, writes the table.")
final class PoolCommand extends PoolSpecCommand {
  PoolCommand(SpecAction<JobSpec> action) {
    super(action);
  }
}
