package io.sparkmaxpool.pooling;

/**
 * The windows of one axis, clipped to the input: window o has the taps {@code first(o), first(o) +
 * step, ...} below {@code end(o)}.
 */
final class Windows {
  private static final int FAR_APART = 4;

  private final int input;
  private final int step;
  private final long[] first;
  private final int[] end;
  private final int[] divisor;
  private int kernel;
  private int stride;
  private int padding;

  private Windows(int input, int outputs, int step) {
    this.input = input;
    this.step = step;
    this.first = new long[outputs];
    this.end = new int[outputs];
    this.divisor = new int[outputs];
  }

  /**
   * The windows of a max pooling. A dilated one may see nothing; its first tap then lies at or past
   * its end.
   */
  static Windows of(Axis axis) {
    long step = (long) axis.dilation() * axis.step();
    Windows windows = new Windows(axis.input(), axis.output(), (int) step);
    for (int o = 0; o < axis.output(); o++) {
      long start = axis.position((long) o * axis.stride());
      windows.first[o] = axis.firstTap(start);
      windows.end[o] = (int) Math.min(start + (axis.kernel() - 1L) * step + 1, axis.input());
    }
    return windows;
  }

  /**
   * The windows of an average pooling; those of a bad geometry may be empty.
   *
   * @param padded what {@link #divisor} counts: padding too, or only the input
   */
  static Windows sliding(
      int input, int outputs, int kernel, int stride, int padding, Counting padded) {
    Windows windows = new Windows(input, outputs, 1);
    windows.kernel = kernel;
    windows.stride = stride;
    windows.padding = padding;
    for (int o = 0; o < outputs; o++) {
      long start = (long) o * stride - padding;
      // The part of a last window past the right padding does not count, even with the padding.
      long end = Math.min(start + kernel, (long) input + padding);
      windows.first[o] = Math.max(start, 0);
      windows.end[o] = (int) Math.min(end, input);
      windows.divisor[o] =
          switch (padded) {
            case PADDING_TOO -> (int) (end - start);
            case INPUT_ONLY -> (int) (windows.end[o] - windows.first[o]);
          };
    }
    return windows;
  }

  /** What an average divides by. */
  enum Counting {
    PADDING_TOO,
    INPUT_ONLY
  }

  /**
   * The windows of an adaptive pooling, which overlap where the outputs do not divide the input
   * (PyTorch, {@code aten/src/ATen/native/AdaptivePooling.h}).
   */
  static Windows adaptive(int input, int outputs) {
    if (outputs > 0 && input % outputs == 0) {
      int kernel = input / outputs;
      return sliding(input, outputs, kernel, kernel, 0, Counting.INPUT_ONLY);
    }
    Windows windows = new Windows(input, outputs, 1);
    for (int o = 0; o < outputs; o++) {
      windows.first[o] = (long) o * input / outputs;
      windows.end[o] = (int) (1 + ((o + 1L) * input - 1) / outputs);
      windows.divisor[o] = windows.end[o] - (int) windows.first[o];
    }
    return windows;
  }

  int input() {
    return input;
  }

  int outputs() {
    return first.length;
  }

  /** Positions between two taps of a window. */
  int step() {
    return step;
  }

  /** The position of the first tap that is not before the input. */
  long first(int output) {
    return first[output];
  }

  /** The position after the last tap inside the input. */
  int end(int output) {
    return end[output];
  }

  boolean isEmpty(int output) {
    return first[output] >= end[output];
  }

  /** The output after those, from one on, whose windows are as wide as its. */
  int endOfEqual(int output) {
    int end = output + 1;
    while (end < outputs() && divisor[end] == divisor[output] && isEmpty(end) == isEmpty(output)) {
      end++;
    }
    return end;
  }

  /** By how many an average over this window is divided on this axis. */
  int divisor(int output) {
    return divisor[output];
  }

  /** Whether all windows are one, moved along: they have a kernel, a stride and a padding then. */
  boolean isSliding() {
    return stride > 0;
  }

  /**
   * Whether windows are better summed tap by tap, all of a row at once, than one after the other:
   * not where they are wide and hardly overlap, or wider than the input.
   */
  boolean isTapByTap() {
    return isSliding()
        && kernel <= input
        && stride <= input
        && (stride < FAR_APART || kernel >= 2L * stride);
  }

  int kernel() {
    return kernel;
  }

  int stride() {
    return stride;
  }

  /** Where a tap of window 0 lies; a later window's tap lies that many strides further. */
  int position(int tap) {
    return tap - padding;
  }

  /** The first window whose tap is not before the input. */
  int firstSeeing(int tap) {
    return Math.min(outputs(), Math.max(0, ceilDiv((long) padding - tap)));
  }

  /** The window after the last one whose tap is not past the input. */
  int endSeeing(int tap) {
    return Math.max(0, Math.min(outputs(), ceilDiv((long) input + padding - tap)));
  }

  private int ceilDiv(long distance) {
    return (int) -Math.floorDiv(-distance, stride);
  }
}
