package io.sparkmaxpool.pooling;

/**
 * The primitives that exist twice, scalar and vector: the elementwise maximum of two stretches of
 * one buffer, and sums. All geometry is above them, in {@link SeparableMax} and {@link
 * WindowMeans}.
 *
 * <p>Of the maxima, for i in {@code [0, n)}: {@code buffer[out + i] = later(buffer[a + i], buffer[b
 * + i])}, where the later tap b wins if it is greater, or NaN; so of equals the first stays (and
 * with it the sign of a zero), and of several NaNs the last.
 *
 * <p>The stretch at out may be a's own, and b's may then overlap it from above; otherwise it
 * touches neither. Elements are written in ascending order, and up to {@link #slack} elements past
 * n may be read and overwritten: whole vectors, no scalar tail. The caller's buffer has room for
 * them.
 */
interface RowKernels {
  /** The unsigned maximum of bytes. */
  void max(byte[] buffer, int a, int b, int out, int n);

  /** The maximum of floats. */
  void max(float[] buffer, int a, int b, int out, int n);

  /** The maximum of floats; each value's index goes with it. */
  void max(float[] buffer, int[] indices, int a, int b, int out, int n);

  /**
   * Adds floats: for i in {@code [0, n)}, {@code sums[to + i] += values[from + i]}, in no order.
   * Elements past n are read and written, but not changed.
   */
  void add(float[] sums, int to, float[] values, int from, int n);

  /** How many elements past the end a call may touch. */
  int slack();

  /** For reports: {@code "scalar"}, or {@code "vector-"} and the width in bits. */
  String name();
}
