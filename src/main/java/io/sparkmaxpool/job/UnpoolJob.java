package io.sparkmaxpool.job;

import static org.apache.spark.sql.functions.call_function;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.slice;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.sparkmaxpool.dataset.BadRecord;
import io.sparkmaxpool.dataset.Listing;
import io.sparkmaxpool.parquet.Encoding;
import io.sparkmaxpool.parquet.Footer;
import io.sparkmaxpool.pooling.MaxUnpool2d;
import io.sparkmaxpool.pooling.MaxUnpool2dParams;
import io.sparkmaxpool.pooling.Size2d;
import io.sparkmaxpool.sink.TableDirectory;
import io.sparkmaxpool.tensor.Shape;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;

/**
 * Undoes a max pooling, as far as that is possible: a table that was written with indices in, a
 * table of sparse planes out, in which every maximum stands where it was and all else is zero. As
 * {@link PoolJob} it is a query between two tables, with PyTorch's {@code max_unpool2d}.
 */
public final class UnpoolJob {
  /** How many shapes of a table an output size is tried on before a task is. */
  private static final int SHAPES = 1000;

  private final SparkSession spark;

  /** A job in a session that has {@link io.sparkmaxpool.sql.MaxPoolExtensions}. */
  public UnpoolJob(SparkSession spark) {
    this.spark = spark;
  }

  /**
   * Runs a job.
   *
   * @return how it ended; empty if the table was there already and the mode is {@code ignore}
   * @throws JobException with the exit code and the lines to tell
   */
  public Optional<PoolResult> run(UnpoolSpec spec) throws IOException {
    return JobName.of("unpool", List.of(spec.input()), spec.output().path())
        .run(spark, () -> unpool(spec));
  }

  private Optional<PoolResult> unpool(UnpoolSpec spec) throws IOException {
    long started = System.currentTimeMillis();
    ExistingOutput existing = new ExistingOutput(spark, spec.output());
    TableDirectory output = existing.directory();
    Optional<CatalogEntry> entry = existing.entry();
    if (spec.output().mode() == WriteMode.IGNORE && output.standing().isFinished()) {
      existing.check();
      entry.ifPresent(CatalogEntry::register);
      return Optional.empty();
    }
    PooledTable table = PooledTable.open(spark, "input.path", spec.input());
    requireUnpoolable(spec, table);
    existing.check();
    String input =
        TableDirectory.at(spec.input(), spark.sessionState().newHadoopConf()).path() + "/";
    String target = output.path() + "/";
    if (input.startsWith(target) || target.startsWith(input)) {
      throw refused(
          "output.path: %s: %s"
              .formatted(
                  spec.output().path(),
                  input.equals(target)
                      ? "is the input"
                      : "one of input and output lies in the other"));
    }
    Footer footer = footer(spec, table);
    new TableWrite(
            spec.output(),
            table.dtype(),
            footer,
            spec.badRecords(),
            spec.maxBadRatio(),
            Map.of("unpool", parameters(spec, table)),
            spec.toMap(table.dtype(), footer),
            Optional.empty(),
            TableWrite.input(
                Listing.fingerprint(table.files()), table.files().size(), table.bytes()),
            TableWrite.Extent.WHOLE)
        .run(
            spark,
            unpooled(spec, table),
            spec.output().mode(),
            OptionalLong.of(table.rows().count()),
            started);
    entry.ifPresent(CatalogEntry::register);
    return Optional.of(PoolResult.of(spec.output(), output.run()));
  }

  private static void requireUnpoolable(UnpoolSpec spec, PooledTable table) {
    String op = table.pool().path("op").asText();
    if (!op.equals(PoolOp.MAX.label())) {
      throw refused(
          "input.path: %s: pooled by op %s: only max can be undone".formatted(spec.input(), op));
    }
    if (!table.pool().path("return-indices").asBoolean()) {
      throw refused(
          "input.path: %s: written without indices: pool with --return-indices"
              .formatted(spec.input()));
    }
    if (!table.size("dilation").equals(Size2d.of(1))) {
      throw refused(
          "input.path: %s: pooled with dilation %s: PyTorch's max_unpool2d has no dilation"
              .formatted(spec.input(), table.size("dilation")));
    }
    if (spec.output().encoding() == Encoding.NPY && table.dtype().npyDescr().isEmpty()) {
      throw refused(
          "output.encoding: npy: has no type %s, which the table has".formatted(table.dtype()));
    }
    try {
      MaxUnpool2d.outputDType(table.dtype());
    } catch (IllegalArgumentException e) {
      throw new JobException(
          ExitCode.USAGE,
          "input.path: %s: %s; pool with --dtype float32".formatted(spec.input(), e.getMessage()),
          e);
    }
    spec.outputSize().ifPresent(size -> requireSize(size, table));
  }

