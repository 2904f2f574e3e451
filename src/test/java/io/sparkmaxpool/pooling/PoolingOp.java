package io.sparkmaxpool.pooling;

import java.util.Locale;

/** The operations that are held against PyTorch, by PyTorch's names. */
enum PoolingOp {
  /** Values and indices. */
  MAX_POOL2D,
  /** Takes the output's gradient, the input and the indices. */
  MAX_POOL2D_BACKWARD,
  AVG_POOL2D,
  LP_POOL2D,
  /** Values and indices. */
  ADAPTIVE_MAX_POOL2D,
  ADAPTIVE_AVG_POOL2D,
  /** Takes values and indices. */
  MAX_UNPOOL2D;

  static PoolingOp of(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT));
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
