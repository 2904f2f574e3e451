package io.sparkmaxpool.cli;

import io.sparkmaxpool.job.ExitCode;
import io.sparkmaxpool.job.PreviewSpec;
import io.sparkmaxpool.job.TensorBoardSpec;
import io.sparkmaxpool.preview.ContactSheet;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code preview}: a page with pictures of a table. */
@Command(
    name = "preview",
    description =
        "Makes a page of HTML that shows a table: input beside output of some records of each"
            + " class, how the pooled values are distributed, the bad records, and what ran.")
final class PreviewCommand implements Callable<Integer> {
  private final SpecAction<PreviewSpec> action;

  @Spec private CommandSpec command;
  @ParentCommand private Main main;

  @Parameters(paramLabel = "TABLE", description = "A table that pool wrote, a Hadoop path.")
  private String table;

  @Option(
      names = "--output",
      paramLabel = "PATH",
      description = "File of the page, or directory to put index.html in. Default: TABLE/_preview.")
  private String output;

  @Option(
      names = "--records",
      paramLabel = "INT",
      converter = RecordCount.class,
      description =
          "Most records to show, as many of each class, the first in the order of files."
              + " Default: ${DEFAULT-VALUE}.")
  private int records = 60;

  @Option(
      names = "--columns",
      paramLabel = "INT",
      converter = ColumnCount.class,
      description = "Most pairs beside each other. Default: as many as the window has room for.")
  private Integer columns;

  @Option(
      names = "--tensorboard",
      paramLabel = "PATH",
      description =
          "Directory of an event file for TensorBoard: batches of 64, input and output, and rates.")
  private String tensorBoard;

  @Option(
      names = "--tensorboard-records",
      paramLabel = "INT",
      converter = EventCount.class,
      description =
          "Records to show there at most, the first in the order of files."
              + " Default: ${DEFAULT-VALUE}.")
  private int tensorBoardRecords = TensorBoardSpec.RECORDS;

  PreviewCommand(SpecAction<PreviewSpec> action) {
    this.action = action;
  }

  @Override
  public Integer call() throws IOException {
    main.logIfVerbose();
    action.run(
        new PreviewSpec(
            table,
            Optional.ofNullable(output),
            records,
            columns == null ? OptionalInt.empty() : OptionalInt.of(columns),
            Optional.ofNullable(tensorBoard)
                .map(directory -> new TensorBoardSpec(directory, tensorBoardRecords))),
        command.commandLine().getOut());
    return ExitCode.OK.code();
  }

  /** A number from 1 to what a page has room for. */
  static final class RecordCount implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      return IntRange.parse(text, 1, ContactSheet.MOST_RECORDS);
    }
  }

  /** A number of pairs that can stand beside each other. */
  static final class ColumnCount implements ITypeConverter<Integer> {
    private static final int MOST = 20;

    @Override
    public Integer convert(String text) {
      return IntRange.parse(text, 1, MOST);
    }
  }

  /** A number of records, none too. */
  static final class EventCount implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      return IntRange.parse(text, 0, TensorBoardSpec.MOST_RECORDS);
    }
  }
}
