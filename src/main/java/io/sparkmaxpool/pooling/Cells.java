package io.sparkmaxpool.pooling;

/**
 * A flat buffer of cells of one element type, with the few moves that {@link SeparableMax} is made
 * of. A cell holds the maximum of what a window saw so far: a value, or a value and where in the
 * input it was.
 *
 * <p>Belongs to one thread at a time; the buffer grows and is kept for the next record.
 */
abstract class Cells {
  /** Makes room for {@code capacity} cells. */
  abstract void reserve(int capacity);

  /** Sets where results go; no indices where the cells hold no places. */
  abstract void bind(byte[] values, byte[] indices);

  /** The stride that {@link #load} can take of this one: itself, or 1. */
  abstract int loadStride(int stride);

  /** As {@link RowKernels}: n windows of one to three taps from the input. */
  abstract void load(byte[] input, int at, int taps, int shift, int stride, int to, int n);

  /**
   * The windows of n rows at one column: the first at {@code at} in the input, any number of taps,
   * rows {@code pitch} apart; to cells {@code step} apart.
   */
  abstract void column(
      byte[] input, int at, int pitch, int taps, int shift, int to, int step, int n);

  /** Makes n cells padding, which loses to every value. */
  abstract void pad(int to, int n);

  /** As {@link RowKernels}: n windows of one to three taps of cells. */
  abstract void max(int at, int taps, int shift, int to, int n);

  /**
   * Stores rows of outputs: the maxima of one to three taps of every {@code stride}-th cell, n of
   * them a row.
   *
   * @param step cells between two rows
   * @param spare cells that may be overwritten, n times stride of them
   * @param to the first output element; rows follow each other there
   */
  void store(
      int at, int taps, int shift, int stride, int step, int spare, int to, int n, int rows) {
    for (int row = 0; row < rows; row++) {
      int from = at + row * step;
      if (taps > 1) {
        max(from, taps, shift, spare, (n - 1) * stride + 1);
        from = spare;
      }
      store(from, stride, to + row * n, n);
    }
  }

  /** Stores every {@code stride}-th cell, n of them, from the output's element {@code to}. */
  abstract void store(int at, int stride, int to, int n);
}
