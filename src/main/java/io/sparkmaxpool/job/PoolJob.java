package io.sparkmaxpool.job;

import io.sparkmaxpool.dataset.Listing;
import io.sparkmaxpool.parquet.Footer;
import io.sparkmaxpool.parquet.KeyedShape;
import io.sparkmaxpool.parquet.MixedShapesException;
import io.sparkmaxpool.pooling.Pool2d;
import io.sparkmaxpool.sink.BadRecordsException;
import io.sparkmaxpool.sink.TableConflictException;
import io.sparkmaxpool.sink.TableDirectory;
import io.sparkmaxpool.source.ImageTable;
import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Shape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;

/**
 * The main job: an image dataset in, a table of pooled tensors out. It is nothing but a data
 * source, a SQL function and a file format put together, each of which works without it.
 */
public final class PoolJob {
  private static final Set<String> RESERVED_OPTIONS =
      Set.of("mode", "path", "paths", "split-size", "max-pixels");

  private final SparkSession spark;

  /** A job in a session that has {@link io.sparkmaxpool.sql.MaxPoolExtensions}. */
  public PoolJob(SparkSession spark) {
    this.spark = spark;
  }

  /**
   * Plans a job; no task runs that reads a pixel, and nothing is written.
   *
   * @throws JobException with {@link ExitCode#USAGE}, for everything that can be found wrong now
   */
  public PoolPlan plan(JobSpec spec) throws IOException {
    return plan(spec, images(spec));
  }

  /**
   * Runs a job.
   *
   * @return how it ended; empty if the table was there already and the mode is {@code ignore}
   * @throws JobException with the exit code and the lines to tell
   */
  public Optional<PoolResult> run(JobSpec spec) throws IOException {
    long started = System.currentTimeMillis();
    TableDirectory table = ExistingOutput.directory(spark, spec);
    table.recover();
    if (spec.output().mode() == WriteMode.IGNORE
        && table.state() == TableDirectory.State.FINISHED) {
      return Optional.empty();
    }
    Dataset<Row> images = images(spec);
    PoolPlan plan = plan(spec, images);
    if (plan.listing().records() == 0) {
      throw new JobException(
          ExitCode.BAD_RECORDS, "no record in " + String.join(", ", spec.input().paths()));
    }
    Progress progress = Progress.start(spark, plan.listing().records());
    try {
      PoolQuery.of(images, spec)
          .write()
          .format("tensor-parquet")
          .mode(saveMode(spec.output().mode()))
          .options(sinkOptions(spec, plan.listing(), started))
          .save(spec.output().path());
    } catch (Exception e) {
      // Spark throws checked exceptions that it does not declare.
      throwIfKnown(e);
      throw e;
    } finally {
      progress.stop();
    }
    return Optional.of(PoolResult.of(spec, table.run()));
  }

  private Dataset<Row> images(JobSpec spec) {
    DataFrameReader reader =
        spark
            .read()
            .format(spec.input().format().label())
            .option("split-size", spec.input().splitSize())
            .option("max-pixels", spec.maxPixels());
    spec.input()
        .options()
        .forEach(
            (key, value) -> {
              // These are keys of the spec itself, or would drop records uncounted.
              if (RESERVED_OPTIONS.contains(key.toLowerCase(Locale.ROOT))) {
                throw new JobException(
                    ExitCode.USAGE,
                    "input.options: %s: not an option of the format, but the job's own"
                        .formatted(key));
              }
              reader.option(key, value);
            });
    try {
      return reader.load(spec.input().paths().toArray(new String[0]));
    } catch (IllegalArgumentException e) {
      throw new JobException(ExitCode.USAGE, "input.options: " + e.getMessage(), e);
    }
  }

  private PoolPlan plan(JobSpec spec, Dataset<Row> images) throws IOException {
    Pool2d pool = operation(spec);
    Listing listing;
    try {
      listing = ImageTable.of(images).listing();
    } catch (UncheckedIOException | IllegalArgumentException e) {
      throw new JobException(ExitCode.USAGE, "input.path: " + e.getMessage(), e);
    }
    if (listing.files().isEmpty() && listing.unlisted().isEmpty()) {
      throw new JobException(
          ExitCode.USAGE,
          "input.path: %s: no file of format %s; %d others ignored"
              .formatted(
                  String.join(", ", spec.input().paths()),
                  spec.input().format().label(),
                  listing.ignored()));
    }
    List<PoolPlan.PooledShape> shapes = shapes(spec, pool, listing);
    new ExistingOutput(spark, spec).check(listing);
    int parallelism = spark.sparkContext().defaultParallelism();
    return new PoolPlan(
        spec, listing, listing.split(spec.input().splitSize(), parallelism), shapes);
  }

