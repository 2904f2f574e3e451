package io.sparkmaxpool.pooling;

import java.util.Arrays;

/** Cells of float32 values; padding is -inf, which is also PyTorch's value of an empty window. */
final class FloatCells extends Cells {
  private final RowKernels kernels;
  private float[] cells = {};
  private byte[] values;

  FloatCells(RowKernels kernels) {
    this.kernels = kernels;
  }

  @Override
  void reserve(int capacity) {
    if (cells.length < capacity) {
      cells = new float[capacity];
    }
  }

  @Override
  void bind(byte[] values, byte[] indices) {
    this.values = values;
  }

  @Override
  int loadStride(int stride) {
    return stride <= kernels.largestFloatStride() ? stride : 1;
  }

  @Override
  void load(byte[] input, int at, int taps, int shift, int stride, int to, int n) {
    kernels.load(input, at, taps, shift, stride, cells, to, n);
  }

  @Override
  void column(byte[] input, int at, int pitch, int taps, int shift, int to, int step, int n) {
    if (taps == 2) {
      // As in ByteCells.
      int second = at + shift;
      for (int row = 0; row < n; row++) {
        float first = ScalarRowKernels.value(input, at + row * pitch);
        float later = ScalarRowKernels.value(input, second + row * pitch);
        cells[to + row * step] = ScalarRowKernels.later(first, later);
      }
      return;
    }
    for (int row = 0; row < n; row++) {
      int tap = at + row * pitch;
      float best = ScalarRowKernels.value(input, tap);
      for (int t = 1; t < taps; t++) {
        best = ScalarRowKernels.later(best, ScalarRowKernels.value(input, tap + t * shift));
      }
      cells[to + row * step] = best;
    }
  }

  @Override
  void pad(int to, int n) {
    Arrays.fill(cells, to, to + n, Float.NEGATIVE_INFINITY);
  }

  @Override
  void max(int at, int taps, int shift, int to, int n) {
    kernels.max(cells, at, taps, shift, to, n);
  }

  @Override
  void store(
      int at, int taps, int shift, int stride, int step, int spare, int to, int n, int rows) {
    if (stride == 1) {
      kernels.store(cells, at, taps, shift, step, values, to, n, rows);
    } else {
      super.store(at, taps, shift, stride, step, spare, to, n, rows);
    }
  }

  @Override
  void store(int at, int stride, int to, int n) {
    for (int i = 0; i < n; i++) {
      ScalarRowKernels.FLOATS.set(values, (to + i) * Float.BYTES, cells[at + i * stride]);
    }
  }
}
