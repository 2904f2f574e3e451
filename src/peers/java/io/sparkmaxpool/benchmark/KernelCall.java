package io.sparkmaxpool.benchmark;

import io.sparkmaxpool.tensor.Tensor;
import java.util.List;

/** One contender's pooling of one input, made ready so that only the pooling itself is timed. */
interface KernelCall extends AutoCloseable {
  /**
   * Pools, and frees the result where the garbage collector does not.
   *
   * @return something that depends on the result, so that no compiler leaves the work out
   */
  Object run();

  /** Pools once more: the values, and the indices if the contender finds them. */
  List<Tensor> result();

  @Override
  void close();
}
