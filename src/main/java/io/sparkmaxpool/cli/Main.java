package io.sparkmaxpool.cli;

import io.sparkmaxpool.job.ExitCode;
import io.sparkmaxpool.job.JobSpec;
import io.sparkmaxpool.job.PreviewSpec;
import io.sparkmaxpool.job.Stop;
import io.sparkmaxpool.job.UnpoolSpec;
import io.sparkmaxpool.job.VerifySpec;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/**
 * The program {@code spark-maxpool}. What a command yields goes to standard output, everything else
 * to standard error: one line a mistake, a stack trace only with {@code --verbose}. Ends with an
 * {@link ExitCode}.
 */
@Command(
    name = "spark-maxpool",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = Main.Version.class,
    usageHelpWidth = 100,
    description = "Max-pools image datasets as PyTorch does and writes Parquet, on Apache Spark.",
    optionListHeading = "%nOptions:%n",
    commandListHeading = "%nCommands:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:the job failed, or verify found a fault",
      "2:found wrong before a task started: arguments, spec, input, output",
      "3:too many bad records, or no record at all"
    },
    footerHeading = "%nWith jobs/submit:%n",
    footer = {
      "  jobs/submit [--dry-run] COMMAND [ARGS]",
      "  jobs/submit [--dry-run] SPARK-OPTIONS... -- COMMAND [ARGS]",
      "Words before -- go to spark-submit; without a master among them it is local[*].",
      "--dry-run prints the spark-submit line and stops."
    })
public final class Main implements Callable<Integer> {
  /** Loggers that conf/log4j2.properties silences, since each repeats the same failure. */
  private static final List<String> QUIET_UNLESS_VERBOSE =
      List.of(
          "org.apache.spark.util.Utils",
          "org.apache.spark.executor.Executor",
          "org.apache.spark.scheduler.TaskSetManager",
          "org.apache.spark.sql.execution.datasources.v2");

  private final PrintWriter out;
  private final PrintWriter err;
  private final List<SpecCommand<?>> commands;
  private final PreviewCommand preview;
  private final VerifyCommand verify;

  @Spec private CommandSpec command;

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Print stack traces, and log what the job does.")
  private boolean verbose;

  Main(
      SpecAction<JobSpec> pool,
      SpecAction<JobSpec> plan,
      SpecAction<UnpoolSpec> unpool,
      SpecAction<PreviewSpec> preview,
      SpecAction<VerifySpec> verify,
      PrintWriter out,
      PrintWriter err) {
    this.commands =
        List.of(new PoolCommand(pool), new PlanCommand(plan), new UnpoolCommand(unpool));
    this.preview = new PreviewCommand(preview);
    this.verify = new VerifyCommand(verify);
    this.out = MaskedOutput.of(out);
    this.err = MaskedOutput.of(err);
  }

  /** Runs a command and ends the process with its exit code; returns where YARN ends it. */
  public static void main(String[] args) {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    Stop.install(err);
    int code =
        new Main(
                SparkActions::pool,
                SparkActions::plan,
                SparkActions::unpool,
                SparkActions::preview,
                SparkActions::verify,
                out,
                err)
            .run(args);
    // The exit runs the hook that waits for a command's end.
    Stop.ended();
    // In YARN's application master, to end the JVM is to fail, whatever the code: it would run the
    // job again, and find its table.
    if (code != 0 || System.getProperty("spark.yarn.app.id") == null) {
      System.exit(code);
    }
  }

  /** Runs a command and returns its exit code. */
  int run(String... args) {
    CommandLine line = new CommandLine(this);
    for (SpecCommand<?> command : commands) {
      CommandLine subcommand = new CommandLine(command);
      SpecOptions.addTo(subcommand, command.keys());
      line.addSubcommand(subcommand);
    }
    line.addSubcommand(new CommandLine(preview));
    line.addSubcommand(new CommandLine(verify));
    line.addSubcommand(new CommandLine(new SampleDataCommand()));
    line.setExpandAtFiles(false);
    line.setUnmatchedOptionsArePositionalParams(false);
    line.setOut(out);
    line.setErr(err);
    line.setParameterExceptionHandler(
        (mistake, arguments) -> {
          UsageMistakes.lines(mistake).forEach(this::complain);
          return ExitCode.USAGE.code();
        });
    line.setExecutionExceptionHandler(
        (failure, failed, result) -> {
          Failure shown = Failure.of(failure);
          // What fails then does so because its jobs were cancelled.
          (Stop.requested() ? List.of(Stop.line()) : shown.lines()).forEach(this::complain);
          if (verbose) {
            failure.printStackTrace(err);
          }
          return shown.exitCode().code();
        });
    int code = line.execute(args);
    out.flush();
    err.flush();
    return code;
  }

  private void complain(String text) {
    err.println("spark-maxpool: " + text);
  }

  /** No command: shows the usage, as a mistake. */
  @Override
  public Integer call() {
    command.commandLine().usage(err);
    return ExitCode.USAGE.code();
  }

  /** Logs what the job does, where that was asked for. */
  void logIfVerbose() {
    if (verbose) {
      Configurator.setLevel("io.sparkmaxpool", Level.INFO);
      QUIET_UNLESS_VERBOSE.forEach(logger -> Configurator.setLevel(logger, Level.WARN));
    }
  }

  /** The version that the build wrote into the jar's manifest. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {"spark-maxpool " + (version == null ? "(not from a jar)" : version)};
    }
  }
}
