package io.sparkmaxpool.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.Success$;
import org.apache.spark.TaskCommitDenied;
import org.apache.spark.TaskKilled;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/** Counts how attempts of tasks ended. */
final class Attempts extends SparkListener {
  private final AtomicInteger failed = new AtomicInteger();
  private final AtomicInteger speculative = new AtomicInteger();
  private volatile CountDownLatch denied = new CountDownLatch(1);

  @Override
  public void onTaskEnd(SparkListenerTaskEnd end) {
    if (end.reason() == Success$.MODULE$) {
      speculative.addAndGet(end.taskInfo().speculative() ? 1 : 0);
    } else if (end.reason() instanceof TaskCommitDenied) {
      denied.countDown();
    } else if (!(end.reason() instanceof TaskKilled)) {
      failed.incrementAndGet();
    }
  }

  /** Counts from zero. */
  void forget() {
    failed.set(0);
    speculative.set(0);
    denied = new CountDownLatch(1);
  }

  /** Attempts that failed. */
  int failed() {
    return failed.get();
  }

  /** Speculative attempts that succeeded. */
  int speculative() {
    return speculative.get();
  }

  /** Waits until an attempt was not allowed to commit. */
  void awaitDenied(long seconds) throws InterruptedException {
    assertThat(denied.await(seconds, TimeUnit.SECONDS)).as("an attempt was denied").isTrue();
  }
}
