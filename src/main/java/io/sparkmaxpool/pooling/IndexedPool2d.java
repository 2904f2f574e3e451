package io.sparkmaxpool.pooling;

import io.sparkmaxpool.tensor.Tensor;

/** A pooling that picks one element of every window, and can tell which. */
public sealed interface IndexedPool2d extends Pool2d permits MaxPool2d, AdaptiveMaxPool2d {

  /**
   * Pools every plane, and tells where each result stands.
   *
   * @param input as {@link #apply} takes it
   * @return values as {@link #apply} gives them, and their indices
   * @throws IllegalArgumentException with PyTorch's text, if the input does not suit
   */
  PooledWithIndices applyWithIndices(Tensor input);

  @Override
  IndexedPool2d reference();
}
