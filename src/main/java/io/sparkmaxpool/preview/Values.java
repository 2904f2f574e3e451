package io.sparkmaxpool.preview;

import io.sparkmaxpool.tensor.BFloat16;
import io.sparkmaxpool.tensor.Float16;
import io.sparkmaxpool.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.IntToDoubleFunction;

/** The elements of a tensor as numbers, whatever its dtype, without a copy of them. */
final class Values {
  private Values() {}

  /** Gives element {@code i}, row-major; int64 beyond 2^53 is rounded. */
  static IntToDoubleFunction of(Tensor tensor) {
    byte[] data = tensor.data();
    ByteBuffer bytes = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
    return switch (tensor.dtype()) {
      case UINT8 -> i -> data[i] & 0xFF;
      case INT8 -> i -> data[i];
      case INT16 -> i -> bytes.getShort(i * Short.BYTES);
      case INT32 -> i -> bytes.getInt(i * Integer.BYTES);
      case INT64 -> i -> bytes.getLong(i * Long.BYTES);
      case FLOAT16 -> i -> Float16.toFloat(bytes.getShort(i * Short.BYTES));
      case BFLOAT16 -> i -> BFloat16.toFloat(bytes.getShort(i * Short.BYTES));
      case FLOAT32 -> i -> bytes.getFloat(i * Float.BYTES);
      case FLOAT64 -> i -> bytes.getDouble(i * Double.BYTES);
    };
  }
}
