package io.sparkmaxpool.pooling;

import io.sparkmaxpool.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.util.Arrays;

/** Sums of float64. */
final class DoubleSums implements Sums {
  private double[] plane = {};
  private double[] unordered = {};
  private double[] sums = {};

  @Override
  public void load(Tensor input, int index, int height, int width, int stride) {
    int pitch = Sums.pitch(width, stride);
    int needed = Math.multiplyExact(height, pitch);
    if (plane.length < needed) {
      plane = new double[needed];
    }
    int bytes = height * width * Double.BYTES;
    DoubleBuffer from =
        ByteBuffer.wrap(input.data(), index * bytes, bytes)
            .order(ByteOrder.LITTLE_ENDIAN)
            .asDoubleBuffer();
    int size = height * width;
    if (stride == 1) {
      from.get(plane, 0, size);
      return;
    }
    if (unordered.length < size) {
      unordered = new double[size];
    }
    from.get(unordered, 0, size);
    Sums.order(height, width, stride, (at, to, n) -> gather(at, stride, to, n));
  }

  private void gather(int from, int stride, int to, int n) {
    for (int i = 0; i < n; i++) {
      plane[to + i] = unordered[from + i * stride];
    }
  }

  @Override
  public void clear(int outputs) {
    if (sums.length < outputs) {
      sums = new double[outputs];
    }
    Arrays.fill(sums, 0, outputs, 0);
  }

  @Override
  public void add(int at, int from, int to) {
    for (int i = from, j = at; i < to; i++, j++) {
      sums[i] += plane[j];
    }
  }

  @Override
  public void addAll(int start, int end, int output) {
    double sum = sums[output];
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
      for (int i = 0; i < outputs; i++) {
        sums[i] += 0d;
      }
    }
    ByteBuffer.wrap(values, at * Double.BYTES, outputs * Double.BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .asDoubleBuffer()
        .put(sums, 0, outputs);
  }
}
