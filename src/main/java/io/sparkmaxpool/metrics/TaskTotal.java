package io.sparkmaxpool.metrics;

import java.util.Arrays;
import java.util.Locale;
import org.apache.spark.sql.connector.metric.CustomMetric;

/**
 * A figure in Spark's UI: the sum over all tasks. One class for all figures: Spark's UI knows the
 * class of a metric only, makes an object of it without arguments, and has it add up.
 */
public final class TaskTotal implements CustomMetric {
  private final String name;
  private final String description;

  /** For Spark, which asks this one to add up and for nothing else. */
  public TaskTotal() {
    this.name = "";
    this.description = "";
  }

  TaskTotal(Figure figure) {
    this.name = figure.label();
    this.description = figure.description();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String description() {
    return description;
  }

  @Override
  public String aggregateTaskMetrics(long[] values) {
    return String.format(Locale.ROOT, "%,d", Arrays.stream(values).sum());
  }
}
