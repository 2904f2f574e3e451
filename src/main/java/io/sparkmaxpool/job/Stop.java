package io.sparkmaxpool.job;

import java.io.PrintWriter;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.util.ShutdownHookManager;
import org.apache.spark.SparkContext;

/**
 * How a process ends that was told to by a signal (SIGTERM, SIGINT, SIGHUP): its Spark jobs are
 * cancelled, what it was writing is given up and cleaned away, and only then does Spark stop. A
 * commit that has begun is finished. The exit code is the JVM's own, 143 for SIGTERM.
 *
 * <p>One a process, as its end is. Safe for use by several threads.
 */
public final class Stop {
  /** Before Spark's hook, which has the file system's 10 and 30 more. */
  private static final int PRIORITY = 100;

  /** For what plans: it has nothing to clean away. */
  private static final long PLANNING_MILLIS = 3_000;

  /** For what writes: to cancel tasks and to remove their files, or to finish a commit. */
  private static final long WRITING_MILLIS = 60_000;

  private static final long PERIOD_MILLIS = 100;

  /** What is told where no table was written. */
  private static final String NOTHING_WRITTEN = "stopped by a signal: no table was written";

  static final String FINISHED = "stopped by a signal: the table is finished";

  static final String BATCHES_STAY =
      "stopped by a signal: batches that are committed stay; the same command goes on with the"
          + " rest";

  private static final Object STATE = new Object();
  private static SparkContext spark;
  private static boolean requested;
  private static boolean writing;
  private static long since;
  private static boolean ended;
  private static String line = NOTHING_WRITTEN;

  private Stop() {}

  /**
   * Lets signals end this process in order.
   *
   * @param err takes the line that tells of it, where the command cannot any more
   */
  public static void install(PrintWriter err) {
    ShutdownHookManager.get()
        .addShutdownHook(() -> shutDown(err), PRIORITY, 2 * WRITING_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Names the context whose jobs are to be cancelled. */
  public static void cancelling(SparkContext context) {
    synchronized (STATE) {
      spark = context;
    }
  }

  /** Whether a signal came: what is at work in steps begins no further one. */
  public static boolean requested() {
    synchronized (STATE) {
      return requested;
    }
  }

  /** What to tell a person after a signal, in one line. */
  public static String line() {
    synchronized (STATE) {
      return line;
    }
  }

  /** Replaces {@link #line}, by who knows better what was left. */
  public static void tell(String text) {
    synchronized (STATE) {
      line = text;
    }
  }

  /**
   * Does what must be cleaned away or finished before the process ends.
   *
   * @param done what to tell after a signal that comes when it is done
   * @throws JobException if a signal came before it began
   */
  static void writing(String done, Runnable write) {
    synchronized (STATE) {
      if (requested) {
        throw new JobException(ExitCode.FAILED, line);
      }
      writing = true;
    }
    try {
      write.run();
      tell(done);
    } finally {
      synchronized (STATE) {
        writing = false;
        // Whatever the commit took, the command has yet to tell how it went.
        since = System.nanoTime();
        STATE.notifyAll();
      }
    }
  }

  /** The command is done, and has told how: nothing is to be waited for. */
  public static void ended() {
    synchronized (STATE) {
      ended = true;
      STATE.notifyAll();
    }
  }

  private static void shutDown(PrintWriter err) {
    synchronized (STATE) {
      requested = true;
      since = System.nanoTime();
      try {
        while (!ended && spark != null && waited() < limit()) {
          if (!spark.isStopped()) {
            // Again and again: a job may begin after another was cancelled.
            spark.cancelAllJobs();
          }
          STATE.wait(PERIOD_MILLIS);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      if (!ended) {
        err.println("spark-maxpool: " + line);
      }
    }
  }

  private static long limit() {
    return writing ? WRITING_MILLIS : PLANNING_MILLIS;
  }

  private static long waited() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - since);
  }
}
