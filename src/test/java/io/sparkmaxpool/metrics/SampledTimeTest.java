package io.sparkmaxpool.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SampledTimeTest {
  private static final int CALLS = 1_000_000;

  /** How often the clock was asked, and the error of the sum, as a share. */
  private record Sampled(int timed, double error) {}

  private static Sampled sample(int calls, IntToLongFunction nanos) {
    SampledTime time = new SampledTime();
    long truth = 0;
    int timed = 0;
    for (int i = 0; i < calls; i++) {
      truth += nanos.applyAsLong(i);
      if (time.begin() != 0) {
        time.add(nanos.applyAsLong(i));
        timed++;
      }
    }
    return new Sampled(timed, (double) time.nanos() / truth - 1);
  }

  @ParameterizedTest
  @ValueSource(ints = {16, 32, 64, 1000})
  void isRightWhateverThePeriodOfLongCallsIs(int period) {
    Sampled sampled = sample(CALLS, i -> i % period == 0 ? 50_000 : 1_000);

    assertThat(sampled.error()).isCloseTo(0, within(0.05));
    assertThat(sampled.timed()).isBetween(CALLS / 17, CALLS / 15);
  }

  @Test
  void timesEachOfTheFirstCallsAndEachLongOne() {
    assertThat(sample(16, i -> 1_000 + i)).isEqualTo(new Sampled(16, 0));
    assertThat(sample(5_000, i -> 100_000 + i)).isEqualTo(new Sampled(5_000, 0));
  }

  @Test
  void looksAtTheClock() throws InterruptedException {
    SampledTime time = new SampledTime();
    for (int i = 0; i < 3; i++) {
      long begun = time.begin();
      Thread.sleep(20);
      time.end(begun);
    }
    assertThat(time.millis()).isBetween(60L, 2_000L);
  }
}
