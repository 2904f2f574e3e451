package io.sparkmaxpool.pooling;

/**
 * The primitives that exist twice, scalar and vector: maxima over windows of one to three taps, and
 * sums. All geometry is above them, in {@link SeparableMax} and {@link WindowMeans}.
 *
 * <p>Element i of a stretch has the taps {@code i, i + shift, i + 2 * shift}; its maximum is the
 * fold of {@code later(first, next)}, where the later tap wins if it is greater, or NaN: so of
 * equals the first stays (and with it the sign of a zero), and of several NaNs the last.
 *
 * <ul>
 *   <li>{@code load} reads every {@code stride}-th element of an input, little-endian, into cells;
 *   <li>{@code max} goes from cells to cells; in place too, where the shift is not negative;
 *   <li>{@code store} goes from cells to an output.
 * </ul>
 *
 * <p>Whole vectors are read and written: cells are overwritten up to {@link #slack} elements past
 * n, inputs and cells are read up to {@link #reach} elements past the last tap, and the caller's
 * arrays have room for it. In an output, what lies past n is overwritten as far as it reaches:
 * outputs are stored in ascending order.
 */
interface RowKernels {
  /** The most taps of one call. */
  int MOST_TAPS = 3;

  /**
   * Loads bytes; cells hold them exclusive-or {@code flip}, so that their signed order is the order
   * of uint8 (flip 0x80) or int8 (flip 0).
   */
  void load(
      byte[] input,
      int at,
      int taps,
      int shift,
      int stride,
      byte[] cells,
      int to,
      int n,
      byte flip);

  /** Loads float32. */
  void load(byte[] input, int at, int taps, int shift, int stride, float[] cells, int to, int n);

  /**
   * Loads float32; with each value goes the place in the input that it was read from, an int as the
   * bits of a float, so that both take the same way through a vector.
   */
  void load(
      byte[] input,
      int at,
      int taps,
      int shift,
      int stride,
      float[] cells,
      float[] places,
      int to,
      int n);

  /**
   * Loads single bytes as {@code (byte ^ 0x80) << 24 | place - i}: signed order is that of uint8,
   * and of equals the first is the greatest.
   */
  void pack(byte[] input, int at, int place, int[] cells, int to, int n);

  /** The maximum of bytes, signed. */
  void max(byte[] cells, int at, int taps, int shift, int to, int n);

  /** The maximum of ints. */
  void max(int[] cells, int at, int taps, int shift, int to, int n);

  /** The maximum of floats. */
  void max(float[] cells, int at, int taps, int shift, int to, int n);

  /** The maximum of floats; each value's place goes with it. */
  void max(float[] cells, float[] places, int at, int taps, int shift, int to, int n);

  /**
   * Stores the maxima of every {@code stride}-th byte, exclusive-or {@code flip}: rows of n, {@code
   * step} apart in the cells, one after the other in the output.
   *
   * @param spare cells that may be overwritten, n times stride of them
   */
  void store(
      byte[] cells,
      int at,
      int taps,
      int shift,
      int stride,
      int step,
      int spare,
      byte[] output,
      int to,
      int n,
      int rows,
      byte flip);

  /** Stores the maxima of floats. */
  void store(
      float[] cells, int at, int taps, int shift, int step, byte[] output, int to, int n, int rows);

  /**
   * Adds floats: for i in {@code [0, n)}, {@code sums[to + i] += values[from + i]}, in no order.
   * Elements past n are read and written, but not changed.
   */
  void add(float[] sums, int to, float[] values, int from, int n);

  /** The largest stride of {@code load} for bytes. */
  int largestByteStride();

  /** The largest stride of {@code load} for floats. */
  int largestFloatStride();

  /** The largest stride of {@code load} for floats with their places. */
  int largestPlacedStride();

  /** How many elements past n a call may write. */
  int slack();

  /** How many elements past the last tap a call may read. */
  default int reach() {
    return 2 * slack();
  }

  /** For reports: {@code "scalar"}, or {@code "vector-"} and the width in bits. */
  String name();
}
