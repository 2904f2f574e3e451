package io.sparkmaxpool.pooling;

import java.util.Arrays;

/**
 * Cells of uint8 or int8 values, as signed bytes of the same order; padding is the lowest, which is
 * also PyTorch's value of an empty window.
 */
final class ByteCells extends Cells {
  private final RowKernels kernels;
  private final byte flip;
  private byte[] cells = {};
  private byte[] values;

  private ByteCells(RowKernels kernels, byte flip) {
    this.kernels = kernels;
    this.flip = flip;
  }

  static ByteCells unsigned(RowKernels kernels) {
    return new ByteCells(kernels, Byte.MIN_VALUE);
  }

  static ByteCells signed(RowKernels kernels) {
    return new ByteCells(kernels, (byte) 0);
  }

  @Override
  void reserve(int capacity) {
    if (cells.length < capacity) {
      cells = new byte[capacity];
    }
  }

  @Override
  void bind(byte[] values, byte[] indices) {
    this.values = values;
  }

  @Override
  int loadStride(int stride) {
    return stride <= kernels.largestByteStride() ? stride : 1;
  }

  @Override
  void load(byte[] input, int at, int taps, int shift, int stride, int to, int n) {
    kernels.load(input, at, taps, shift, stride, cells, to, n, flip);
  }

  @Override
  void column(byte[] input, int at, int pitch, int taps, int shift, int to, int step, int n) {
    if (taps == 2) {
      // A kernel of three with padding, the common one: C2 unrolls rows, but not rows of taps.
      int second = at + shift;
      for (int row = 0; row < n; row++) {
        int best = Math.max(input[at + row * pitch] ^ flip, input[second + row * pitch] ^ flip);
        cells[to + row * step] = (byte) best;
      }
      return;
    }
    for (int row = 0; row < n; row++) {
      int tap = at + row * pitch;
      int best = input[tap] ^ flip;
      for (int t = 1; t < taps; t++) {
        best = Math.max(best, input[tap + t * shift] ^ flip);
      }
      cells[to + row * step] = (byte) best;
    }
  }

  @Override
  void pad(int to, int n) {
    Arrays.fill(cells, to, to + n, Byte.MIN_VALUE);
  }

  @Override
  void max(int at, int taps, int shift, int to, int n) {
    kernels.max(cells, at, taps, shift, to, n);
  }

  @Override
  void store(
      int at, int taps, int shift, int stride, int step, int spare, int to, int n, int rows) {
    kernels.store(cells, at, taps, shift, stride, step, spare, values, to, n, rows, flip);
  }

  @Override
  void store(int at, int stride, int to, int n) {
    kernels.store(cells, at, 1, 0, stride, 0, at, values, to, n, 1, flip);
  }
}
