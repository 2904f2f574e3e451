package io.sparkmaxpool.pooling;

/**
 * The windows of one axis, as PyTorch's loops find them: output o looks at {@code first[o],
 * first[o] + step, ...} below {@code end[o]}.
 *
 * @param counted positions from a window's start to its end that an average with its padding counts
 */
record NaiveWindows(int[] first, int[] end, int[] counted, int step) {
  /** A moving window; no outputs at all if it does not fit. */
  static NaiveWindows sliding(int input, int k, int s, int p, int d, boolean ceil) {
    double steps = (input + 2 * p - d * (k - 1) - 1) / (double) s;
    int outputs = (int) (ceil ? Math.ceil(steps) : Math.floor(steps)) + 1;
    if (ceil && (outputs - 1) * s >= input + p) {
      outputs--;
    }
    NaiveWindows windows = ofOutputs(Math.max(0, outputs), d);
    for (int o = 0; o < outputs; o++) {
      int start = o * s - p;
      windows.end[o] = Math.min(start + (k - 1) * d + 1, input);
      windows.counted[o] = Math.min(start + k, input + p) - start;
      while (start < 0) {
        start += d;
      }
      windows.first[o] = start;
    }
    return windows;
  }

  /** As many windows as outputs are asked for. */
  static NaiveWindows adaptive(int input, int outputs) {
    NaiveWindows windows = ofOutputs(outputs, 1);
    for (int o = 0; o < outputs; o++) {
      windows.first[o] = o * input / outputs;
      windows.end[o] = ((o + 1) * input + outputs - 1) / outputs;
    }
    return windows;
  }

  private static NaiveWindows ofOutputs(int outputs, int step) {
    return new NaiveWindows(new int[outputs], new int[outputs], new int[outputs], step);
  }

  int outputs() {
    return first.length;
  }

  /** Positions inside the input, of a window without dilation. */
  int size(int output) {
    return Math.max(0, end[output] - first[output]);
  }
}
