package io.sparkmaxpool.cli;

import picocli.CommandLine.Command;

/** {@code pool}: the main job. */
@Command(
    name = "pool",
    description = "Reads an image dataset, pools each record, writes the table.")
final class PoolCommand extends SpecCommand {
  PoolCommand(SpecAction action) {
    super(action);
  }
}
