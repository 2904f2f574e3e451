package io.sparkmaxpool.sink;

import io.sparkmaxpool.metrics.Figure;
import io.sparkmaxpool.metrics.SampledTime;
import io.sparkmaxpool.metrics.TaskWork;
import io.sparkmaxpool.metrics.Work;
import java.util.Iterator;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;

/**
 * What a task's writer counts and times: for Spark's UI while it goes on, and for the task's line
 * in the log at its end. Writing is what is left of the time when fetching rows, which reads and
 * pools them, is taken off: a page is compressed at one row in hundreds, which samples would miss.
 */
final class WriteWork {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final TaskWork task = TaskWork.current();
  private final Work work = task.part();
  private final SampledTime fetching = new SampledTime();
  private final long begun = System.nanoTime();
  private final Tally tally;

  WriteWork(Tally tally) {
    this.tally = tally;
  }

  /** The next row to write; null behind the last. */
  InternalRow fetch(Iterator<InternalRow> rows) {
    long fetchBegun = fetching.begin();
    InternalRow row = rows.hasNext() ? rows.next() : null;
    fetching.end(fetchBegun);
    return row;
  }

  /** Counts a row of the table. */
  void wroteRow() {
    work.add(Figure.RECORDS_WRITTEN, 1);
  }

  private void update() {
    work.set(Figure.BYTES_WRITTEN, tally.bytes());
    work.set(Figure.BAD, tally.bad());
    tally
        .badByStage()
        .forEach(
            (stage, count) ->
                Figure.badWritten(stage).ifPresent(figure -> work.set(figure, count)));
    long nanos = System.nanoTime() - begun - fetching.nanos();
    work.set(Figure.WRITE_MILLIS, Math.max(0, nanos / NANOS_PER_MILLI));
  }

  /** The figures as they are now. */
  CustomTaskMetric[] metrics() {
    update();
    return task.writerValues();
  }

  /** The task's line in the log: keys and values, always the same ones. */
  String line(int files) {
    update();
    TaskContext context = TaskContext.get();
    return ("task partition=%d attempt=%d records=%d bad=%d bad_list=%d bad_read=%d bad_decode=%d"
            + " bad_pool=%d records_in=%d bytes_in=%d bytes_out=%d read_ms=%d pool_ms=%d"
            + " write_ms=%d files=%d")
        .formatted(
            context.partitionId(),
            context.attemptNumber(),
            task.value(Figure.RECORDS_WRITTEN),
            task.value(Figure.BAD),
            task.value(Figure.BAD_LIST),
            task.value(Figure.BAD_READ),
            task.value(Figure.BAD_DECODE),
            task.value(Figure.BAD_POOL),
            task.value(Figure.RECORDS_READ),
            task.value(Figure.BYTES_READ),
            task.value(Figure.BYTES_WRITTEN),
            task.value(Figure.READ_MILLIS),
            task.value(Figure.POOL_MILLIS),
            task.value(Figure.WRITE_MILLIS),
            files);
  }
}
