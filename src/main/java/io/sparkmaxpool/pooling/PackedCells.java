package io.sparkmaxpool.pooling;

import io.sparkmaxpool.tensor.Tensor;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Cells of a uint8 value and its plane index in one int: {@code (value - 128) << 24 | (0xFFFFFF -
 * index)}. The plain maximum of ints then finds the largest value and, of equals, the first index.
 * Holds for planes of fewer than {@link #PLANE_LIMIT} pixels; padding is the smallest int.
 */
final class PackedCells extends Cells {
  /** Planes must be smaller: the smallest int is no pixel's. */
  static final long PLANE_LIMIT = 1 << 24;

  private static final int INDEX_MASK = 0xFFFFFF;
  private static final int PADDING = Integer.MIN_VALUE;
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private int[] cells = {};
  private byte[] input;
  private byte[] values;
  private byte[] indices;

  @Override
  boolean orderFree() {
    return true;
  }

  @Override
  void reserve(int capacity) {
    if (cells.length < capacity) {
      cells = new int[capacity];
    }
  }

  @Override
  void bind(Tensor input, byte[] values, byte[] indices) {
    this.input = input.data();
    this.values = values;
    this.indices = indices;
  }

  @Override
  void pad(long rowPosition, int cell, int at, int n) {
    Arrays.fill(cells, at, at + n, PADDING);
  }

  @Override
  void copy(int plane, int index, int at, int n) {
    int source = element(plane, index);
    int step = columns.step();
    int place = INDEX_MASK - index;
    for (int i = 0; i < n; i++, source += step, place -= step) {
      cells[at + i] = ((input[source] ^ 0x80) << 24) | place;
    }
  }

  /** C2 makes vector code of this loop by itself, so it has no twin in {@link RowKernels}. */
  @Override
  void max(int a, int b, int out, int n) {
    for (int i = 0; i < n; i++) {
      cells[out + i] = Math.max(cells[a + i], cells[b + i]);
    }
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
      int cell = cells[at + i * stride];
      long index = (long) INDEX_MASK - (cell & INDEX_MASK);
      if (cell == PADDING) {
        index =
            firstTap(
                rows.position((long) outputRow * rows.stride()),
                columns.position((long) i * columns.stride()));
      }
      values[to + i] = (byte) ((cell >>> 24) ^ 0x80);
      LONGS.set(indices, (to + i) * Long.BYTES, index);
    }
  }
}
