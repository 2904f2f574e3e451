package io.sparkmaxpool.pooling;

import io.sparkmaxpool.tensor.Shape;
import io.sparkmaxpool.tensor.Tensor;
import java.util.List;
import java.util.Objects;
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
        yield List.of(single(AvgPool2d.of(call.avgParams()), first));
      }
      case LP_POOL2D -> {
        // A norm of 0 and a negative norm of integers come before the shape.
        if (call.lpParams().normType().value() > 0) {
          call.lpParams().outputShape(call.shape());
        }
        yield List.of(single(LpPool2d.of(call.lpParams()), first));
      }
      case ADAPTIVE_AVG_POOL2D -> {
        call.adaptiveSize().of(call.shape());
        yield List.of(single(AdaptiveAvgPool2d.of(call.adaptiveSize()), first));
      }
      case MAX_UNPOOL2D -> List.of(unpooled(call));
      case MAX_POOL2D_BACKWARD ->
          List.of(
              MaxPool2d.with(call.maxParams(), kernels)
                  .backward(first, call.input(), call.inputs().get(2)));
    };
  }

  private static List<Tensor> indexed(IndexedPool2d pool, Tensor input) {
    Tensor values = single(pool, input);
    PooledWithIndices pooled = pool.applyWithIndices(input);
    require(pooled.values().equals(values), "values depend on whether indices are asked for");
    return List.of(values, pooled.indices());
  }

  private static Tensor single(Pool2d pool, Tensor input) {
    Optional<String> refusal = pool.refusal(input.dtype(), input.shape());
    Tensor values;
    try {
      values = pool.apply(input);
    } catch (IllegalArgumentException e) {
      require(
          refusal.equals(Optional.of(e.getMessage())),
          "refusal is " + refusal + ", the call's " + e);
      throw e;
    }
    require(refusal.isEmpty(), "refusal is " + refusal + ", and the call succeeds");
    Shape shape = pool.outputShape(input.shape());
    require(values.shape().equals(shape), "outputShape is " + shape + ", not " + values);
    require(
        values.dtype() == pool.outputDType(input.dtype()), "outputDType is not that of " + values);
    return values;
  }

  private static Tensor unpooled(PoolingCall call) {
    MaxUnpool2d unpool = MaxUnpool2d.of(call.unpoolParams());
    Tensor values = call.input();
    Tensor indices = call.inputs().get(1);
    int[] size = call.unpooledSize();
    return size == null
        ? unpool.apply(values, indices)
        : unpool.apply(values, indices, Objects.requireNonNull(size));
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new AssertionError(message);
    }
  }

  @Override
  public String toString() {
    return kernels.name();
  }
}
