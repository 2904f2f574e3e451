package io.sparkmaxpool.job;

import io.sparkmaxpool.sink.Standing;
import io.sparkmaxpool.sink.TableDirectory;
import java.io.IOException;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/** Whether a job may write where its output is to go, and under the name it is to have. */
final class ExistingOutput {
  private final SparkSession spark;
  private final OutputSpec output;

  ExistingOutput(SparkSession spark, OutputSpec output) {
    this.spark = spark;
    this.output = output;
  }

  /**
   * The directory of the output.
   *
   * @throws JobException with {@link ExitCode#USAGE} if its path is none
   */
  TableDirectory directory() {
    try {
      return TableDirectory.at(output.path(), spark.sessionState().newHadoopConf());
    } catch (IllegalArgumentException | IOException e) {
      throw new JobException(ExitCode.USAGE, "output.path: " + e.getMessage(), e);
    }
  }

  /**
   * The entry of the output in Spark's catalog, if it is to have one.
   *
   * @throws JobException with {@link ExitCode#USAGE} if it cannot
   */
  Optional<CatalogEntry> entry() {
    return CatalogEntry.of(spark, output, directory());
  }

  /**
   * Looks at what is there.
   *
   * @return the table to append to, if there is one and that is the mode
   * @throws JobException with {@link ExitCode#USAGE} where the mode forbids to write
   */
  Optional<TableDirectory> check() throws IOException {
    TableDirectory table = directory();
    if (table.state() == TableDirectory.State.FOREIGN) {
      throw refused("output.path: %s: not a table, %s".formatted(output.path(), table.foreign()));
    }
    Standing standing = table.standing();
    if (standing.isFinished()) {
      checkFinished(table);
    } else {
      checkUnfinished(table, standing);
    }
    entry().ifPresent(CatalogEntry::check);
    boolean isAppended = output.mode() == WriteMode.APPEND && standing.isFinished();
    return isAppended ? Optional.of(table) : Optional.empty();
  }

  /** What a run with --resume has committed is not thrown away unless that is said. */
  private void checkUnfinished(TableDirectory table, Standing standing) throws IOException {
    if (output.part() == InputPart.BAD) {
      throw refused(
          "output.path: %s: %s"
              .formatted(
                  output.path(),
                  table.state() == TableDirectory.State.ABSENT
                      ? "no such table"
                      : "an unfinished table: it has no _SUCCESS"));
    }
    if (output.part() == InputPart.ALL
        && output.mode() != WriteMode.OVERWRITE
        && standing.commits() > 0) {
      throw refused(
          "output.path: %s: a run with --resume has committed %d batches there and is not finished: --resume goes on with it, --mode overwrite begins anew"
              .formatted(output.path(), standing.commits()));
    }
  }

  private void checkFinished(TableDirectory table) throws IOException {
    switch (output.part()) {
      case ALL -> {
        if (output.mode() == WriteMode.ERROR_IF_EXISTS) {
          throw refused(
              "output.path: %s: exists already; --mode says what to do with it, e.g. overwrite"
                  .formatted(output.path()));
        }
      }
      case MISSING -> {
        if (output.mode() != WriteMode.OVERWRITE && !table.ledger().isOfBatches()) {
          throw refused(
              "output.path: %s: exists already, and was not written with --resume; --mode append adds new files to it"
                  .formatted(output.path()));
        }
      }
      case BAD -> {}
    }
  }

  private static JobException refused(String line) {
    return new JobException(ExitCode.USAGE, line);
  }
}
