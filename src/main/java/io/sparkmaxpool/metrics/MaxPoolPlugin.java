package io.sparkmaxpool.metrics;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import java.util.Map;
import org.apache.spark.SparkContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;

/**
 * Shows every {@link Figure} of an executor in Spark's metrics system, to whatever sinks {@code
 * metrics.properties} names: {@code spark.plugins=io.sparkmaxpool.metrics.MaxPoolPlugin}. The names
 * are {@code <application>.<executor>.plugin.io.sparkmaxpool.metrics.MaxPoolPlugin.<figure>}.
 */
public final class MaxPoolPlugin implements SparkPlugin {
  @Override
  public DriverPlugin driverPlugin() {
    return new OfLocalMode();
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return new OfExecutor();
  }

  private static void show(MetricRegistry registry) {
    for (Figure figure : Figure.values()) {
      registry.register(figure.label(), (Gauge<Long>) () -> TaskWork.total(figure));
    }
  }

  /** In local mode the driver runs the tasks. */
  private static final class OfLocalMode implements DriverPlugin {
    private boolean isLocal;

    @Override
    public Map<String, String> init(SparkContext spark, PluginContext context) {
      isLocal = spark.isLocal();
      return Map.of();
    }

    @Override
    public void registerMetrics(String application, PluginContext context) {
      if (isLocal) {
        show(context.metricRegistry());
      }
    }
  }

  private static final class OfExecutor implements ExecutorPlugin {
    @Override
    public void init(PluginContext context, Map<String, String> configuration) {
      // In local mode this is too early: the application has no name yet, and Spark warns of it.
      if (!context.executorID().equals("driver")) {
        show(context.metricRegistry());
      }
    }
  }
}
