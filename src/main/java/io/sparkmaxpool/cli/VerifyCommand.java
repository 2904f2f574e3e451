package io.sparkmaxpool.cli;

import io.sparkmaxpool.job.ExitCode;
import io.sparkmaxpool.job.VerifySpec;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code verify}: whether a table is what its ledger says. */
@Command(
    name = "verify",
    description =
        "Checks a finished table against its own ledger: files, checksums, counts, unique keys,"
            + " shapes, bad records; and computes some records again with the reference kernel."
            + " A line for each fault, and then exit code 1.")
final class VerifyCommand implements Callable<Integer> {
  private final SpecAction<VerifySpec> action;

  @Spec private CommandSpec command;
  @ParentCommand private Main main;

  @Parameters(paramLabel = "TABLE", description = "A table that pool wrote, a Hadoop path.")
  private String table;

  @Option(
      names = "--sample",
      paramLabel = "INT",
      converter = SampleSize.class,
      description =
          "Records to compute again, if their inputs are there. Default: ${DEFAULT-VALUE}.")
  private int sample = VerifySpec.SAMPLE;

  VerifyCommand(SpecAction<VerifySpec> action) {
    this.action = action;
  }

  @Override
  public Integer call() throws IOException {
    main.logIfVerbose();
    action.run(new VerifySpec(table, sample), command.commandLine().getOut());
    return ExitCode.OK.code();
  }

  /** A number of records, none too. */
  static final class SampleSize implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      return IntRange.parse(text, 0, VerifySpec.MOST);
    }
  }
}
