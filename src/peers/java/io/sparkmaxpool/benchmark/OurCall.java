package io.sparkmaxpool.benchmark;

import io.sparkmaxpool.pooling.MaxPool2d;
import io.sparkmaxpool.pooling.PooledWithIndices;
import io.sparkmaxpool.tensor.Tensor;
import java.util.List;

/**
 * This project's kernels, vector or scalar. Results go into tensors that are there, as ONNX
 * Runtime's go into memory that its arena gives again.
 */
final class OurCall {
  private OurCall() {}

  static KernelCall values(MaxPool2d pool, Tensor input) {
    return new Values(pool, input, pool.apply(input));
  }

  static KernelCall withIndices(MaxPool2d pool, Tensor input) {
    return new WithIndices(pool, input, pool.applyWithIndices(input));
  }

  private record Values(MaxPool2d pool, Tensor input, Tensor output) implements KernelCall {
    @Override
    public Object run() {
      pool.apply(input, output);
      return output;
    }

    @Override
    public List<Tensor> result() {
      run();
      return List.of(output);
    }

    @Override
    public void close() {}
  }

  private record WithIndices(MaxPool2d pool, Tensor input, PooledWithIndices output)
      implements KernelCall {
    @Override
    public Object run() {
      pool.applyWithIndices(input, output);
      return output;
    }

    @Override
    public List<Tensor> result() {
      run();
      return List.of(output.values(), output.indices());
    }

    @Override
    public void close() {}
  }
}
