package io.sparkmaxpool.pooling;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmaxpool.tensor.DType;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The same random calls of every operation here and in libtorch, in one JVM: values and indices by
 * their bits, refusals by their text. {@link Agreement} has the tolerances, {@link OlderLibtorch}
 * the known differences.
 *
 * <p>{@code -Dsparkmaxpool.libtorch.seed} and {@code -Dsparkmaxpool.libtorch.configurations} set
 * other calls than the usual ones, and how many of each operation and type.
 */
class LibtorchTest {
  private static final long SEED = Long.getLong("sparkmaxpool.libtorch.seed", 20261124);
  private static final int CONFIGURATIONS =
      Integer.getInteger("sparkmaxpool.libtorch.configurations", 700);

  @Test
  void outcomesAreLibtorchs() throws Exception {
    try (LibtorchPooling libtorch = LibtorchPooling.load()) {
      System.out.printf("%s, module by PyTorch %s, seed %d%n", libtorch, libtorch.madeBy(), SEED);
      Comparison comparison = new Comparison(OlderLibtorch.andChosenOnes());
      RandomCalls calls = new RandomCalls(SEED);
      for (PoolingOp op : PoolingOp.values()) {
        for (DType dtype : DType.values()) {
          compare(libtorch, comparison, () -> calls.wrong(op, dtype), CONFIGURATIONS / 4);
        }
        for (DType dtype : op.dtypes()) {
          compareResults(libtorch, comparison, () -> calls.next(op, dtype), CONFIGURATIONS);
        }
      }
      System.out.println(comparison);
      comparison.assertAgreed();
      for (PoolingOp op : PoolingOp.values()) {
        for (DType dtype : op.dtypes()) {
          assertThat(comparison.results().get(op + " " + dtype))
              .as("%s %s", op, dtype)
              .isGreaterThanOrEqualTo(CONFIGURATIONS);
        }
      }
    }
  }

  private static void compareResults(
      PoolingEngine libtorch, Comparison comparison, Supplier<PoolingCall> calls, int results) {
    int compared = 0;
    while (compared < results) {
      compared += compare(libtorch, comparison, calls, 1);
    }
  }

  /** Compares so many calls, and tells how many of them succeed in libtorch. */
  private static int compare(
      PoolingEngine libtorch, Comparison comparison, Supplier<PoolingCall> calls, int count) {
    List<RowKernels> kernels = KernelsUnderTest.all();
    int results = 0;
    for (int i = 0; i < count; i++) {
      PoolingCall call = calls.get();
      Outcome actual = new OurPooling(kernels.get(0)).run(call);
      if (isRefusedInPython(actual)) {
        continue;
      }
      Outcome expected = libtorch.run(call);
      for (RowKernels other : kernels.subList(1, kernels.size())) {
        assertThat(Agreement.difference(call, actual, new OurPooling(other).run(call)))
            .as("%s, %s", other.name(), call)
            .isEmpty();
      }
      comparison.add("seed " + SEED, call, expected, actual);
      results += expected instanceof Outcome.Result ? 1 : 0;
    }
    return results;
  }

  /** What PyTorch's Python code refuses before it asks libtorch; the golden files have that. */
  private static boolean isRefusedInPython(Outcome outcome) {
    return Stream.of(
            "norm_type must be",
            "output_size should be",
            "invalid output_size",
            "max_unpooling: output_size must")
        .anyMatch(text -> KnownDifference.refuses(outcome, text));
  }
}
