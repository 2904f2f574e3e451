package io.sparkmaxpool.sql;

import io.sparkmaxpool.metrics.Figure;
import io.sparkmaxpool.metrics.SampledTime;
import io.sparkmaxpool.metrics.TaskWork;
import java.io.Serializable;

/**
 * An operation as generated code holds it, with the time that the task's calls of it take. Equal
 * where the operations are, so that Spark sees that two calls are the same.
 *
 * <p>A task gets one of its own, with the plan.
 */
public final class Timed<P extends Serializable> implements Serializable {
  private final P operation;
  private transient SampledTime time;

  Timed(P operation) {
    this.operation = operation;
  }

  P operation() {
    return operation;
  }

  /** The task's pooling time, found at the first call: before, there is no task. */
  SampledTime time() {
    if (time == null) {
      time = TaskWork.current().part().time(Figure.POOL_MILLIS);
    }
    return time;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Timed<?> timed && operation.equals(timed.operation);
  }

  @Override
  public int hashCode() {
    return operation.hashCode();
  }

  @Override
  public String toString() {
    return operation.toString();
  }
}
