package io.sparkmaxpool.pooling;

import io.sparkmaxpool.tensor.Tensor;
import java.util.List;

/**
 * The reference: PyTorch's loops written down as they stand. Shares nothing with the kernels, not
 * even the output size. Knows no rules: it is given calls that succeed.
 */
final class NaivePooling implements PoolingEngine {
  @Override
  public Outcome run(PoolingCall call) {
    return new Outcome.Result(results(call));
  }

  private static List<Tensor> results(PoolingCall call) {
    List<Tensor> inputs = call.inputs();
    Tensor input = call.input();
    return switch (call.op()) {
      case MAX_POOL2D -> NaiveMaxPool.tensors(NaiveMaxPool.pool(call.maxParams(), input));
      case MAX_POOL2D_BACKWARD ->
          List.of(NaiveMaxPool.backward(inputs.get(0), input, inputs.get(2)));
      case AVG_POOL2D -> List.of(NaiveAvgPool.pool(call.avgParams(), input));
      case LP_POOL2D -> List.of(NaiveLpPool.pool(call.lpParams(), input));
      case ADAPTIVE_MAX_POOL2D ->
          NaiveMaxPool.tensors(NaiveMaxPool.pool(rows(call), columns(call), input));
      case ADAPTIVE_AVG_POOL2D -> List.of(NaiveAvgPool.adaptive(rows(call), columns(call), input));
      case MAX_UNPOOL2D -> List.of(unpooled(call));
    };
  }

  private static NaiveWindows rows(PoolingCall call) {
    int height = call.shape().extent(-2);
    Integer asked = call.adaptiveSize().height();
    return NaiveWindows.adaptive(height, asked == null ? height : asked);
  }

  private static NaiveWindows columns(PoolingCall call) {
    int width = call.shape().extent(-1);
    Integer asked = call.adaptiveSize().width();
    return NaiveWindows.adaptive(width, asked == null ? width : asked);
  }

  private static Tensor unpooled(PoolingCall call) {
    MaxUnpool2dParams p = call.unpoolParams();
    int[] size = call.unpooledSize();
    int height =
        size != null
            ? size[size.length - 2]
            : (call.shape().extent(-2) - 1) * p.stride().height()
                + p.kernelSize().height()
                - 2 * p.padding().height();
    int width =
        size != null
            ? size[size.length - 1]
            : (call.shape().extent(-1) - 1) * p.stride().width()
                + p.kernelSize().width()
                - 2 * p.padding().width();
    return NaiveMaxPool.unpool(call.input(), call.inputs().get(1), height, width);
  }

  @Override
  public String toString() {
    return "plain loops";
  }
}
