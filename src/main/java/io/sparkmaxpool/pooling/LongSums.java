package io.sparkmaxpool.pooling;

import io.sparkmaxpool.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Sums of int64, which wrap as PyTorch's do; divided toward zero. */
final class LongSums implements Sums {
  private long[] plane = {};
  private long[] sums = {};

  @Override
  public void load(Tensor input, int index, int size) {
    if (plane.length < size) {
      plane = new long[size];
    }
    int bytes = size * Long.BYTES;
    ByteBuffer.wrap(input.data(), index * bytes, bytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .asLongBuffer()
        .get(plane, 0, size);
  }

  @Override
  public void clear(int outputs) {
    if (sums.length < outputs) {
      sums = new long[outputs];
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
    long sum = sums[output];
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
    ByteBuffer.wrap(values, at * Long.BYTES, outputs * Long.BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .asLongBuffer()
        .put(sums, 0, outputs);
  }
}
