package io.sparkmaxpool.pooling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/**
 * The kernels this run must hold against the reference. Every run of the kernel tests names in
 * {@code sparkmaxpool.test.kernels} what its JVM has to offer, and fails if it offers something
 * else: no fast path is skipped unseen.
 */
final class KernelsUnderTest {
  private KernelsUnderTest() {}

  static List<RowKernels> all() {
    String expected = System.getProperty("sparkmaxpool.test.kernels");
    assertThat(expected).as("system property sparkmaxpool.test.kernels").isNotNull();
    RowKernels chosen = KernelChoice.current().kernels();
    assertThat(chosen.name()).startsWith(expected);
    return chosen instanceof ScalarRowKernels
        ? List.of(chosen)
        : List.of(chosen, new ScalarRowKernels());
  }
}
