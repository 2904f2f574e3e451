package io.sparkmaxpool.metrics;

import java.util.SplittableRandom;

/**
 * The time that many calls take, of which only some are timed: asking the clock twice costs some 50
 * ns, and a call may take no more than 1 µs. While calls take less than 20 µs on average, one in 16
 * is timed and stands for the calls since the one before; the first 16, and all longer ones, are
 * timed each. The distances are drawn at random, so that no period in the data, a buffer that is
 * filled every 64 records, say, is met always or never.
 *
 * <p>Not safe for use by several threads; who looks from another one sees the value of some moment.
 *
 * <pre>{@code
 * long begun = time.begin();
 * call();
 * time.end(begun);
 * }</pre>
 */
public final class SampledTime {
  private static final int EACH_AT_FIRST = 16;
  private static final long WORTH_TIMING_NANOS = 20_000;

  /** Distances from 1 to this are 16 on average. */
  private static final int LONGEST_DISTANCE = 31;

  private static final long NANOS_PER_MILLI = 1_000_000;

  private final SplittableRandom random = new SplittableRandom(1);
  private long nanos;
  private long timed;
  private long timedNanos;
  private int distance = 1;
  private int left = 1;

  /** Before a call: what to give to {@link #end}. */
  public long begin() {
    return --left > 0 ? 0 : System.nanoTime();
  }

  /** After the call. */
  public void end(long begun) {
    if (begun != 0) {
      add(System.nanoTime() - begun);
    }
  }

  /** Counts a timed call for itself and those before it that were not; plans the next one. */
  void add(long callNanos) {
    nanos += callNanos * distance;
    timed++;
    timedNanos += callNanos;
    boolean isEach = timed < EACH_AT_FIRST || timedNanos / timed > WORTH_TIMING_NANOS;
    distance = isEach ? 1 : 1 + random.nextInt(LONGEST_DISTANCE);
    left = distance;
  }

  /** All calls' time, in milliseconds. */
  long millis() {
    return nanos / NANOS_PER_MILLI;
  }

  /** All calls' time, in nanoseconds. */
  public long nanos() {
    return nanos;
  }
}