  /**
   * The operation.
   *
   * @throws JobException with {@link ExitCode#USAGE} and PyTorch's text, if its parameters cannot
   *     hold, or it cannot pool what the table is to hold
   */
  private static Pool2d operation(JobSpec spec) {
    DType dtype = spec.output().dtype();
    try {
      Pool2d pool = spec.pool().operation();
      DType pooled = pool.outputDType(dtype);
      if (pooled != dtype) {
        throw new IllegalArgumentException(
            "output.dtype: %s: %s makes %s of it".formatted(dtype, pool, pooled));
      }
      return pool;
    } catch (IllegalArgumentException e) {
      throw new JobException(ExitCode.USAGE, "pool: " + e.getMessage(), e);
    }
  }

  /** What becomes of the shapes that headers showed; fails where no table can come of them. */
  private static List<PoolPlan.PooledShape> shapes(JobSpec spec, Pool2d pool, Listing listing) {
    List<PoolPlan.PooledShape> shapes = new ArrayList<>();
    KeyedShape first = null;
    for (Listing.ShapeOf shape : listing.shapes()) {
      Shape output = null;
      try {
        output = pool.outputShape(shape.shape());
      } catch (IllegalArgumentException e) {
        if (listing.guaranteedShape().isPresent()) {
          throw new JobException(ExitCode.USAGE, "pool: " + e.getMessage(), e);
        }
      }
      shapes.add(new PoolPlan.PooledShape(shape.key(), shape.shape(), output));
      if (output != null && spec.footer() == Footer.ARROW) {
        KeyedShape keyed = new KeyedShape(shape.key(), output);
        if (first != null && !first.shape().equals(output)) {
          throw new JobException(
              ExitCode.USAGE,
              "output.footer: " + new MixedShapesException(first, keyed).getMessage());
        }
        first = keyed;
      }
    }
    return List.copyOf(shapes);
  }

  private static SaveMode saveMode(WriteMode mode) {
    return switch (mode) {
      case ERROR_IF_EXISTS -> SaveMode.ErrorIfExists;
      case OVERWRITE -> SaveMode.Overwrite;
      case APPEND -> SaveMode.Append;
      case IGNORE -> SaveMode.Ignore;
    };
  }

  private static Map<String, String> sinkOptions(JobSpec spec, Listing listing, long started) {
    OutputSpec output = spec.output();
    Map<String, String> options = new LinkedHashMap<>();
    options.put("dtype", output.dtype().label());
    options.put("encoding", output.encoding().label());
    options.put("footer", spec.footer().label());
    options.put(
        "partition-by",
        output.partitionBy().stream().map(PartitionColumn::label).collect(Collectors.joining(",")));
    options.put("compression", output.compression().label());
    options.put("row-group-size", Long.toString(output.rowGroupSize()));
    options.put("file-size", Long.toString(output.fileSize()));
    options.put("bad-records", spec.badRecords().label());
    options.put("max-bad-ratio", Double.toString(spec.maxBadRatio()));
    options.put("started", Long.toString(started));
    options.put("parameters", JobSpec.json(parameters(spec)));
    options.put("run", JobSpec.json(run(spec, listing)));
    return options;
  }

  /** What every file of the table tells about itself. */
  private static Map<String, Object> parameters(JobSpec spec) {
    Map<String, Object> parameters = new LinkedHashMap<>();
    parameters.put("version", 1);
    parameters.put("pool", spec.toMap().get("pool"));
    parameters.put("dtype", spec.output().dtype().label());
    parameters.put("encoding", spec.output().encoding().label());
    parameters.put("layout", "CHW");
    return parameters;
  }

  private static Map<String, Object> run(JobSpec spec, Listing listing) {
    Map<String, Object> input = new LinkedHashMap<>();
    input.put("fingerprint", listing.fingerprint());
    input.put("files", listing.files().size());
    input.put("bytes", listing.bytes());
    Map<String, Object> run = new LinkedHashMap<>();
    run.put("spec", spec.toMap());
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
