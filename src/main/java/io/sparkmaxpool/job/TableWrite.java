package io.sparkmaxpool.job;

import io.sparkmaxpool.parquet.Footer;
import io.sparkmaxpool.parquet.MixedShapesException;
import io.sparkmaxpool.secrets.Secrets;
import io.sparkmaxpool.sink.BadRecordPolicy;
import io.sparkmaxpool.sink.BadRecordsException;
import io.sparkmaxpool.sink.TableConflictException;
import io.sparkmaxpool.tensor.DType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;

/**
 * How a job's rows become a table, and what the table tells about the job.
 *
 * @param output the table
 * @param dtype the type of its elements
 * @param footer the footer, decided
 * @param badRecords what becomes of records that fail
 * @param maxBadRatio the share of them above which there is no table
 * @param operation what every file tells of the operation, e.g. {@code pool} and its parameters
 * @param spec the job's spec as resolved, for {@code _run.json}
 * @param input what was read, for {@code _run.json}
 */
record TableWrite(
    OutputSpec output,
    DType dtype,
    Footer footer,
    BadRecordPolicy badRecords,
    double maxBadRatio,
    Map<String, Object> operation,
    Map<String, Object> spec,
    Map<String, Object> input) {

  /** What {@code _run.json} tells of an input. */
  static Map<String, Object> input(String fingerprint, int files, long bytes) {
    Map<String, Object> input = new LinkedHashMap<>();
    input.put("fingerprint", fingerprint);
    input.put("files", files);
    input.put("bytes", bytes);
    return input;
  }

  /**
   * Writes the table.
   *
   * @param rows as the format {@code tensor-parquet} takes them
   * @param records how many there are to come, for the progress shown
   * @param started when the job began, in milliseconds since 1970
   * @throws JobException for the failures that a user can do something about
   */
  void run(SparkSession spark, Dataset<Row> rows, long records, long started) {
    Progress progress = Progress.start(spark, records);
    try {
      Stop.writing(
          () ->
              rows.write()
                  .format("tensor-parquet")
                  .mode(saveMode(output.mode()))
                  .options(options(started))
                  .save(output.path()));
    } catch (Exception e) {
      // Spark throws checked exceptions that it does not declare.
      throwIfKnown(e);
      throw e;
    } finally {
      progress.stop();
    }
  }

  private static SaveMode saveMode(WriteMode mode) {
    return switch (mode) {
      case ERROR_IF_EXISTS -> SaveMode.ErrorIfExists;
      case OVERWRITE -> SaveMode.Overwrite;
      case APPEND -> SaveMode.Append;
      case IGNORE -> SaveMode.Ignore;
    };
  }

  private Map<String, String> options(long started) {
    Map<String, String> options = new LinkedHashMap<>();
    options.put("dtype", dtype.label());
    options.put("encoding", output.encoding().label());
    options.put("footer", footer.label());
    options.put(
        "partition-by",
        output.partitionBy().stream().map(PartitionColumn::label).collect(Collectors.joining(",")));
    options.put("compression", output.compression().label());
    options.put("row-group-size", Long.toString(output.rowGroupSize()));
    options.put("file-size", Long.toString(output.fileSize()));
    options.put("bad-records", badRecords.label());
    options.put("max-bad-ratio", Double.toString(maxBadRatio));
    options.put("started", Long.toString(started));
    options.put("parameters", JobSpec.json(parameters()));
    options.put("run", JobSpec.json(run()));
    return options;
  }

  /** What every file of the table tells about itself. */
  private Map<String, Object> parameters() {
    Map<String, Object> parameters = new LinkedHashMap<>();
    parameters.put("version", 1);
    parameters.putAll(operation);
    parameters.put("dtype", dtype.label());
    parameters.put("encoding", output.encoding().label());
    parameters.put("layout", "CHW");
    return parameters;
  }

  private Map<String, Object> run() {
    Map<String, Object> run = new LinkedHashMap<>();
    run.put("spec", Secrets.masked(spec));
    run.put("input", input);
    return run;
  }

  /** Throws what a failure in the depth of Spark means to a person, where we know. */
  private static void throwIfKnown(Exception failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof BadRecordsException bad) {
        List<String> lines = new ArrayList<>();
        lines.add(bad.getMessage());
        bad.byStage().forEach((stage, count) -> lines.add("%s: %d".formatted(stage, count)));
        lines.addAll(bad.examples());
        throw new JobException(ExitCode.BAD_RECORDS, lines);
      }
      if (cause instanceof MixedShapesException || cause instanceof TableConflictException) {
        throw new JobException(ExitCode.FAILED, cause.getMessage(), failure);
      }
    }
  }
}