  /** An output size that suits no tensor of the table is a mistake, not a table of bad records. */
  private static void requireSize(Size2d size, PooledTable table) {
    MaxUnpool2d unpool = unpool(table);
    IllegalArgumentException refusal = null;
    for (Row row : table.rows().select("shape").distinct().limit(SHAPES).collectAsList()) {
      int[] shape = row.<Integer>getList(0).stream().mapToInt(Integer::intValue).toArray();
      try {
        unpool.outputShape(Shape.of(shape), size.height(), size.width());
        return;
      } catch (IllegalArgumentException e) {
        refusal = refusal == null ? e : refusal;
      }
    }
    if (refusal != null) {
      throw new JobException(ExitCode.USAGE, "pool.output-size: " + refusal.getMessage(), refusal);
    }
  }

  private static MaxUnpool2d unpool(PooledTable table) {
    return MaxUnpool2d.of(
        new MaxUnpool2dParams(
            table.size("kernel-size"), table.size("stride"), table.size("padding")));
  }

  /** The footer of the new table; a query over two small columns tells whether it has one shape. */
  private static Footer footer(UnpoolSpec spec, PooledTable table) {
    Optional<Footer> asked = spec.output().footer().decided();
    Footer footer =
        asked.orElse(spec.output().encoding() == Encoding.ARRAY ? Footer.ARROW : Footer.NONE);
    if (!footer.tellsShape()) {
      return footer;
    }
    List<Row> shapes =
        table
            .rows()
            .groupBy(element_at(col("shape"), 1).as("channels"), size(spec).as("size"))
            .agg(min("key"))
            .limit(2)
            .collectAsList();
    if (shapes.size() < 2) {
      return footer;
    }
    if (asked.isPresent()) {
      throw refused(
          "output.footer: %s needs one shape, but %s and %s get two: use footer: none, or give --output-size"
              .formatted(footer.label(), shapes.get(0).getString(2), shapes.get(1).getString(2)));
    }
    return Footer.NONE;
  }

  /** The rows that the new table's format takes. */
  private static Dataset<Row> unpooled(UnpoolSpec spec, PooledTable table) {
    Column[] arguments = {
      table.tensors(),
      call_function("tensor", col("indices"), col("shape")),
      PoolQuery.pair(table.size("kernel-size")),
      PoolQuery.pair(table.size("stride")),
      PoolQuery.pair(table.size("padding")),
      size(spec)
    };
    Column unpooled = call_function("try_max_unpool2d", arguments);
    Column fault =
        struct(
            lit(BadRecord.Stage.POOL.label()).as("stage"),
            lit(BadRecord.Fault.CORRUPT.label()).as("error"),
            call_function("max_unpool2d_error", arguments).as("message"),
            lit(null).cast(DataTypes.LongType).as("length"),
            col("shape").as("input_shape"));
    return table
        .rows()
        .select(
            col("key"),
            col("label"),
            col("label_name"),
            col("shape").as("input_shape"),
            unpooled.as("pooled"),
            when(unpooled.isNull(), fault).as("_bad_record"));
  }

  /** Height and width of a row's planes. */
  private static Column size(UnpoolSpec spec) {
    return spec.outputSize()
        .map(PoolQuery::pair)
        .orElseGet(() -> slice(col("input_shape"), lit(2), lit(2)));
  }

  private static Map<String, Object> parameters(UnpoolSpec spec, PooledTable table) {
    Map<String, Object> parameters = new LinkedHashMap<>();
    for (String name : List.of("kernel-size", "stride", "padding")) {
      parameters.put(name, PoolSpec.pair(table.size(name)));
    }
    parameters.put("output-size", spec.outputSize().map(PoolSpec::pair).orElse(null));
    return parameters;
  }

  private static JobException refused(String line) {
    return new JobException(ExitCode.USAGE, line);
  }
}
