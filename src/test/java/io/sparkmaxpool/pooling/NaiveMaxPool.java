package io.sparkmaxpool.pooling;

import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Shape;
import io.sparkmaxpool.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The reference: PyTorch's loop written down as it stands, for uint8 and float32. Shares nothing
 * with the kernels, not even the output size.
 */
final class NaiveMaxPool {
  private NaiveMaxPool() {}

  static PooledWithIndices pool(Pool2dParams p, Tensor input) {
    int planes = input.shape().extent(0);
    int height = input.shape().extent(1);
    int width = input.shape().extent(2);
    Size2d k = p.kernelSize();
    Size2d s = p.stride();
    Size2d pad = p.padding();
    Size2d d = p.dilation();
    int outH = extent(height, k.height(), s.height(), pad.height(), d.height(), p.ceilMode());
    int outW = extent(width, k.width(), s.width(), pad.width(), d.width(), p.ceilMode());
    boolean isFloat = input.dtype() == DType.FLOAT32;
    ByteBuffer in = ByteBuffer.wrap(input.data()).order(ByteOrder.LITTLE_ENDIAN);
    int bytes = isFloat ? 4 : 1;
    ByteBuffer out =
        ByteBuffer.allocate(planes * outH * outW * bytes).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer at = ByteBuffer.allocate(planes * outH * outW * 8).order(ByteOrder.LITTLE_ENDIAN);
    for (int plane = 0; plane < planes; plane++) {
      for (int oh = 0; oh < outH; oh++) {
        for (int ow = 0; ow < outW; ow++) {
          int h0 = oh * s.height() - pad.height();
          int w0 = ow * s.width() - pad.width();
          int h1 = Math.min(h0 + (k.height() - 1) * d.height() + 1, height);
          int w1 = Math.min(w0 + (k.width() - 1) * d.width() + 1, width);
          while (h0 < 0) {
            h0 += d.height();
          }
          while (w0 < 0) {
            w0 += d.width();
          }
          float best = isFloat ? Float.NEGATIVE_INFINITY : 0;
          long index = (long) h0 * width + w0;
          for (int h = h0; h < h1; h += d.height()) {
            for (int w = w0; w < w1; w += d.width()) {
              int i = (plane * height + h) * width + w;
              float v = isFloat ? in.getFloat(i * 4) : in.get(i) & 0xFF;
              if (v > best || Float.isNaN(v)) {
                best = v;
                index = (long) h * width + w;
              }
            }
          }
          if (isFloat) {
            out.putFloat(best);
          } else {
            out.put((byte) (int) best);
          }
          at.putLong(index);
        }
      }
    }
    Shape shape = Shape.of(planes, outH, outW);
    return new PooledWithIndices(
        Tensor.of(input.dtype(), shape, out.array()), Tensor.of(DType.INT64, shape, at.array()));
  }

  private static int extent(int i, int k, int s, int p, int d, boolean ceil) {
    double steps = (i + 2 * p - d * (k - 1) - 1) / (double) s;
    int o = (int) (ceil ? Math.ceil(steps) : Math.floor(steps)) + 1;
    return ceil && (o - 1) * s >= i + p ? o - 1 : o;
  }
}
