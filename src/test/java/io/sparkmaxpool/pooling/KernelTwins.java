package io.sparkmaxpool.pooling;

/** Poolings on a kind of kernels of one's choice, for the benchmark of the twins. */
public final class KernelTwins {
  private KernelTwins() {}

  /** On the scalar kernels. */
  public static MaxPool2d scalar(Pool2dParams params) {
    return MaxPool2d.with(params, new ScalarRowKernels());
  }

  /**
   * On the vector kernels.
   *
   * @throws IllegalStateException if this JVM has none
   */
  public static MaxPool2d vector(Pool2dParams params) {
    KernelChoice choice = KernelChoice.current();
    if (choice.kernels() instanceof ScalarRowKernels) {
      throw new IllegalStateException("no vector kernels: " + choice.reason());
    }
    return MaxPool2d.with(params, choice.kernels());
  }
}
