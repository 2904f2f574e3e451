package io.sparkmaxpool.metrics;

import io.sparkmaxpool.metrics.Figure.Part;
import java.util.EnumMap;
import java.util.Map;
import org.apache.spark.sql.connector.metric.CustomMetric;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;

/**
 * What one reader, one pooling or one writer has done in its task so far.
 *
 * <p>Not safe for use by several threads; who looks from another one sees the values of some
 * moment.
 */
public final class Work {
  private final long[] counts = new long[Figure.values().length];
  private final Map<Figure, SampledTime> times = new EnumMap<>(Figure.class);

  Work() {}

  /** Adds to a count. */
  public void add(Figure figure, long more) {
    counts[figure.ordinal()] += more;
  }

  /** Sets a count that is known as a whole. */
  public void set(Figure figure, long value) {
    counts[figure.ordinal()] = value;
  }

  /** The sampled time that is this figure. */
  public SampledTime time(Figure figure) {
    return times.computeIfAbsent(figure, key -> new SampledTime());
  }

  /** A figure's value. */
  public long value(Figure figure) {
    SampledTime time = times.get(figure);
    return time == null ? counts[figure.ordinal()] : time.millis();
  }

  /** What Spark's UI shows of a reader. */
  public static CustomMetric[] readerMetrics() {
    return metrics(Part.READER);
  }

  /**
   * What Spark's UI shows of a writer: also what its task pooled, which has no place of its own.
   */
  public static CustomMetric[] writerMetrics() {
    return metrics(Part.POOLING, Part.WRITER);
  }

  private static CustomMetric[] metrics(Part... parts) {
    return Figure.of(parts).stream().map(TaskTotal::new).toArray(CustomMetric[]::new);
  }

  /** The values of {@link #readerMetrics} now. */
  public CustomTaskMetric[] readerValues() {
    return Figure.of(Part.READER).stream()
        .map(figure -> new Value(figure.label(), value(figure)))
        .toArray(CustomTaskMetric[]::new);
  }

  record Value(String name, long value) implements CustomTaskMetric {}
}
