package io.sparkmaxpool.pooling;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmaxpool.tensor.DType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every operation, on every kind of kernels, against plain loops that share nothing with them: on
 * random configurations, at sizes around lane multiples.
 */
class PlainLoopsTest {
  private static final long SEED = 20261124;

  @ParameterizedTest
  @EnumSource
  void everyTypeHasTheResultsOfPlainLoops(PoolingOp op) {
    for (DType dtype : op.dtypes()) {
      compare(op, dtype, 500);
    }
  }

  /** The two types that have kernels of their own. */
  @Test
  void theSeparableKernelsHaveTheResultsOfPlainLoops() {
    compare(PoolingOp.MAX_POOL2D, DType.UINT8, 3000);
    compare(PoolingOp.MAX_POOL2D, DType.FLOAT32, 3000);
  }

  private static void compare(PoolingOp op, DType dtype, int configurations) {
    List<RowKernels> kernels = KernelsUnderTest.all();
    RandomCalls calls = new RandomCalls(SEED + dtype.ordinal());
    PoolingEngine loops = new NaivePooling();
    Comparison comparison = new Comparison(List.of());
    int compared = 0;
    while (compared < configurations) {
      PoolingCall call = calls.next(op, dtype);
      if (isRefused(call, new OurPooling(kernels.get(0)).run(call))) {
        continue;
      }
      Outcome expected = loops.run(call);
      for (RowKernels kernel : kernels) {
        comparison.add(
            "seed %d, configuration %d, %s".formatted(SEED, compared, kernel.name()),
            call,
            expected,
            new OurPooling(kernel).run(call));
      }
      compared++;
    }
    comparison.assertAgreed();
    assertThat(comparison.results())
        .containsOnly(Map.entry(op + " " + dtype, configurations * kernels.size()));
  }

  private static boolean isRefused(PoolingCall call, Outcome outcome) {
    if (outcome instanceof Outcome.Refused refused) {
      assertThat(refused.text())
          .as(call.toString())
          .containsAnyOf(
              "Output size is too small",
              "invalid output_size",
              "output_size must contain non-negative",
              "Found an invalid max index",
              "with dimension 1 being empty",
              "with dimension 2 being empty",
              "with dimension 3 being empty",
              "Integers to negative integer powers",
              "\"avg_pool2d\" not implemented for");
      return true;
    }
    return false;
  }
}
