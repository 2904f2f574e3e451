package io.sparkmaxpool.sink;

import io.sparkmaxpool.sql.MaxPoolExtensions;
import java.io.IOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Writes 40 records from two tasks, each of which fails in the midst of its first attempt. A
 * program of its own, since only another master than the tests' lets a task try again.
 */
final class FailingOnceJob {
  private static final int ROWS_BEFORE_THE_FAILURE = 15;

  private FailingOnceJob() {}

  public static void main(String[] arguments) throws IOException {
    try (SparkSession spark =
        SparkSession.builder()
            .master("local[2,3]")
            .config("spark.sql.extensions", MaxPoolExtensions.class.getName())
            .config("spark.ui.enabled", "false")
            .getOrCreate()) {
      Dataset<Row> rows = new TensorRows(spark).withBad(40, 2, "id % 10 = 4");
      Dataset<Row> failing =
          rows.mapPartitions(
              (MapPartitionsFunction<Row, Row>) FailingOnce::new, Encoders.row(rows.schema()));
      TensorRows.writer(failing).option("dtype", "float32").save(arguments[0]);
    }
  }

  private static final class FailingOnce implements Iterator<Row> {
    private final Iterator<Row> rows;
    private int taken;

    FailingOnce(Iterator<Row> rows) {
      this.rows = rows;
    }

    @Override
    public boolean hasNext() {
      return rows.hasNext();
    }

    @Override
    public Row next() {
      if (!rows.hasNext()) {
        throw new NoSuchElementException();
      }
      if (taken++ == ROWS_BEFORE_THE_FAILURE && TaskContext.get().attemptNumber() == 0) {
        throw new IllegalStateException("the first attempt fails");
      }
      return rows.next();
    }
  }
}
