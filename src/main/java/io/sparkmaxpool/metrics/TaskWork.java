package io.sparkmaxpool.metrics;

import io.sparkmaxpool.metrics.Figure.Part;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;
import org.apache.spark.util.TaskCompletionListener;

/**
 * What a task has done so far, by its readers, poolings and writer; and what all tasks of this
 * process have, failed attempts too, since their work was done.
 */
public final class TaskWork {
  private static final Map<Long, TaskWork> RUNNING = new HashMap<>();
  private static final long[] ENDED = new long[Figure.values().length];

  private final List<Work> parts = new CopyOnWriteArrayList<>();

  private TaskWork() {}

  /** The current task's; outside of tasks, where Spark evaluates constants, nobody's. */
  public static TaskWork current() {
    TaskContext context = TaskContext.get();
    if (context == null) {
      return new TaskWork();
    }
    long id = context.taskAttemptId();
    TaskWork work = new TaskWork();
    synchronized (TaskWork.class) {
      TaskWork before = RUNNING.putIfAbsent(id, work);
      if (before != null) {
        return before;
      }
    }
    // Not under the lock: a listener of a task that has ended is called at once.
    context.addTaskCompletionListener((TaskCompletionListener) ended -> end(id));
    return work;
  }

  private static synchronized void end(long id) {
    TaskWork work = RUNNING.remove(id);
    for (Figure figure : Figure.values()) {
      ENDED[figure.ordinal()] += work.value(figure);
    }
  }

  /** A figure over all tasks of this process, those that run as far as they are. */
  static synchronized long total(Figure figure) {
    long total = ENDED[figure.ordinal()];
    for (TaskWork work : RUNNING.values()) {
      total += work.value(figure);
    }
    return total;
  }

  /** Counts of another part of the task. */
  public Work part() {
    Work part = new Work();
    parts.add(part);
    return part;
  }

  /** A figure over all parts of the task. */
  public long value(Figure figure) {
    return parts.stream().mapToLong(part -> part.value(figure)).sum();
  }

  /** The values of {@link Work#writerMetrics} now. */
  public CustomTaskMetric[] writerValues() {
    return Figure.of(Part.POOLING, Part.WRITER).stream()
        .map(figure -> new Work.Value(figure.label(), value(figure)))
        .toArray(CustomTaskMetric[]::new);
  }
}
