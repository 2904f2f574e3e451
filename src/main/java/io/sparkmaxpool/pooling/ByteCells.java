package io.sparkmaxpool.pooling;

import io.sparkmaxpool.tensor.Tensor;
import java.util.Arrays;

/** Cells of uint8 values; padding is 0, which is also PyTorch's value of an empty window. */
final class ByteCells extends Cells {
  private final RowKernels kernels;
  private byte[] cells = {};
  private byte[] input;
  private byte[] values;

  ByteCells(RowKernels kernels) {
    this.kernels = kernels;
  }

  @Override
  boolean orderFree() {
    return true;
  }

  @Override
  void reserve(int capacity) {
    if (cells.length < capacity) {
      cells = new byte[capacity];
    }
  }

  @Override
  void bind(Tensor input, byte[] values, byte[] indices) {
    this.input = input.data();
    this.values = values;
  }

  @Override
  void pad(long rowPosition, int cell, int at, int n) {
    Arrays.fill(cells, at, at + n, (byte) 0);
  }

  @Override
  void copy(int plane, int index, int at, int n) {
    int source = element(plane, index);
    int step = columns.step();
    if (step == 1) {
      System.arraycopy(input, source, cells, at, n);
      return;
    }
    for (int i = 0; i < n; i++, source += step) {
      cells[at + i] = input[source];
    }
  }

  @Override
  void max(int a, int b, int out, int n) {
    kernels.max(cells, a, b, out, n);
  }

  @Override
  void gather(int at, int stride, int to, int n) {
    for (int i = 0; i < n; i++) {
      cells[to + i] = cells[at + i * stride];
    }
  }

  @Override
  void store(int at, int stride, int plane, int outputRow) {
    int n = columns.output();
    int to = outputRow(plane, outputRow);
    for (int i = 0; i < n; i++) {
      values[to + i] = cells[at + i * stride];
    }
  }
}
