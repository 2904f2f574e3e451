package io.sparkmaxpool.pooling;

import io.sparkmaxpool.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;

/**
 * Cells of a float32 value and its index in the plane. A padding cell carries the index at which
 * PyTorch's scan would begin, so that a window of nothing greater than -inf ends up with it.
 */
final class IndexedFloatCells extends FloatCells {
  private int[] cellIndices = {};
  private LongBuffer indices;

  IndexedFloatCells(RowKernels kernels) {
    super(kernels);
  }

  /** Whether every index, also one that lies outside the plane, fits in an int. */
  static boolean suits(Axis rows, Axis columns) {
    long reachRows = rows.input() + (long) rows.dilation() * rows.step();
    long reachColumns = columns.input() + (long) columns.dilation() * columns.step();
    return reachRows <= Integer.MAX_VALUE
        && reachColumns <= Integer.MAX_VALUE
        && reachRows * columns.input() + reachColumns <= Integer.MAX_VALUE;
  }

  @Override
  void reserve(int capacity) {
    super.reserve(capacity);
    if (cellIndices.length < capacity) {
      cellIndices = new int[capacity];
    }
  }

  @Override
  void bind(Tensor input, byte[] values, byte[] indices) {
    super.bind(input, values, indices);
    this.indices = ByteBuffer.wrap(indices).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer();
  }

  @Override
  void pad(long rowPosition, int cell, int at, int n) {
    super.pad(rowPosition, cell, at, n);
    for (int i = 0; i < n; i++) {
      cellIndices[at + i] = (int) firstTap(rowPosition, columns.position((long) cell + i));
    }
  }

  @Override
  void copy(int plane, int index, int at, int n) {
    super.copy(plane, index, at, n);
    int step = columns.step();
    for (int i = 0; i < n; i++) {
      cellIndices[at + i] = index + i * step;
    }
  }

  @Override
  void max(int a, int b, int out, int n) {
    kernels.max(cells, cellIndices, a, b, out, n);
  }

  @Override
  void gather(int at, int stride, int to, int n) {
    super.gather(at, stride, to, n);
    for (int i = 0; i < n; i++) {
      cellIndices[to + i] = cellIndices[at + i * stride];
    }
  }

  @Override
  void store(int at, int stride, int plane, int outputRow) {
    super.store(at, stride, plane, outputRow);
    int n = columns.output();
    int to = outputRow(plane, outputRow);
    for (int i = 0; i < n; i++) {
      indices.put(to + i, cellIndices[at + i]);
    }
  }
}
