package io.sparkmaxpool.pooling;

import java.util.Arrays;

/**
 * Cells of a uint8 value and its place in one int: {@code (value - 128) << 24 | (LAST_PLACE -
 * place)}. The plain maximum of ints then finds the largest value and, of equals, the first place.
 * Places count from the first row of a band; padding is the smallest int.
 */
final class PackedCells extends Cells {
  /** A band must end before this place: the smallest int is no pixel's. */
  static final int LAST_PLACE = 0xFFFFFF;

  private static final int PADDING = Integer.MIN_VALUE;

  private final RowKernels kernels;
  private final Places places;
  private int[] cells = {};
  private byte[] values;
  private byte[] indices;

  PackedCells(RowKernels kernels, Places places) {
    this.kernels = kernels;
    this.places = places;
  }

  @Override
  void reserve(int capacity) {
    if (cells.length < capacity) {
      cells = new int[capacity];
    }
  }

  @Override
  void bind(byte[] values, byte[] indices) {
    this.values = values;
    this.indices = indices;
  }

  /** Every pixel is packed, whatever the stride. */
  @Override
  int loadStride(int stride) {
    return 1;
  }

  @Override
  void load(byte[] input, int at, int taps, int shift, int stride, int to, int n) {
    kernels.pack(input, at, packedPlace(at), cells, to, n + (taps - 1) * shift);
    if (taps > 1) {
      kernels.max(cells, to, taps, shift, to, n);
    }
  }

  @Override
  void column(byte[] input, int at, int pitch, int taps, int shift, int to, int step, int n) {
    for (int row = 0; row < n; row++) {
      int best = PADDING;
      for (int tap = 0; tap < taps; tap++) {
        int place = at + row * pitch + tap * shift;
        best = Math.max(best, ((input[place] ^ 0x80) << 24) | packedPlace(place));
      }
      cells[to + row * step] = best;
    }
  }

  private int packedPlace(int at) {
    return LAST_PLACE - (at - places.start());
  }

  @Override
  void pad(int to, int n) {
    Arrays.fill(cells, to, to + n, PADDING);
  }

  @Override
  void max(int at, int taps, int shift, int to, int n) {
    kernels.max(cells, at, taps, shift, to, n);
  }

  @Override
  void store(int at, int stride, int to, int n) {
    for (int i = 0; i < n; i++) {
      int cell = cells[at + i * stride];
      values[to + i] = (byte) ((cell >>> 24) ^ 0x80);
      int place = cell == PADDING ? Places.NONE : places.start() + LAST_PLACE - (cell & LAST_PLACE);
      places.store(place, indices, to + i);
    }
  }
}
