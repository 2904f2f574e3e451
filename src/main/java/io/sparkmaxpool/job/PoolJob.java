package io.sparkmaxpool.job;

import io.sparkmaxpool.dataset.Listing;
import io.sparkmaxpool.parquet.Footer;
import io.sparkmaxpool.parquet.KeyedShape;
import io.sparkmaxpool.parquet.MixedShapesException;
import io.sparkmaxpool.pooling.Pool2d;
import io.sparkmaxpool.sink.TableDirectory;
import io.sparkmaxpool.source.ImageTable;
import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Shape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
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
    TableDirectory table = new ExistingOutput(spark, spec.output()).directory();
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
    new TableWrite(
            spec.output(),
            spec.dtype(),
            spec.footer(),
            spec.badRecords(),
            spec.maxBadRatio(),
            Map.of("pool", spec.pool().toMap()),
            spec.toMap(),
            TableWrite.input(
                plan.listing().fingerprint(),
                plan.listing().files().size(),
                plan.listing().bytes()))
        .run(spark, PoolQuery.of(images, spec), plan.listing().records(), started);
    return Optional.of(PoolResult.of(spec.output(), table.run()));
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
    Optional<TableDirectory> older = new ExistingOutput(spark, spec.output()).check();
    if (older.isPresent()) {
      new AppendRules(spark, spec).check(older.get(), listing);
    }
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
    DType dtype = spec.dtype();
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
}
