package io.sparkmaxpool.cli;

import io.sparkmaxpool.job.ExitCode;
import io.sparkmaxpool.job.JobException;
import io.sparkmaxpool.sample.SampleData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sample-data}: the demonstration datasets; needs no Spark. */
@Command(
    name = "sample-data",
    description = "Writes the demonstration datasets, the same bytes every time.")
final class SampleDataCommand implements Callable<Integer> {
  @Spec private CommandSpec command;

  @Parameters(paramLabel = "DIR", description = "Directory to write to, made where missing.")
  private Path directory;

  @Override
  public Integer call() throws IOException {
    try {
      SampleData.write(directory);
    } catch (IllegalArgumentException e) {
      throw new JobException(ExitCode.USAGE, e.getMessage(), e);
    }
    command.commandLine().getOut().println("wrote the sample datasets to " + directory);
    return ExitCode.OK.code();
  }
}
