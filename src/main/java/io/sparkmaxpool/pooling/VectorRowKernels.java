package io.sparkmaxpool.pooling;

/**
 * The primitives over the Vector API, in the machine's preferred width. Uses only what JDK 17 and
 * later have in common; loaded by name, and only where the module is present.
 *
 * <p>Every loop is a method of its own, without a test inside, that calls nothing but the Vector
 * API: C2 stops inlining other methods where a compilation has too many nodes ({@code
 * NodeCountInliningCutoff}), a few such loops have them, and a vector that goes to a method which
 * is not inlined becomes an object. Places in arrays are sums of one invariant and the loop's
 * variable: only of such are the range checks moved out of the loop. One tap is twice the same.
 */
final class VectorRowKernels implements RowKernels {
  /** Found when the class is loaded, which fails where the module is missing. */
  private static final int LANES = VectorBytes.BYTES.length();

  private final ScalarRowKernels scalar = new ScalarRowKernels();

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
    int apart = apart(taps, shift);
    if (stride == 1) {
      if (taps < MOST_TAPS) {
        VectorBytes.load2(input, at, apart, cells, to, n, flip);
      } else {
        VectorBytes.load3(input, at, apart, cells, to, n, flip);
      }
    } else {
      if (taps < MOST_TAPS) {
        VectorBytes.loadEven2(input, at, apart, cells, to, n, flip);
      } else {
        VectorBytes.loadEven3(input, at, apart, cells, to, n, flip);
      }
    }
  }

  /** How far the second tap is from the first. */
  private static int apart(int taps, int shift) {
    return taps == 1 ? 0 : shift;
  }

  @Override
  public void max(byte[] cells, int at, int taps, int shift, int to, int n) {
    if (taps < MOST_TAPS) {
      VectorBytes.max2(cells, at, apart(taps, shift), to, n);
    } else {
      VectorBytes.max3(cells, at, shift, to, n);
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
    int whole = 0;
    int apart = apart(taps, shift);
    if (stride == 1) {
      whole = wholeRows(output.length - to, n, rows, LANES, LANES);
      if (taps < MOST_TAPS) {
        VectorBytes.store2(cells, at, apart, step, output, to, n, whole, flip);
      } else {
        VectorBytes.store3(cells, at, apart, step, output, to, n, whole, flip);
      }
    } else if (stride <= VectorBytes.LARGEST_STRIDE) {
      int lanes = VectorBytes.SIXTEEN.length();
      whole = wholeRows(output.length - to, n, rows, VectorBytes.gathered(stride), lanes);
      int used = (n - 1) * stride + 1;
      for (int row = 0; row < whole; row++) {
        if (taps < MOST_TAPS) {
          VectorBytes.store2(cells, at + row * step, apart, 0, cells, spare, used, 1, flip);
        } else {
          VectorBytes.store3(cells, at + row * step, apart, 0, cells, spare, used, 1, flip);
        }
        VectorBytes.storeEvery(cells, spare, stride, output, to + row * n, n);
      }
    }
    if (whole < rows) {
      int row = at + whole * step;
      int out = to + whole * n;
      scalar.store(
          cells, row, taps, shift, stride, step, spare, output, out, n, rows - whole, flip);
    }
  }

  /**
   * How many rows of n elements may be written as whole vectors, before the room ends.
   *
   * @param used how many lanes of a vector are elements
   */
  private static int wholeRows(int room, int n, int rows, int used, int lanes) {
    int written = (n + used - 1) / used * used + lanes - used;
    return room < written ? 0 : Math.min(rows, (room - written) / n + 1);
  }

  @Override
  public void load(
      byte[] input, int at, int taps, int shift, int stride, float[] cells, int to, int n) {
    int from = at * Float.BYTES;
    int apart = apart(taps, shift) * Float.BYTES;
    if (stride == 1) {
      if (taps < MOST_TAPS) {
        VectorFloats.load2(input, from, apart, cells, to, n);
      } else {
        VectorFloats.load3(input, from, apart, cells, to, n);
      }
    } else {
      if (taps < MOST_TAPS) {
        VectorFloats.loadEven2(input, from, apart, cells, to, n);
      } else {
        VectorFloats.loadEven3(input, from, apart, cells, to, n);
      }
    }
  }

  @Override
  public void max(float[] cells, int at, int taps, int shift, int to, int n) {
    if (taps < MOST_TAPS) {
      VectorFloats.max2(cells, at, apart(taps, shift), to, n);
    } else {
      VectorFloats.max3(cells, at, shift, to, n);
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
    int lanes = VectorFloats.FLOATS.length();
    int whole = wholeRows(output.length / Float.BYTES - to, n, rows, lanes, lanes);
    if (taps < MOST_TAPS) {
      VectorFloats.store2(cells, at, apart(taps, shift), step, output, to, n, whole);
    } else {
      VectorFloats.store3(cells, at, shift, step, output, to, n, whole);
    }
    if (whole < rows) {
      int row = at + whole * step;
      int out = to + whole * n;
      scalar.store(cells, row, taps, shift, step, output, out, n, rows - whole);
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
    if (taps < MOST_TAPS) {
      VectorPlacedFloats.load2(input, at, apart(taps, shift), cells, places, to, n);
    } else {
      VectorPlacedFloats.load3(input, at, shift, cells, places, to, n);
    }
  }

  @Override
  public void max(float[] cells, float[] places, int at, int taps, int shift, int to, int n) {
    if (taps < MOST_TAPS) {
      VectorPlacedFloats.max2(cells, places, at, apart(taps, shift), to, n);
    } else {
      VectorPlacedFloats.max3(cells, places, at, shift, to, n);
    }
  }

  @Override
  public void pack(byte[] input, int at, int place, int[] cells, int to, int n) {
    VectorInts.pack(input, at, place, cells, to, n);
  }

  @Override
  public void max(int[] cells, int at, int taps, int shift, int to, int n) {
    if (taps < MOST_TAPS) {
      VectorInts.max2(cells, at, apart(taps, shift), to, n);
    } else {
      VectorInts.max3(cells, at, shift, to, n);
    }
  }

  @Override
  public void add(float[] sums, int to, float[] values, int from, int n) {
    VectorFloats.add(sums, to, values, from, n);
  }

  @Override
  public int largestByteStride() {
    return 2;
  }

  @Override
  public int largestFloatStride() {
    return 2;
  }

  @Override
  public int largestPlacedStride() {
    return 1;
  }

  @Override
  public int slack() {
    return LANES;
  }

  @Override
  public String name() {
    return "vector-" + LANES * Byte.SIZE;
  }
}
