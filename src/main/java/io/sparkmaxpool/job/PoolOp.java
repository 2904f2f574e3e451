package io.sparkmaxpool.job;

/** The pooling operations. */
public enum PoolOp {
  /** The largest element of each window, as PyTorch's {@code max_pool2d}. */
  MAX("max");

  private final String label;

  PoolOp(String label) {
    this.label = label;
  }

  /** The word in a job spec, e.g. {@code "max"}. */
  public String label() {
    return label;
  }
}
