package io.sparkmaxpool.pooling;

import io.sparkmaxpool.tensor.BFloat16;
import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Float16;
import io.sparkmaxpool.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.util.Arrays;

/** Sums of float32, float16 and bfloat16, in float32. */
final class FloatSums implements Sums {
  private DType dtype;
  private float[] plane = {};
  private float[] sums = {};

  @Override
  public void load(Tensor input, int index, int size) {
    dtype = input.dtype();
    if (plane.length < size) {
      plane = new float[size];
    }
    int bytes = size * dtype.bytes();
    ByteBuffer from =
        ByteBuffer.wrap(input.data(), index * bytes, bytes).order(ByteOrder.LITTLE_ENDIAN);
    if (dtype == DType.FLOAT32) {
      from.asFloatBuffer().get(plane, 0, size);
      return;
    }
    ShortBuffer halves = from.asShortBuffer();
    for (int i = 0; i < size; i++) {
      short half = halves.get(i);
      plane[i] = dtype == DType.FLOAT16 ? Float16.toFloat(half) : BFloat16.toFloat(half);
    }
  }

  @Override
  public void clear(int outputs) {
    if (sums.length < outputs) {
      sums = new float[outputs];
    }
    Arrays.fill(sums, 0, outputs, 0);
  }

  @Override
  public void add(int at, int stride, int from, int to) {
    float[] values = plane;
    float[] into = sums;
    if (stride == 1) {
      for (int i = from; i < to; i++) {
        into[i] += values[at + i - from];
      }
    } else {
      for (int i = from, j = at; i < to; i++, j += stride) {
        into[i] += values[j];
      }
    }
  }

  @Override
  public void add(int start, int end, int output) {
    float sum = sums[output];
    for (int i = start; i < end; i++) {
      sum += plane[i];
    }
    sums[output] = sum;
  }

  @Override
  public void divide(long[] by, int outputs) {
    for (int i = 0; i < outputs; i++) {
      sums[i] /= by[i];
    }
  }

  @Override
  public void store(byte[] values, int at, int outputs, Zeros zeros) {
    int bytes = dtype.bytes();
    ByteBuffer to =
        ByteBuffer.wrap(values, at * bytes, outputs * bytes).order(ByteOrder.LITTLE_ENDIAN);
    if (dtype == DType.FLOAT32) {
      if (zeros == Zeros.POSITIVE) {
        for (int i = 0; i < outputs; i++) {
          sums[i] += 0f;
        }
      }
      to.asFloatBuffer().put(sums, 0, outputs);
      return;
    }
    ShortBuffer halves = to.asShortBuffer();
    for (int i = 0; i < outputs; i++) {
      short half = dtype == DType.FLOAT16 ? Float16.ofFloat(sums[i]) : BFloat16.ofFloat(sums[i]);
      // A small negative number may only now have become a zero.
      halves.put(i, zeros == Zeros.POSITIVE && half == Short.MIN_VALUE ? 0 : half);
    }
  }
}
