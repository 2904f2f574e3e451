package io.sparkmaxpool.cli;

import io.sparkmaxpool.job.ExitCode;
import io.sparkmaxpool.job.SpecKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/**
 * A command that takes a spec, options that override it, or both.
 *
 * @param <S> the spec
 */
abstract class SpecCommand<S> implements Callable<Integer> {
  private final SpecAction<S> action;

  @Spec private CommandSpec command;
  @ParentCommand private Main main;

  @Parameters(
      paramLabel = "SPEC",
      arity = "0..1",
      description = "A job spec in YAML; options win over it, and do without it.")
  private Path file;

  SpecCommand(SpecAction<S> action) {
    this.action = action;
  }

  @Override
  public Integer call() throws IOException {
    S spec =
        read(Optional.ofNullable(file), SpecOptions.given(command.commandLine().getParseResult()));
    main.logIfVerbose();
    action.run(spec, command.commandLine().getOut());
    return ExitCode.OK.code();
  }

  /** The keys whose options the command takes. */
  abstract List<SpecKey<?>> keys();

  /**
   * Reads the spec.
   *
   * @throws io.sparkmaxpool.job.InvalidSpecException naming every mistake
   */
  abstract S read(Optional<Path> spec, Map<SpecKey<?>, List<String>> overrides);
}
