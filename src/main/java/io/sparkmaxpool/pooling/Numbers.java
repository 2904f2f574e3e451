package io.sparkmaxpool.pooling;

import io.sparkmaxpool.tensor.BFloat16;
import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Float16;
import io.sparkmaxpool.tensor.Shape;
import io.sparkmaxpool.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Elements of tensors as Java's numbers, and back. float16 and bfloat16 are floats here. */
final class Numbers {
  private Numbers() {}

  /** The elements of a float32, float16 or bfloat16 tensor. */
  static float[] floats(Tensor input) {
    float[] floats = new float[input.data().length / input.dtype().bytes()];
    read(input, 0, floats, floats.length);
    return floats;
  }

  /** Elements {@code first} and those after it of a float32, float16 or bfloat16 tensor. */
  static void read(Tensor input, int first, float[] to, int n) {
    int bytes = input.dtype().bytes();
    ByteBuffer from = littleEndian(input.data(), first * bytes, n * bytes);
    switch (input.dtype()) {
      case FLOAT32 -> from.asFloatBuffer().get(to, 0, n);
      case FLOAT16 -> {
        for (int i = 0; i < n; i++) {
          to[i] = Float16.toFloat(from.getShort());
        }
      }
      case BFLOAT16 -> {
        for (int i = 0; i < n; i++) {
          to[i] = BFloat16.toFloat(from.getShort());
        }
      }
      case UINT8, INT8, INT16, INT32, INT64, FLOAT64 ->
          throw new IllegalStateException("no floats: " + input);
    }
  }

  /** A tensor of one of these dtypes, rounded to it. */
  static Tensor tensor(DType dtype, Shape shape, float[] values) {
    byte[] data = Tensor.allocate(dtype, shape);
    write(values, values.length, dtype, data, 0);
    return Tensor.of(dtype, shape, data);
  }

  /** Writes elements {@code first} and those after it, rounded to the dtype. */
  static void write(float[] values, int n, DType dtype, byte[] data, int first) {
    ByteBuffer to = littleEndian(data, first * dtype.bytes(), n * dtype.bytes());
    switch (dtype) {
      case FLOAT32 -> to.asFloatBuffer().put(values, 0, n);
      case FLOAT16 -> {
        for (int i = 0; i < n; i++) {
          to.putShort(Float16.ofFloat(values[i]));
        }
      }
      case BFLOAT16 -> {
        for (int i = 0; i < n; i++) {
          to.putShort(BFloat16.ofFloat(values[i]));
        }
      }
      case UINT8, INT8, INT16, INT32, INT64, FLOAT64 ->
          throw new IllegalStateException("no floats: " + dtype);
    }
  }

  /** Rounds floats to what the dtype can hold. */
  static void round(float[] values, DType dtype) {
    for (int i = 0; i < values.length && dtype == DType.FLOAT16; i++) {
      values[i] = Float16.toFloat(Float16.ofFloat(values[i]));
    }
    for (int i = 0; i < values.length && dtype == DType.BFLOAT16; i++) {
      values[i] = BFloat16.toFloat(BFloat16.ofFloat(values[i]));
    }
  }

  /** The elements of a float64 tensor. */
  static double[] doubles(Tensor input) {
    double[] doubles = new double[input.data().length / Double.BYTES];
    littleEndian(input.data(), 0, input.data().length).asDoubleBuffer().get(doubles);
    return doubles;
  }

  /** A float64 tensor. */
  static Tensor tensor(Shape shape, double[] values) {
    byte[] data = Tensor.allocate(DType.FLOAT64, shape);
    littleEndian(data, 0, data.length).asDoubleBuffer().put(values);
    return Tensor.of(DType.FLOAT64, shape, data);
  }

  private static ByteBuffer littleEndian(byte[] bytes, int offset, int length) {
    return ByteBuffer.wrap(bytes, offset, length).order(ByteOrder.LITTLE_ENDIAN);
  }
}
