package io.sparkmaxpool.pooling;

import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Tensor;
import java.util.Arrays;

/** Sums of float32, float16 and bfloat16, in float32. */
final class FloatSums implements Sums {
  private final RowKernels kernels;
  private DType dtype;
  private float[] plane = {};
  private float[] unordered = {};
  private float[] sums = {};

  FloatSums(RowKernels kernels) {
    this.kernels = kernels;
  }

  @Override
  public void load(Tensor input, int index, int height, int width, int stride) {
    dtype = input.dtype();
    int pitch = Sums.pitch(width, stride);
    int needed = Math.multiplyExact(height, pitch) + kernels.slack();
    if (plane.length < needed) {
      plane = new float[needed];
    }
    int size = height * width;
    if (stride == 1) {
      Numbers.read(input, index * size, plane, size);
      return;
    }
    if (unordered.length < size) {
      unordered = new float[size];
    }
    Numbers.read(input, index * size, unordered, size);
    Sums.order(height, width, stride, (from, to, n) -> gather(from, stride, to, n));
  }

  private void gather(int from, int stride, int to, int n) {
    for (int i = 0; i < n; i++) {
      plane[to + i] = unordered[from + i * stride];
    }
  }

  @Override
  public void clear(int outputs) {
    if (sums.length < outputs + kernels.slack()) {
      sums = new float[outputs + kernels.slack()];
    }
    Arrays.fill(sums, 0, outputs, 0);
  }

  @Override
  public void add(int at, int from, int to) {
    kernels.add(sums, from, plane, at, to - from);
  }

  @Override
  public void addAll(int start, int end, int output) {
    float sum = sums[output];
    for (int i = start; i < end; i++) {
      sum += plane[i];
    }
    sums[output] = sum;
  }

  @Override
  public void divide(long by, int from, int to) {
    for (int i = from; i < to; i++) {
      sums[i] /= by;
    }
  }

  @Override
  public void store(byte[] values, int at, int outputs, Zeros zeros) {
    if (zeros == Zeros.POSITIVE) {
      // A small negative number may become a zero only when it is rounded.
      Numbers.round(sums, dtype);
      for (int i = 0; i < outputs; i++) {
        sums[i] += 0f;
      }
    }
    Numbers.write(sums, outputs, dtype, values, at);
  }
}
