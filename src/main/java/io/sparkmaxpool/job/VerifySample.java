package io.sparkmaxpool.job;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.xxhash64;

import io.sparkmaxpool.pooling.IndexedPool2d;
import io.sparkmaxpool.pooling.Pool2d;
import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Shape;
import io.sparkmaxpool.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;

/**
 * Records of a table that are computed again from their inputs, with the reference kernel. Which
 * ones is decided by their keys, so that all parts of the table are met, and the same each time.
 */
final class VerifySample {
  private final PooledTable table;
  private final RunInputs inputs;
  private int same;
  private int gone;
  private final List<String> different = new ArrayList<>();

  VerifySample(PooledTable table, RunInputs inputs) {
    this.table = table;
    this.inputs = inputs;
  }

  /** Computes some records again. */
  void compare(int most) {
    Object[] keys =
        table
            .rows()
            .select("key")
            .orderBy(xxhash64(col("key")), col("key"))
            .limit(most)
            .collectAsList()
            .stream()
            .map(row -> row.getString(0))
            .toArray();
    boolean hasIndices = Arrays.asList(table.rows().columns()).contains("indices");
    Column indices = hasIndices ? col("indices") : lit(null);
    Iterator<Row> rows =
        table
            .rows()
            .where(col("key").isin(keys))
            .select(
                col("key"), col("input_shape"), table.tensors().as("output"), indices.as("indices"))
            .toLocalIterator();
    while (rows.hasNext()) {
      compare(rows.next());
    }
  }

  private void compare(Row row) {
    String key = row.getString(0);
    List<RunInputs.Input> found = inputs.inputs(key);
    if (found.isEmpty()) {
      gone++;
      return;
    }
    Shape inputShape = shape(row, 1);
    Row tensor = row.getStruct(2);
    Tensor output =
        Tensor.of(DType.of(tensor.getString(0)), shape(tensor, 1), tensor.<byte[]>getAs(2))
            .to(table.dtype());
    long[] places =
        row.isNullAt(3) ? null : row.<Long>getList(3).stream().mapToLong(Long::longValue).toArray();
    if (found.stream().anyMatch(input -> gives(input, inputShape, output, places))) {
      same++;
    } else {
      different.add(key);
    }
  }

  private static boolean gives(
      RunInputs.Input input, Shape inputShape, Tensor output, long[] places) {
    Pool2d reference = input.spec().pool().operation().reference();
    if (!RunInputs.gives(input, reference, inputShape, output)) {
      return false;
    }
    return places == null
        || reference instanceof IndexedPool2d indexed
            && Arrays.equals(
                indexed.applyWithIndices(input.toPool(reference)).indices().toLongs(), places);
  }

  private static Shape shape(Row row, int column) {
    return Shape.of(row.<Integer>getList(column).stream().mapToInt(Integer::intValue).toArray());
  }

  /** How many came out as the table has them, bit for bit where the operation allows it. */
  int same() {
    return same;
  }

  /** How many have no input any more. */
  int gone() {
    return gone;
  }

  /** The keys of those that came out otherwise. */
  List<String> different() {
    return different;
  }
}
