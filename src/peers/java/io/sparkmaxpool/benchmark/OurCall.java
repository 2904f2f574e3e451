package io.sparkmaxpool.benchmark;

import io.sparkmaxpool.pooling.MaxPool2d;
import io.sparkmaxpool.pooling.PooledWithIndices;
import io.sparkmaxpool.tensor.Tensor;
import java.util.List;

/** This project's kernels, vector or scalar. */
final class OurCall {
  private OurCall() {}

  static KernelCall values(MaxPool2d pool, Tensor input) {
    return new Values(pool, input);
  }

  static KernelCall withIndices(MaxPool2d pool, Tensor input) {
    return new WithIndices(pool, input);
  }

  private record Values(MaxPool2d pool, Tensor input) implements KernelCall {
    @Override
    public Object run() {
      return pool.apply(input);
    }

    @Override
    public List<Tensor> result() {
      return List.of(pool.apply(input));
    }

    @Override
    public void close() {}
  }

  private record WithIndices(MaxPool2d pool, Tensor input) implements KernelCall {
    @Override
    public Object run() {
      return pool.applyWithIndices(input);
    }

    @Override
    public List<Tensor> result() {
      PooledWithIndices pooled = pool.applyWithIndices(input);
      return List.of(pooled.values(), pooled.indices());
    }

    @Override
    public void close() {}
  }
}
