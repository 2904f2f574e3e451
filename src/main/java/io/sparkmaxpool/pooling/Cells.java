package io.sparkmaxpool.pooling;

import io.sparkmaxpool.tensor.Tensor;

/**
 * A flat buffer of cells of one element type, with the few moves that {@link SeparableMax} is made
 * of. A cell holds a value, or a value and its index in the plane; padding is a cell that loses to
 * every value.
 *
 * <p>Belongs to one thread at a time; the buffer grows and is kept for the next record.
 */
abstract class Cells {
  Axis rows;
  Axis columns;

  /** Sets the geometry, and makes room for {@code capacity} cells. */
  final void prepare(Axis rows, Axis columns, int capacity) {
    this.rows = rows;
    this.columns = columns;
    reserve(capacity);
  }

  /**
   * Whether the maximum is the same in whatever order it is taken, so that columns may be reduced
   * before rows. Not so for floats: it decides which of several zeros and NaNs is found first.
   */
  abstract boolean orderFree();

  abstract void reserve(int capacity);

  /** Sets the planes to read, and where results go; no indices where the cells hold none. */
  abstract void bind(Tensor input, byte[] values, byte[] indices);

  /** Puts one row of a plane, at an input position that may be padding, into n cells. */
  final void load(int plane, long position, int at, int n) {
    boolean inside = position >= 0 && position < rows.input();
    int from = inside ? columns.firstInside(n) : n;
    int to = inside ? columns.endInside(n) : n;
    pad(position, 0, at, from);
    if (inside) {
      int index = (int) (position * columns.input() + columns.position(from));
      copy(plane, index, at + from, to - from);
    }
    pad(position, to, at + to, n - to);
  }

  /** Makes n cells padding; the first is a row's cell {@code cell}. */
  abstract void pad(long rowPosition, int cell, int at, int n);

  /** Puts every {@code columns.step()}-th element of a plane from {@code index} into n cells. */
  abstract void copy(int plane, int index, int at, int n);

  /** As {@link RowKernels}: {@code [out, out + n)} becomes the maximum of two stretches. */
  abstract void max(int a, int b, int out, int n);

  /** Puts every {@code stride}-th cell from {@code at} into n cells from {@code to}. */
  abstract void gather(int at, int stride, int to, int n);

  /** Writes every {@code stride}-th cell from {@code at} as one row of the output. */
  abstract void store(int at, int stride, int plane, int outputRow);

  /** Where an element of a plane is in the input. */
  final int element(int plane, int index) {
    return plane * rows.input() * columns.input() + index;
  }

  /** Where a row of a plane begins in the output. */
  final int outputRow(int plane, int row) {
    return (plane * rows.output() + row) * columns.output();
  }

  /** The plane index PyTorch gives a tap that lost to nothing: row and column of its first tap. */
  final long firstTap(long rowPosition, long columnPosition) {
    return rows.firstTap(rowPosition) * columns.input() + columns.firstTap(columnPosition);
  }
}
