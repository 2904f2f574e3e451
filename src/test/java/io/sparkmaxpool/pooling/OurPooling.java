package io.sparkmaxpool.pooling;

import io.sparkmaxpool.tensor.Tensor;
import java.util.List;
import java.util.Optional;

/**
 * The poolings under test, with one kind of kernels. Besides running a call it holds what the API
 * promises of it: shape, dtype and refusal told beforehand are those of the call.
 */
record OurPooling(RowKernels kernels) implements PoolingEngine {
  @Override
  public Outcome run(PoolingCall call) {
    try {
      return new Outcome.Result(results(call));
    } catch (IllegalArgumentException e) {
      return new Outcome.Refused(e.getMessage());
    }
  }

  private List<Tensor> results(PoolingCall call) {
    Tensor first = call.inputs().get(0);
    return switch (call.op()) {
      case MAX_POOL2D -> {
        // In PyTorch the input's rank comes before most rules on the parameters.
        call.maxParams().outputShape(call.shape());
        yield indexed(MaxPool2d.with(call.maxParams(), kernels), first);
      }
      case ADAPTIVE_MAX_POOL2D ->
          indexed(AdaptiveMaxPool2d.with(call.adaptiveSize(), kernels), first);
      case AVG_POOL2D -> {
        call.avgParams().outputShape(call.shape());
        yield List.of(single(AvgPool2d.with(call.avgParams(), kernels), first));
      }
      case LP_POOL2D -> {
        // A norm of 0 and a negative norm of integers come before the shape.
        if (call.lpParams().normType().value() > 0) {
          call.lpParams().outputShape(call.shape());
        }
        yield List.of(single(LpPool2d.with(call.lpParams(), kernels), first));
      }
      case ADAPTIVE_AVG_POOL2D -> {
        call.adaptiveSize().of(call.shape());
        yield List.of(single(AdaptiveAvgPool2d.with(call.adaptiveSize(), kernels), first));
      }
      case MAX_UNPOOL2D -> List.of(unpooled(call));
      case MAX_POOL2D_BACKWARD ->
          List.of(
              MaxPool2d.with(call.maxParams(), kernels)
                  .backward(first, call.input(), call.inputs().get(2)));
    };
  }

  private List<Tensor> indexed(IndexedPool2d pool, Tensor input) {
    Tensor values = single(pool, input);
    PooledWithIndices pooled = pool.applyWithIndices(input);
    if (!pooled.values().equals(values)) {
      throw broken(pool, input, "values depend on whether indices are asked for");
    }
    return List.of(values, pooled.indices());
  }

  private Tensor single(Pool2d pool, Tensor input) {
    Optional<String> refusal = pool.refusal(input.dtype(), input.shape());
    Tensor values;
    try {
      values = pool.apply(input);
    } catch (IllegalArgumentException e) {
      if (!refusal.equals(Optional.of(e.getMessage()))) {
        throw broken(pool, input, "refusal is " + refusal + ", the call's " + e);
      }
      throw e;
    }
    if (refusal.isPresent()) {
      throw broken(pool, input, "the call succeeds, and refusal is " + refusal);
    }
    if (!values.shape().equals(pool.outputShape(input.shape()))) {
      throw broken(pool, input, "the result is " + values + ", outputShape another");
    }
    if (values.dtype() != pool.outputDType(input.dtype())) {
      throw broken(pool, input, "the result is " + values + ", outputDType another");
    }
    return values;
  }

  private AssertionError broken(Pool2d pool, Tensor input, String promise) {
    return new AssertionError("%s, %s of %s: %s".formatted(kernels.name(), pool, input, promise));
  }

  private static Tensor unpooled(PoolingCall call) {
    MaxUnpool2d unpool = MaxUnpool2d.of(call.unpoolParams());
    Tensor values = call.input();
    Tensor indices = call.inputs().get(1);
    int[] size = call.unpooledSize();
    return size == null ? unpool.apply(values, indices) : unpool.apply(values, indices, size);
  }

  @Override
  public String toString() {
    return kernels.name();
  }
}
