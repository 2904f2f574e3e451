package io.sparkmaxpool.job;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.SparkSession;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Tells on a terminal how far a job is: records done of total, rate, time left. Where standard
 * error is no terminal it says nothing, so no log file fills with it.
 *
 * <p>Counts come from the tasks' ends, and from the executors' heartbeats in between.
 */
final class Progress extends SparkListener {
  private static final String RECORDS_READ = "internal.metrics.input.recordsRead";
  private static final long PERIOD_MILLIS = 500;
  private static final double NANOS = 1e9;
  private static final String CLEAR_LINE = "\r\u001b[K";

  private final SparkSession spark;
  private final OptionalLong total;
  private final PrintStream terminal;
  private final long start = System.nanoTime();
  private final Map<Long, Long> recordsByTask = new ConcurrentHashMap<>();
  private final Optional<Timer> timer;

  private Progress(
      SparkSession spark, OptionalLong total, PrintStream terminal, Optional<Timer> timer) {
    this.spark = spark;
    this.total = total;
    this.terminal = terminal;
    this.timer = timer;
  }

  /** Starts to tell; ends with {@link #stop}. */
  static Progress start(SparkSession spark, OptionalLong total) {
    Optional<Timer> timer =
        isTerminal() ? Optional.of(new Timer("progress", true)) : Optional.empty();
    Progress progress = new Progress(spark, total, System.err, timer);
    if (timer.isPresent()) {
      spark.sparkContext().addSparkListener(progress);
      TimerTask show =
          new TimerTask() {
            @Override
            public void run() {
              progress.show();
            }
          };
      timer.get().schedule(show, PERIOD_MILLIS, PERIOD_MILLIS);
    }
    return progress;
  }

  /** Java can only tell whether input and output are a terminal, not standard error. */
  private static boolean isTerminal() {
    try {
      String target = Path.of("/proc/self/fd/2").toRealPath().toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException e) {
      return System.console() != null;
    }
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd end) {
    if (end.taskMetrics() != null) {
      recordsByTask.put(end.taskInfo().taskId(), end.taskMetrics().inputMetrics().recordsRead());
    }
  }

  @Override
  public void onExecutorMetricsUpdate(SparkListenerExecutorMetricsUpdate update) {
    CollectionConverters.asJava(update.accumUpdates())
        .forEach(
            task ->
                CollectionConverters.asJava(task._4())
                    .forEach(
                        metric -> {
                          if (metric.name().isDefined()
                              && metric.name().get().equals(RECORDS_READ)
                              && metric.update().isDefined()
                              && metric.update().get() instanceof Long records) {
                            recordsByTask.merge((Long) task._1(), records, Math::max);
                          }
                        }));
  }

  private void show() {
    long done = recordsByTask.values().stream().mapToLong(Long::longValue).sum();
    double seconds = (System.nanoTime() - start) / NANOS;
    terminal.print(CLEAR_LINE + line(Math.min(done, total.orElse(done)), total, seconds));
    terminal.flush();
  }

  /** The line itself. */
  static String line(long done, OptionalLong of, double seconds) {
    double rate = done / seconds;
    if (of.isEmpty()) {
      return String.format(Locale.ROOT, "%,d records, %,.0f/s", done, rate);
    }
    long total = of.getAsLong();
    if (done == 0) {
      return String.format(Locale.ROOT, "0 of %,d records", total);
    }
    return String.format(
        Locale.ROOT,
        "%,d of %,d records, %,.0f/s, %.0f s left",
        done,
        total,
        rate,
        (total - done) / rate);
  }

  /** Stops telling. */
  void stop() {
    if (timer.isPresent()) {
      timer.get().cancel();
      spark.sparkContext().removeSparkListener(this);
      terminal.print(CLEAR_LINE);
      terminal.flush();
    }
  }
}
