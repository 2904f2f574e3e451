package io.sparkmaxpool.job;

import io.sparkmaxpool.dataset.InvalidOptionException;
import io.sparkmaxpool.dataset.Listing;
import io.sparkmaxpool.pooling.Pool2d;
import io.sparkmaxpool.sink.TableDirectory;
import io.sparkmaxpool.sink.WritePart;
import io.sparkmaxpool.source.ImageTable;
import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Shape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
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
      Set.of("mode", "path", "paths", "split-size", "max-pixels", "layout");

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
  public PoolPlan plan(JobSpec given) throws IOException {
    JobSpec spec = of(given);
    return name("plan", spec).run(spark, () -> plan(spec, images(spec)));
  }

  /** The job, of a format. */
  private JobSpec of(JobSpec given) throws IOException {
    return AutoFormat.of(given, spark.sessionState().newHadoopConf()).spec();
  }

  private static JobName name(String action, JobSpec spec) {
    return JobName.of(
        action + " " + spec.input().format().label(), spec.input().paths(), spec.output().path());
  }

  /**
   * Runs a job.
   *
   * @return how it ended; empty if the table was there already and the mode is {@code ignore}
   * @throws JobException with the exit code and the lines to tell
   */
  public Optional<PoolResult> run(JobSpec given) throws IOException {
    JobSpec spec = of(given);
    return name("pool", spec).run(spark, () -> pool(spec));
  }

  private Optional<PoolResult> pool(JobSpec spec) throws IOException {
    long started = System.currentTimeMillis();
    ExistingOutput existing = new ExistingOutput(spark, spec.output());
    TableDirectory table = existing.directory();
    Optional<CatalogEntry> entry = existing.entry();
    if (spec.output().mode() == WriteMode.APPEND
        || spec.output().mode() == WriteMode.IGNORE
        || spec.output().part() != InputPart.ALL) {
      // What is about to be read of the table must be what counts of it.
      table.recover();
    }
    if (spec.output().mode() == WriteMode.IGNORE && table.standing().isFinished()) {
      existing.check();
      entry.ifPresent(CatalogEntry::register);
      return Optional.empty();
    }
    int commits = table.standing().commits();
    Dataset<Row> images = images(spec);
    PoolPlan plan = name("plan", spec).run(spark, () -> plan(spec, images));
    if (plan.listing().records().equals(OptionalLong.of(0))) {
      throw new JobException(
          ExitCode.BAD_RECORDS, "no record in " + String.join(", ", spec.input().paths()));
    }
    Optional<DType> asked = spec.output().dtype();
    switch (spec.output().part()) {
      case ALL ->
          TableWrite.of(
                  plan.spec(),
                  plan.listing(),
                  plan.listing().records(),
                  whole(spec.output().mode(), commits))
              .run(
                  spark,
                  PoolQuery.of(images, plan.listing().content(), asked, plan.spec()),
                  spec.output().mode(),
                  plan.listing().records(),
                  started);
      case MISSING -> new BatchedRun(spark, plan, ImageTable.of(images), table).run(asked);
      case BAD -> new RetryRun(spark, plan, ImageTable.of(images), table).run(asked);
    }
    entry.ifPresent(CatalogEntry::register);
    PoolResult result = PoolResult.of(spec.output(), table.run());
    if (spec.output().preview() > 0) {
      preview(spec.output());
    }
    return Optional.of(
        spec.output().tensorBoard().isPresent()
            ? result.shown(tensorBoard(spec.output().tensorBoard().get(), table))
            : result);
  }

  /** A run whole; an append has looked at the keys of so many commits. */
  private static TableWrite.Extent whole(WriteMode mode, int commits) {
    return mode == WriteMode.APPEND
        ? new TableWrite.Extent(WritePart.ALL, OptionalInt.of(commits), Optional.empty())
        : TableWrite.Extent.WHOLE;
  }

  private TensorBoardResult tensorBoard(TensorBoardSpec shown, TableDirectory table) {
    Configuration conf = spark.sessionState().newHadoopConf();
    try {
      String path = table.path().toString();
      return new TensorBoardJob(
              PooledTable.open(spark, SpecKey.OUTPUT_PATH.path(), path),
              new TableRuns(table.run()),
              conf)
          .run(events(shown, table, conf), shown.records());
    } catch (Exception e) {
      // Spark throws checked exceptions that it does not declare.
      throw new JobException(
          ExitCode.FAILED,
          "%s: %s: the table is finished, but has no events: %s"
              .formatted(SpecKey.TENSORBOARD, shown.directory(), e.getMessage()),
          e);
    }
  }

  private static EventFile events(TensorBoardSpec shown, TableDirectory table, Configuration conf)
      throws IOException {
    return EventFile.in(shown.directory(), SpecKey.TENSORBOARD.path(), table, conf);
  }

  private void preview(OutputSpec output) {
    try {
      new PreviewJob(spark).run(PreviewSpec.of(output.path(), output.preview()));
    } catch (Exception e) {
      // Spark throws checked exceptions that it does not declare.
      throw new JobException(
          ExitCode.FAILED,
          "%s: the table is finished, but has no preview: %s"
              .formatted(SpecKey.PREVIEW, e.getMessage()),
          e);
    }
  }

  private Dataset<Row> images(JobSpec spec) {
    DataFrameReader reader =
        spark
            .read()
            .format(spec.input().format().sourceName())
            .option("split-size", spec.input().splitSize())
            .option("max-pixels", spec.maxPixels());
    spec.input().layout().ifPresent(layout -> reader.option("layout", layout.name()));
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
    } catch (UncheckedIOException e) {
      // A format whose files know the dtype lists them for the columns.
      throw new JobException(ExitCode.USAGE, "input.path: " + e.getMessage(), e);
    } catch (IllegalArgumentException e) {
      throw new JobException(ExitCode.USAGE, "input.options: " + e.getMessage(), e);
    }
  }

  private PoolPlan plan(JobSpec spec, Dataset<Row> images) throws IOException {
    Listing listing;
    try {
      listing = ImageTable.of(images).listing();
    } catch (UncheckedIOException e) {
      throw new JobException(ExitCode.USAGE, "input.path: " + e.getMessage(), e);
    } catch (InvalidOptionException e) {
      throw new JobException(ExitCode.USAGE, "input.options: " + e.getMessage(), e);
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
    DType dtype = Decisions.dtype(spec, listing);
    Pool2d pool = operation(spec, dtype);
    List<PoolPlan.PooledShape> shapes = shapes(pool, listing);
    boolean oneShape = Decisions.isOneShape(spec, listing, shapes);
    JobSpec decided =
        spec.decided(pool.outputDType(dtype), Decisions.footer(spec, shapes, oneShape));
    Optional<TableDirectory> older = new ExistingOutput(spark, spec.output()).check();
    if (older.isPresent()) {
      new AppendRules(spark, decided).check(older.get(), listing, shapes, oneShape);
    }
    if (spec.output().tensorBoard().isPresent()) {
      Configuration conf = spark.sessionState().newHadoopConf();
      events(
          spec.output().tensorBoard().get(), TableDirectory.at(spec.output().path(), conf), conf);
    }
    int parallelism = spark.sparkContext().defaultParallelism();
    Optional<BatchPlan> batches = Optional.empty();
    TableDirectory table = new ExistingOutput(spark, spec.output()).directory();
    switch (spec.output().part()) {
      case ALL -> {}
      case MISSING ->
          batches =
              Optional.of(
                  BatchPlan.of(decided, listing, table, spark.sessionState().newHadoopConf()));
      case BAD -> RetryRun.requireSameSpec(table, decided);
    }
    if (batches.filter(plan -> plan.committed() > 0).isPresent() && decided.footer().tellsShape()) {
      new AppendRules(spark, decided).requireShape(table, shapes);
    }
    return new PoolPlan(
        decided, listing, listing.split(spec.input().splitSize(), parallelism), batches, shapes);
  }

  /**
   * The operation.
   *
   * @throws JobException with {@link ExitCode#USAGE} and PyTorch's text, if its parameters cannot
   *     hold, or it cannot pool what the table is to hold
   */
  private static Pool2d operation(JobSpec spec, DType dtype) {
    try {
      Pool2d pool = spec.pool().operation();
      DType pooled = pool.outputDType(dtype);
      if (pooled != dtype && spec.output().dtype().isPresent()) {
        throw new IllegalArgumentException(
            "output.dtype: %s: %s makes %s of it".formatted(dtype, pool, pooled));
      }
      return pool;
    } catch (IllegalArgumentException e) {
      throw new JobException(ExitCode.USAGE, "pool: " + e.getMessage() + remedy(dtype, e), e);
    }
  }

  /** What helps where an operation has no kernel for a dtype. */
  private static String remedy(DType dtype, IllegalArgumentException refusal) {
    return !dtype.isFloating() && refusal.getMessage().contains("not implemented for")
        ? "; --dtype float32 makes floats of it first"
        : "";
  }

  /** What becomes of the shapes that headers showed; fails where the only one does not suit. */
  private static List<PoolPlan.PooledShape> shapes(Pool2d pool, Listing listing) {
    List<PoolPlan.PooledShape> shapes = new ArrayList<>();
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
    }
    return List.copyOf(shapes);
  }
}
