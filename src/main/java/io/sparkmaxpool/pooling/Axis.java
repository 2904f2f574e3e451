package io.sparkmaxpool.pooling;

/**
 * One axis of a pooling geometry, and the sublattice of it that windows can see.
 *
 * <p>A window's taps lie at {@code output * stride - padding + tap * dilation}. All of them are
 * congruent modulo gcd(stride, dilation), so only every such position is ever looked at: these are
 * the <em>cells</em>. Cell c lies at input position {@code c * step - padding}; in cells, the
 * stride and dilation are smaller and the kernel is the same.
 *
 * @param input extent of the input
 * @param output extent of the output
 * @param kernel taps of a window
 * @param stride cells between two windows
 * @param padding input positions before position 0
 * @param dilation cells between two taps
 * @param step input positions between two cells
 */
record Axis(int input, int output, int kernel, int stride, int padding, int dilation, int step) {

  static Axis of(int input, int output, int kernel, int stride, int padding, int dilation) {
    int step = greatestCommonDivisor(stride, dilation);
    return new Axis(input, output, kernel, stride / step, padding, dilation / step, step);
  }

  /** Cells that {@code outputs} neighbouring windows span. */
  long cells(int outputs) {
    return (outputs - 1L) * stride + (kernel - 1L) * dilation + 1;
  }

  /** The input position of a cell; outside {@code [0, input)} it is padding. */
  long position(long cell) {
    return cell * step - padding;
  }

  /** Whether this many cells are the first positions of the input, one by one. */
  boolean isInput(int cells) {
    return padding == 0 && step == 1 && cells <= input;
  }

  /** The first cell, of at most {@code cells}, whose position is not before the input. */
  int firstInside(int cells) {
    return (int) Math.min(cells, (padding + step - 1L) / step);
  }

  /** The cell, of at most {@code cells}, after the last one inside the input. */
  int endInside(int cells) {
    return (int) Math.min(cells, (input - 1L + padding) / step + 1);
  }

  /**
   * Where PyTorch's scan first looks for a window that has a tap at this position: the position
   * itself, or, before the input, the first tap after it that is not before the input. It may lie
   * past the end, when a dilated window steps over the whole input.
   */
  long firstTap(long position) {
    return position < 0 ? Math.floorMod(position, (long) dilation * step) : position;
  }

  private static int greatestCommonDivisor(int a, int b) {
    return b == 0 ? a : greatestCommonDivisor(b, a % b);
  }
}
