package io.sparkmaxpool.dataset;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.bytedeco.javacpp.Pointer;

/**
 * Runs work on bad input under limits: no step takes long, allocates more than it may, or makes the
 * process hold much memory outside of the heap. Native code cannot be interrupted, so a step that
 * hangs fails the test and its thread is left behind.
 */
final class Watch {
  /** The most that a step may take, on a machine that does other things too. */
  private static final Duration LONGEST = Duration.ofSeconds(20);

  /**
   * What a process may have more than at the start, besides all of the heap that it has not used
   * then: memory of the heap becomes the process's when it is first touched, which tells nothing of
   * its native memory.
   */
  private static final long MOST_NATIVE_BYTES = 512L << 20;

  private static final long BETWEEN_LOOKS_MILLIS = 10;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** What is watched. */
  interface Work {
    void run(Watch watch) throws Exception;
  }

  private record Step(String name, long start) {}

  private volatile Step step = new Step("the start", System.nanoTime());
  private long allocatedBefore;
  private long slowestNanos;
  private String slowest = "";

  private Watch() {}

  /** Runs work to its end; fails with the name of the step that went beyond a limit. */
  static Watch run(Work work) throws Exception {
    Watch watch = new Watch();
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread worker =
        new Thread(
            () -> {
              try {
                work.run(watch);
              } catch (Throwable e) {
                failure.set(e);
              }
            },
            "watched");
    worker.setDaemon(true);
    Runtime runtime = Runtime.getRuntime();
    long heapToCome = runtime.maxMemory() - runtime.totalMemory() + runtime.freeMemory();
    long mostBytes = Pointer.physicalBytes() + heapToCome + MOST_NATIVE_BYTES;
    worker.start();
    while (worker.isAlive()) {
      worker.join(BETWEEN_LOOKS_MILLIS);
      Step now = watch.step;
      if (System.nanoTime() - now.start() > LONGEST.toNanos() && worker.isAlive()) {
        throw new AssertionError(
            "%s takes more than %s: %s".formatted(now.name(), LONGEST, stack(worker)));
      }
      long bytes = Pointer.physicalBytes();
      if (bytes > mostBytes) {
        throw new AssertionError(
            "at %s the process holds %d bytes: at most %d".formatted(now.name(), bytes, mostBytes));
      }
    }
    Throwable thrown = failure.get();
    if (thrown != null) {
      throw new AssertionError("at %s: %s".formatted(watch.step.name(), thrown), thrown);
    }
    return watch;
  }

  private static String stack(Thread worker) {
    return Arrays.stream(worker.getStackTrace())
        .limit(12)
        .map(StackTraceElement::toString)
        .collect(Collectors.joining(" < "));
  }

  /** Begins a step, by the thread that is watched. */
  void begin(String name) {
    allocatedBefore = THREADS.getCurrentThreadAllocatedBytes();
    step = new Step(name, System.nanoTime());
  }

  /** Ends a step; fails if it allocated more bytes of heap than it may. */
  void end(long mostBytes) {
    long allocated = THREADS.getCurrentThreadAllocatedBytes() - allocatedBefore;
    long nanos = System.nanoTime() - step.start();
    if (allocated > mostBytes) {
      throw new AssertionError("%d bytes allocated: at most %d".formatted(allocated, mostBytes));
    }
    if (nanos > slowestNanos) {
      slowestNanos = nanos;
      slowest = step.name();
    }
  }

  /** The longest step and its milliseconds, for a report. */
  String slowest() {
    return "%d ms: %s".formatted(slowestNanos / 1_000_000, slowest);
  }
}
