package io.sparkmaxpool.pooling;

import io.sparkmaxpool.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.util.Arrays;

/** Sums of int64, which wrap as PyTorch's do; divided toward zero. */
final class LongSums implements Sums {
  private long[] plane = {};
  private long[] unordered = {};
  private long[] sums = {};

  @Override
  public void load(Tensor input, int index, int height, int width, int stride) {
    int pitch = Sums.pitch(width, stride);
    int needed = Math.multiplyExact(height, pitch);
    if (plane.length < needed) {
      plane = new long[needed];
    }
    int bytes = height * width * Long.BYTES;
    LongBuffer from =
        ByteBuffer.wrap(input.data(), index * bytes, bytes)
            .order(ByteOrder.LITTLE_ENDIAN)
            .asLongBuffer();
    int size = height * width;
    if (stride == 1) {
      from.get(plane, 0, size);
      return;
    }
    if (unordered.length < size) {
      unordered = new long[size];
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
      sums = new long[outputs];
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
    long sum = sums[output];
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
    ByteBuffer.wrap(values, at * Long.BYTES, outputs * Long.BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .asLongBuffer()
        .put(sums, 0, outputs);
  }
}
