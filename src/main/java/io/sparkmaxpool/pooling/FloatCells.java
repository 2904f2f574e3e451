package io.sparkmaxpool.pooling;

import io.sparkmaxpool.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;

/** Cells of float32 values; padding is -inf, which is also PyTorch's value of an empty window. */
class FloatCells extends Cells {
  final RowKernels kernels;
  float[] cells = {};
  private FloatBuffer input;
  private FloatBuffer values;

  FloatCells(RowKernels kernels) {
    this.kernels = kernels;
  }

  @Override
  final boolean orderFree() {
    return false;
  }

  @Override
  void reserve(int capacity) {
    if (cells.length < capacity) {
      cells = new float[capacity];
    }
  }

  @Override
  void bind(Tensor input, byte[] values, byte[] indices) {
    this.input = floats(input.data());
    this.values = floats(values);
  }

  @Override
  void pad(long rowPosition, int cell, int at, int n) {
    Arrays.fill(cells, at, at + n, Float.NEGATIVE_INFINITY);
  }

  @Override
  void copy(int plane, int index, int at, int n) {
    int source = element(plane, index);
    int step = columns.step();
    if (step == 1) {
      input.get(source, cells, at, n);
      return;
    }
    for (int i = 0; i < n; i++, source += step) {
      cells[at + i] = input.get(source);
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

  /** Rows come gathered: the stride is 1. */
  @Override
  void store(int at, int stride, int plane, int outputRow) {
    int n = columns.output();
    values.put(outputRow(plane, outputRow), cells, at, n);
  }

  private static FloatBuffer floats(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
  }
}
