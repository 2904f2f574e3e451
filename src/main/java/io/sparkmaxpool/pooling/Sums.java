package io.sparkmaxpool.pooling;

import io.sparkmaxpool.tensor.Tensor;

/** Running sums, one an output of a row, in the type that PyTorch sums in. */
interface Sums {
  /** What becomes of a negative zero. */
  enum Zeros {
    SIGNED,
    POSITIVE
  }

  /**
   * Takes a plane, and orders each of its rows by phase: the elements 0, stride, 2 * stride ...
   * first, then those from 1 on, and so forth, each phase {@code ceil(width / stride)} long.
   */
  void load(Tensor input, int plane, int height, int width, int stride);

  /** Begins new sums. */
  void clear(int outputs);

  /** Adds elements from {@code at} on to the outputs {@code from} to {@code to}, one each. */
  void add(int at, int from, int to);

  /** Adds to one output the elements {@code start} to {@code end}, in this order. */
  void addAll(int start, int end, int output);

  /** Divides the sums of the outputs {@code from} to {@code to}. */
  void divide(long by, int from, int to);

  /** Writes the sums as elements of the input's dtype, from element {@code at} on. */
  void store(byte[] values, int at, int outputs, Zeros zeros);

  /** Copies elements that lie a stride apart. */
  interface Gather {
    void copy(int from, int to, int n);
  }

  /** Orders the rows of a plane by phase. */
  static void order(int height, int width, int stride, Gather gather) {
    int pitch = pitch(width, stride);
    for (int y = 0; y < height; y++) {
      for (int phase = 0; phase < Math.min(stride, width); phase++) {
        gather.copy(
            y * width + phase,
            y * pitch + phased(phase, width, stride),
            (width - phase + stride - 1) / stride);
      }
    }
  }

  /** Where an element of a row stands once the row is ordered by phase. */
  static int phased(int x, int width, int stride) {
    return x % stride * phaseLength(width, stride) + x / stride;
  }

  /** Elements that an ordered row takes. */
  static int pitch(int width, int stride) {
    return stride * phaseLength(width, stride);
  }

  private static int phaseLength(int width, int stride) {
    return (width + stride - 1) / stride;
  }
}
