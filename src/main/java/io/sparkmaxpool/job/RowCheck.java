package io.sparkmaxpool.job;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;

import io.sparkmaxpool.pooling.Pool2d;
import io.sparkmaxpool.sink.Counts;
import io.sparkmaxpool.sink.DataFile;
import io.sparkmaxpool.sink.TableDirectory;
import io.sparkmaxpool.tensor.Shape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Holds the rows of a table and of its bad records against its ledger and its operation. */
final class RowCheck {
  private static final int SHOWN = 10;

  private final PooledTable table;
  private final Optional<Pool2d> pool;
  private final Dataset<Row> good;
  private final Dataset<Row> bad;

  /**
   * A check.
   *
   * @param pool what made the shapes, if it is a pooling
   */
  RowCheck(SparkSession spark, PooledTable table, Optional<Pool2d> pool, TableDirectory directory)
      throws IOException {
    this.table = table;
    this.pool = pool;
    this.good = table.rows();
    String[] files =
        directory.badRecordFiles().stream()
            .map(file -> LiteralPath.of(file.toString()))
            .toArray(String[]::new);
    this.bad =
        files.length == 0
            ? spark.sql("SELECT '' AS key, '' AS stage WHERE false")
            : spark.read().parquet(files);
  }

  /** What is wrong, one line each. */
  List<String> faults(Counts counts, Map<String, DataFile> files) {
    List<String> faults = new ArrayList<>();
    Row totals = totals();
    if (totals.getLong(0) != counts.written()) {
      faults.add(
          "rows: %d are there, but %d were written".formatted(totals.getLong(0), counts.written()));
    }
    if (totals.getLong(1) > 0) {
      faults.add("dtype: %d rows are not of %s".formatted(totals.getLong(1), table.dtype()));
    }
    if (totals.getLong(2) > 0) {
      faults.add(
          "pooled: %d rows do not have as many values as their shape".formatted(totals.getLong(2)));
    }
    long badRows = bad.count();
    // Of records that are dropped there are none.
    long kept =
        files.values().stream().filter(DataFile::isOfBadRecords).mapToLong(DataFile::rows).sum();
    if (badRows != kept || kept > counts.bad()) {
      faults.add(
          "_bad_records: %d are there, but %d were written and %d records were bad"
              .formatted(badRows, kept, counts.bad()));
    }
    addKeys(faults, "key: %s is there %d times", twice(good.select("key")));
    addKeys(faults, "_bad_records: %s is there %d times", twice(bad.select("key")));
    addKeys(
        faults,
        "key: %s is in the table, and %d times among the bad records",
        good.join(bad, "key").groupBy("key").agg(count(lit(1)).as("times")));
    pool.ifPresent(operation -> addShapes(operation, faults));
    return faults;
  }

  /** How many rows there are, of another dtype, and of other lengths than their shapes say. */
  private Row totals() {
    String elements = "shape[0] * bigint(shape[1]) * shape[2]";
    String length =
        switch (table.encoding()) {
          case ARRAY -> "size(pooled) = " + elements;
          case NESTED ->
              "size(pooled) = shape[0] AND forall(pooled, c -> size(c) = shape[1] AND forall(c, r -> size(r) = shape[2]))";
          case BINARY -> "length(pooled) = " + elements + " * " + table.dtype().bytes();
          case NPY -> "length(pooled) > " + elements + " * " + table.dtype().bytes();
        };
    if (Arrays.asList(good.columns()).contains("indices")) {
      length += " AND size(indices) = " + elements;
    }
    return good.agg(
            count(lit(1)), number("dtype <=> '" + table.dtype().label() + "'"), number(length))
        .head();
  }

  /** How many rows do not fulfil a condition. */
  private static Column number(String condition) {
    return sum(expr("IF(coalesce(" + condition + ", false), 0L, 1L)"));
  }

  private static Dataset<Row> twice(Dataset<Row> keys) {
    return keys.groupBy("key")
        .agg(count(lit(1)).as("times"))
        .where(col("times").gt(1).or(col("key").isNull()));
  }

  private static void addKeys(List<String> faults, String format, Dataset<Row> keys) {
    for (Row row : keys.orderBy("key").limit(SHOWN).collectAsList()) {
      faults.add(format.formatted(row.getString(0), row.getLong(1)));
    }
  }

  /** Every shape is what the operation makes of the input's. */
  private void addShapes(Pool2d operation, List<String> faults) {
    Iterator<Row> shapes =
        good.groupBy("input_shape", "shape").agg(expr("min(key)")).toLocalIterator();
    while (shapes.hasNext()) {
      Row row = shapes.next();
      Shape output = shape(row, 1);
      String expected;
      try {
        expected = operation.outputShape(shape(row, 0)).toString();
      } catch (IllegalArgumentException e) {
        expected = e.getMessage();
      }
      if (!expected.equals(output.toString()) && faults.size() < SHOWN * SHOWN) {
        faults.add(
            "shape: %s of %s is %s: %s makes %s"
                .formatted(output, row.getString(2), shape(row, 0), operation, expected));
      }
    }
  }

  private static Shape shape(Row row, int column) {
    return Shape.of(row.<Integer>getList(column).stream().mapToInt(Integer::intValue).toArray());
  }
}
