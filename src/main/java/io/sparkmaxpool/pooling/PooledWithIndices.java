package io.sparkmaxpool.pooling;

import io.sparkmaxpool.tensor.Tensor;

/**
 * A max pooling's result with the place of every maximum.
 *
 * @param values the pooled tensor, of the input's dtype
 * @param indices int64, of the same shape: {@code h * W + w} within the unpadded input plane
 */
public record PooledWithIndices(Tensor values, Tensor indices) {}
