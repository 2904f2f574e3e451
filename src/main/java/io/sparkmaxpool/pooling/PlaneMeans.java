package io.sparkmaxpool.pooling;

import io.sparkmaxpool.tensor.BFloat16;
import io.sparkmaxpool.tensor.Float16;
import io.sparkmaxpool.tensor.Shape;
import io.sparkmaxpool.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The means of whole planes, summed in float64; the mean of nothing is NaN. */
final class PlaneMeans {
  private PlaneMeans() {}

  /** Averages each plane of a floating-point tensor. */
  static Tensor of(Tensor input, Shape output) {
    byte[] values = Tensor.allocate(input.dtype(), output);
    ByteBuffer from = ByteBuffer.wrap(input.data()).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer to = ByteBuffer.wrap(values).order(ByteOrder.LITTLE_ENDIAN);
    int size = input.shape().extent(-2) * input.shape().extent(-1);
    for (int plane = 0; plane < output.elements(); plane++) {
      double sum = 0;
      for (int i = plane * size; i < (plane + 1) * size; i++) {
        sum +=
            switch (input.dtype()) {
              case FLOAT32 -> from.getFloat(i * Float.BYTES);
              case FLOAT64 -> from.getDouble(i * Double.BYTES);
              case FLOAT16 -> Float16.toFloat(from.getShort(i * Short.BYTES));
              case BFLOAT16 -> BFloat16.toFloat(from.getShort(i * Short.BYTES));
              case UINT8, INT8, INT16, INT32, INT64 ->
                  throw new IllegalStateException("no means of " + input.dtype());
            };
      }
      double mean = sum / size;
      switch (input.dtype()) {
        case FLOAT64 -> to.putDouble(mean);
        case FLOAT16 -> to.putShort(Float16.ofFloat((float) mean));
        case BFLOAT16 -> to.putShort(BFloat16.ofFloat((float) mean));
        default -> to.putFloat((float) mean);
      }
    }
    return Tensor.of(input.dtype(), output, values);
  }
}
