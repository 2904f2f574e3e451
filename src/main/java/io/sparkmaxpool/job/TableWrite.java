package io.sparkmaxpool.job;

import io.sparkmaxpool.dataset.Listing;
import io.sparkmaxpool.parquet.Footer;
import io.sparkmaxpool.parquet.MixedShapesException;
import io.sparkmaxpool.sink.BadRecordPolicy;
import io.sparkmaxpool.sink.BadRecordsException;
import io.sparkmaxpool.sink.TableConflictException;
import io.sparkmaxpool.sink.WritePart;
import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.text.Secrets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
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
 * @param specHash {@link SpecDifferences#hash} of it, if it is a pooling's
 * @param input what was read, for {@code _run.json}
 * @param extent what it is of its table
 */
record TableWrite(
    OutputSpec output,
    DType dtype,
    Footer footer,
    BadRecordPolicy badRecords,
    double maxBadRatio,
    Map<String, Object> operation,
    Map<String, Object> spec,
    Optional<String> specHash,
    Map<String, Object> input,
    Extent extent) {

  /**
   * What a write is of its table.
   *
   * @param part a run, a batch of one, or bad records once more
   * @param commits how many the table has had, where the write was planned on them
   * @param inputs the name of the list of its inputs in the table's ledger, if it has one
   */
  record Extent(WritePart part, OptionalInt commits, Optional<String> inputs) {
    /** All that there is of a table. */
    static final Extent WHOLE = new Extent(WritePart.ALL, OptionalInt.empty(), Optional.empty());
  }

  /**
   * How a job writes what it reads, or a part of that.
   *
   * @param listing all of the input
   * @param records how many of its records are read, if that is known
   */
  static TableWrite of(JobSpec decided, Listing listing, OptionalLong records, Extent extent) {
    return new TableWrite(
        decided.output(),
        decided.dtype(),
        decided.footer(),
        decided.badRecords(),
        decided.maxBadRatio(),
        Map.of("pool", decided.pool().toMap()),
        decided.toMap(),
        Optional.of(SpecDifferences.hash(decided)),
        input(listing, records),
        extent);
  }

  private static Map<String, Object> input(Listing listing, OptionalLong records) {
    Map<String, Object> input =
        input(listing.fingerprint(), listing.files().size(), listing.bytes());
    records.ifPresent(count -> input.put("records", count));
    return input;
  }

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
   * @param mode what becomes of a table that is there
   * @param records how many there are to come, for the progress shown, if that is known
   * @param started when the job began, in milliseconds since 1970
   * @throws JobException for the failures that a user can do something about
   */
  void run(
      SparkSession spark, Dataset<Row> rows, WriteMode mode, OptionalLong records, long started) {
    Progress progress = Progress.start(spark, records);
    try {
      Stop.writing(
          extent.part() == WritePart.BATCH ? Stop.BATCHES_STAY : Stop.FINISHED,
          () ->
              rows.write()
                  .format("tensor-parquet")
                  .mode(saveMode(mode))
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
    options.put("part", extent.part().label());
    extent.commits().ifPresent(commits -> options.put("commits", Integer.toString(commits)));
    extent.inputs().ifPresent(name -> options.put("inputs", name));
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
    specHash.ifPresent(hash -> run.put("spec_hash", hash));
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
