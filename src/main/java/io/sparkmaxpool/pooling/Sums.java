package io.sparkmaxpool.pooling;

import io.sparkmaxpool.tensor.Tensor;

/** Running sums, one an output of a row, in the type that PyTorch sums in. */
interface Sums {
  /** What becomes of a negative zero. */
  enum Zeros {
    SIGNED,
    POSITIVE
  }

  /** Takes a plane of {@code size} elements. */
  void load(Tensor input, int plane, int size);

  /** Begins new sums. */
  void clear(int outputs);

  /** Adds to each of the outputs {@code from} to {@code to} one element, {@code stride} apart. */
  void add(int at, int stride, int from, int to);

  /** Adds to one output the elements {@code start} to {@code end}, in this order. */
  void add(int start, int end, int output);

  /** Divides each sum. */
  void divide(long[] by, int outputs);

  /** Writes the sums as elements of the input's dtype, from element {@code at} on. */
  void store(byte[] values, int at, int outputs, Zeros zeros);
}
