package io.sparkmaxpool.pooling;

import java.util.Arrays;

/** Cells of a float32 value and the place in the input where it was; padding has no place. */
final class IndexedFloatCells extends Cells {
  private final RowKernels kernels;
  private final Places places;
  private float[] cells = {};
  private float[] cellPlaces = {};
  private byte[] values;
  private byte[] indices;

  IndexedFloatCells(RowKernels kernels, Places places) {
    this.kernels = kernels;
    this.places = places;
  }

  @Override
  void reserve(int capacity) {
    if (cells.length < capacity) {
      cells = new float[capacity];
      cellPlaces = new float[capacity];
    }
  }

  @Override
  void bind(byte[] values, byte[] indices) {
    this.values = values;
    this.indices = indices;
  }

  @Override
  int loadStride(int stride) {
    return stride <= kernels.largestPlacedStride() ? stride : 1;
  }

  @Override
  void load(byte[] input, int at, int taps, int shift, int stride, int to, int n) {
    kernels.load(input, at, taps, shift, stride, cells, cellPlaces, to, n);
  }

  @Override
  void column(byte[] input, int at, int pitch, int taps, int shift, int to, int step, int n) {
    for (int row = 0; row < n; row++) {
      int place = at + row * pitch;
      float best = ScalarRowKernels.value(input, place);
      for (int tap = 1; tap < taps; tap++) {
        float next = ScalarRowKernels.value(input, at + row * pitch + tap * shift);
        if (ScalarRowKernels.wins(best, next)) {
          best = next;
          place = at + row * pitch + tap * shift;
        }
      }
      cells[to + row * step] = best;
      cellPlaces[to + row * step] = Float.intBitsToFloat(place);
    }
  }

  @Override
  void pad(int to, int n) {
    Arrays.fill(cells, to, to + n, Float.NEGATIVE_INFINITY);
    Arrays.fill(cellPlaces, to, to + n, Float.intBitsToFloat(Places.NONE));
  }

  @Override
  void max(int at, int taps, int shift, int to, int n) {
    kernels.max(cells, cellPlaces, at, taps, shift, to, n);
  }

  @Override
  void store(int at, int stride, int to, int n) {
    for (int i = 0; i < n; i++) {
      int cell = at + i * stride;
      ScalarRowKernels.FLOATS.set(values, (to + i) * Float.BYTES, cells[cell]);
      places.store(Float.floatToRawIntBits(cellPlaces[cell]), indices, to + i);
    }
  }
}
