package io.sparkmaxpool.pooling;

import java.lang.invoke.VarHandle;

/** The primitives in plain Java: the rule itself, and what runs without the Vector API. */
final class ScalarRowKernels implements RowKernels {
  static final VarHandle FLOATS = WindowScan.view(float[].class);

  @Override
  public void load(
      byte[] input,
      int at,
      int taps,
      int shift,
      int stride,
      byte[] cells,
      int to,
      int n,
      byte flip) {
    switch (taps) {
      case 1 -> {
        for (int i = 0; i < n; i++) {
          cells[to + i] = (byte) (input[at + i * stride] ^ flip);
        }
      }
      case 2 -> {
        for (int i = 0; i < n; i++) {
          int tap = at + i * stride;
          cells[to + i] = (byte) Math.max(input[tap] ^ flip, input[tap + shift] ^ flip);
        }
      }
      default -> {
        for (int i = 0; i < n; i++) {
          int tap = at + i * stride;
          int first = Math.max(input[tap] ^ flip, input[tap + shift] ^ flip);
          cells[to + i] = (byte) Math.max(first, input[tap + 2 * shift] ^ flip);
        }
      }
    }
  }

  @Override
  public void load(
      byte[] input, int at, int taps, int shift, int stride, float[] cells, int to, int n) {
    switch (taps) {
      case 1 -> {
        for (int i = 0; i < n; i++) {
          cells[to + i] = value(input, at + i * stride);
        }
      }
      case 2 -> {
        for (int i = 0; i < n; i++) {
          int tap = at + i * stride;
          cells[to + i] = later(value(input, tap), value(input, tap + shift));
        }
      }
      default -> {
        for (int i = 0; i < n; i++) {
          int tap = at + i * stride;
          float first = later(value(input, tap), value(input, tap + shift));
          cells[to + i] = later(first, value(input, tap + 2 * shift));
        }
      }
    }
  }

  @Override
  public void load(
      byte[] input,
      int at,
      int taps,
      int shift,
      int stride,
      float[] cells,
      float[] places,
      int to,
      int n) {
    for (int i = 0; i < n; i++) {
      int place = at + i * stride;
      float best = value(input, place);
      int tap = place;
      for (int t = 1; t < taps; t++) {
        tap += shift;
        float next = value(input, tap);
        boolean wins = wins(best, next);
        best = wins ? next : best;
        place = wins ? tap : place;
      }
      cells[to + i] = best;
      places[to + i] = Float.intBitsToFloat(place);
    }
  }

  @Override
  public void pack(byte[] input, int at, int place, int[] cells, int to, int n) {
    for (int i = 0; i < n; i++) {
      cells[to + i] = ((input[at + i] ^ 0x80) << 24) | (place - i);
    }
  }

  @Override
  public void max(byte[] cells, int at, int taps, int shift, int to, int n) {
    load(cells, at, taps, shift, 1, cells, to, n, (byte) 0);
  }

  @Override
  public void max(int[] cells, int at, int taps, int shift, int to, int n) {
    switch (taps) {
      case 1 -> System.arraycopy(cells, at, cells, to, n);
      case 2 -> {
        for (int i = 0; i < n; i++) {
          cells[to + i] = Math.max(cells[at + i], cells[at + shift + i]);
        }
      }
      default -> {
        for (int i = 0; i < n; i++) {
          int first = Math.max(cells[at + i], cells[at + shift + i]);
          cells[to + i] = Math.max(first, cells[at + 2 * shift + i]);
        }
      }
    }
  }

  @Override
  public void max(float[] cells, int at, int taps, int shift, int to, int n) {
    switch (taps) {
      case 1 -> System.arraycopy(cells, at, cells, to, n);
      case 2 -> {
        for (int i = 0; i < n; i++) {
          cells[to + i] = later(cells[at + i], cells[at + shift + i]);
        }
      }
      default -> {
        for (int i = 0; i < n; i++) {
          float first = later(cells[at + i], cells[at + shift + i]);
          cells[to + i] = later(first, cells[at + 2 * shift + i]);
        }
      }
    }
  }

  @Override
  public void max(float[] cells, float[] places, int at, int taps, int shift, int to, int n) {
    for (int i = 0; i < n; i++) {
      float best = cells[at + i];
      float place = places[at + i];
      for (int t = 1; t < taps; t++) {
        int tap = at + t * shift + i;
        float next = cells[tap];
        boolean wins = wins(best, next);
        best = wins ? next : best;
        place = wins ? places[tap] : place;
      }
      cells[to + i] = best;
      places[to + i] = place;
    }
  }

  @Override
  public void store(
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
      byte flip) {
    for (int row = 0; row < rows; row++) {
      int from = at + row * step;
      int out = to + row * n;
      for (int i = 0; i < n; i++) {
        int best = cells[from + i * stride];
        for (int t = 1; t < taps; t++) {
          best = Math.max(best, cells[from + t * shift + i * stride]);
        }
        output[out + i] = (byte) (best ^ flip);
      }
    }
  }

  @Override
  public void store(
      float[] cells,
      int at,
      int taps,
      int shift,
      int step,
      byte[] output,
      int to,
      int n,
      int rows) {
    for (int row = 0; row < rows; row++) {
      int from = at + row * step;
      int out = to + row * n;
      for (int i = 0; i < n; i++) {
        float best = cells[from + i];
        for (int t = 1; t < taps; t++) {
          best = later(best, cells[from + t * shift + i]);
        }
        FLOATS.set(output, (out + i) * Float.BYTES, best);
      }
    }
  }

  @Override
  public void add(float[] sums, int to, float[] values, int from, int n) {
    for (int i = 0; i < n; i++) {
      sums[to + i] += values[from + i];
    }
  }

  /** An element of a float32 input. */
  static float value(byte[] input, int element) {
    return (float) FLOATS.get(input, element * Float.BYTES);
  }

  /**
   * The maximum by the rule of {@link #wins}. C2 chooses between ints without a branch, but between
   * floats with one, which is mispredicted at every second value.
   */
  static float later(float first, float later) {
    int bits = Float.floatToRawIntBits(later);
    int best = later > first ? bits : Float.floatToRawIntBits(first);
    return Float.intBitsToFloat(Float.isNaN(later) ? bits : best);
  }

  /** The later tap wins if it is greater, or NaN. */
  static boolean wins(float first, float later) {
    return later > first || Float.isNaN(later);
  }

  @Override
  public int largestByteStride() {
    return Integer.MAX_VALUE;
  }

  @Override
  public int largestFloatStride() {
    return Integer.MAX_VALUE;
  }

  @Override
  public int largestPlacedStride() {
    return Integer.MAX_VALUE;
  }

  @Override
  public int slack() {
    return 0;
  }

  @Override
  public String name() {
    return "scalar";
  }
}
