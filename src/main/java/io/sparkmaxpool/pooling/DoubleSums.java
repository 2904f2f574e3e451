package io.sparkmaxpool.pooling;

import io.sparkmaxpool.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Sums of float64. */
final class DoubleSums implements Sums {
  private double[] plane = {};
  private double[] sums = {};

  @Override
  public void load(Tensor input, int index, int size) {
    if (plane.length < size) {
      plane = new double[size];
    }
    int bytes = size * Double.BYTES;
    ByteBuffer.wrap(input.data(), index * bytes, bytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .asDoubleBuffer()
        .get(plane, 0, size);
  }

  @Override
  public void clear(int outputs) {
    if (sums.length < outputs) {
      sums = new double[outputs];
    }
    Arrays.fill(sums, 0, outputs, 0);
  }

  @Override
  public void add(int at, int stride, int from, int to) {
    for (int i = from, j = at; i < to; i++, j += stride) {
      sums[i] += plane[j];
    }
  }

  @Override
  public void add(int start, int end, int output) {
    double sum = sums[output];
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
