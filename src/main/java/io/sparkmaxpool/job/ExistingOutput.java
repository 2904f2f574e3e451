package io.sparkmaxpool.job;

import io.sparkmaxpool.sink.TableDirectory;
import java.io.IOException;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/** Whether a job may write where its output is to go. */
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
   * Looks at what is there.
   *
   * @return the table to append to, if there is one and that is the mode
   * @throws JobException with {@link ExitCode#USAGE} where the mode forbids to write
   */
  Optional<TableDirectory> check() throws IOException {
    TableDirectory table = directory();
    switch (table.state()) {
      case ABSENT, UNFINISHED -> {}
      case FOREIGN ->
          throw refused(
              "output.path: %s: not a table, %s".formatted(output.path(), table.foreign()));
      case FINISHED -> {
        if (output.mode() == WriteMode.ERROR_IF_EXISTS) {
          throw refused(
              "output.path: %s: exists already; --mode says what to do with it, e.g. overwrite"
                  .formatted(output.path()));
        }
        if (output.mode() == WriteMode.APPEND) {
          return Optional.of(table);
        }
      }
    }
    return Optional.empty();
  }

  private static JobException refused(String line) {
    return new JobException(ExitCode.USAGE, line);
  }
}
