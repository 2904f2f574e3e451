package io.sparkmaxpool.pooling;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * The primitives over the Vector API, in the machine's preferred width. Uses only what JDK 17 and
 * later have in common; loaded by name, and only where the module is present.
 *
 * <p>Every loop is a method of its own, without a test inside, and is called from one place. C2
 * stops inlining where a compilation has too many nodes ({@code NodeCountInliningCutoff}), a few
 * such loops have them, and a vector that goes to a method which is not inlined becomes an object.
 * Places in arrays are sums of one invariant and the loop's variable: only of such are the range
 * checks moved out of the loop.
 */
final class VectorRowKernels implements RowKernels {
  private static final VectorSpecies<Byte> BYTES = ByteVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
  private static final VectorShape HALF = VectorShape.forBitSize(BYTES.vectorBitSize() / 2);
  private static final VectorSpecies<Byte> HALF_BYTES = VectorSpecies.of(byte.class, HALF);
  private static final VectorSpecies<Byte> QUARTER_BYTES =
      VectorSpecies.of(byte.class, VectorShape.forBitSize(Math.max(64, BYTES.vectorBitSize() / 4)));
  private static final IntVector IOTA = IntVector.zero(INTS).addIndex(1);
  private static final IntVector LAST_TO_FIRST = IOTA.neg();

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
        load2(input, at, apart, cells, to, n, flip);
      } else {
        load3(input, at, apart, cells, to, n, flip);
      }
    } else {
      if (taps < MOST_TAPS) {
        loadEven2(input, at, apart, cells, to, n, flip);
      } else {
        loadEven3(input, at, apart, cells, to, n, flip);
      }
    }
  }

  /** How far the second tap is from the first; one tap is twice the same. */
  private static int apart(int taps, int shift) {
    return taps == 1 ? 0 : shift;
  }

  private static void load2(
      byte[] input, int at, int shift, byte[] cells, int to, int n, byte flip) {
    int second = at + shift;
    for (int i = 0; i < n; i += BYTES.length()) {
      bytes(input, at + i, second + i, flip).intoArray(cells, to + i);
    }
  }

  private static void loadEven2(
      byte[] input, int at, int shift, byte[] cells, int to, int n, byte flip) {
    int second = at + shift;
    for (int i = 0; i < n; i += HALF_BYTES.length()) {
      even(bytes(input, at + 2 * i, second + 2 * i, flip)).intoArray(cells, to + i);
    }
  }

  private static void load3(
      byte[] input, int at, int shift, byte[] cells, int to, int n, byte flip) {
    int second = at + shift;
    int third = second + shift;
    for (int i = 0; i < n; i += BYTES.length()) {
      bytes(input, at + i, second + i, third + i, flip).intoArray(cells, to + i);
    }
  }

  private static void loadEven3(
      byte[] input, int at, int shift, byte[] cells, int to, int n, byte flip) {
    int second = at + shift;
    int third = second + shift;
    for (int i = 0; i < n; i += HALF_BYTES.length()) {
      even(bytes(input, at + 2 * i, second + 2 * i, third + 2 * i, flip)).intoArray(cells, to + i);
    }
  }

  private static ByteVector bytes(byte[] input, int first, int second, byte flip) {
    return bytes(input, first, flip).max(bytes(input, second, flip));
  }

  private static ByteVector bytes(byte[] input, int first, int second, int third, byte flip) {
    return bytes(input, first, second, flip).max(bytes(input, third, flip));
  }

  private static ByteVector bytes(byte[] input, int at, byte flip) {
    return ByteVector.fromArray(BYTES, input, at).lanewise(VectorOperators.XOR, flip);
  }

  private static ByteVector even(ByteVector bytes) {
    return (ByteVector)
        bytes.reinterpretAsShorts().convertShape(VectorOperators.S2B, HALF_BYTES, 0);
  }

  @Override
  public void max(byte[] cells, int at, int taps, int shift, int to, int n) {
    if (taps < MOST_TAPS) {
      max2(cells, at, apart(taps, shift), to, n);
    } else {
      max3(cells, at, shift, to, n);
    }
  }

  private static void max2(byte[] cells, int at, int shift, int to, int n) {
    int second = at + shift;
    for (int i = 0; i < n; i += BYTES.length()) {
      signed(cells, at + i, second + i).intoArray(cells, to + i);
    }
  }

  private static void max3(byte[] cells, int at, int shift, int to, int n) {
    int second = at + shift;
    int third = second + shift;
    for (int i = 0; i < n; i += BYTES.length()) {
      signed(cells, at + i, second + i, third + i).intoArray(cells, to + i);
    }
  }

  private static ByteVector signed(byte[] cells, int first, int second) {
    return ByteVector.fromArray(BYTES, cells, first)
        .max(ByteVector.fromArray(BYTES, cells, second));
  }

  private static ByteVector signed(byte[] cells, int first, int second, int third) {
    return signed(cells, first, second).max(ByteVector.fromArray(BYTES, cells, third));
  }

  @Override
  public void store(
      byte[] cells,
      int at,
      int taps,
      int shift,
      int step,
      byte[] output,
      int to,
      int n,
      int rows,
      byte flip) {
    int whole = wholeRows(output.length - to, n, rows, BYTES.length());
    if (taps < MOST_TAPS) {
      store2(cells, at, apart(taps, shift), step, output, to, n, whole, flip);
    } else {
      store3(cells, at, shift, step, output, to, n, whole, flip);
    }
    if (whole < rows) {
      scalar.store(
          cells,
          at + whole * step,
          taps,
          shift,
          step,
          output,
          to + whole * n,
          n,
          rows - whole,
          flip);
    }
  }

  /** How many rows of n elements may be written as whole vectors, before the room ends. */
  private static int wholeRows(int room, int n, int rows, int lanes) {
    int written = (n + lanes - 1) / lanes * lanes;
    return room < written ? 0 : Math.min(rows, (room - written) / n + 1);
  }

  private static void store2(
      byte[] cells,
      int at,
      int shift,
      int step,
      byte[] output,
      int to,
      int n,
      int rows,
      byte flip) {
    for (int row = 0; row < rows; row++) {
      int first = at + row * step;
      int second = first + shift;
      int out = to + row * n;
      for (int i = 0; i < n; i += BYTES.length()) {
        signed(cells, first + i, second + i)
            .lanewise(VectorOperators.XOR, flip)
            .intoArray(output, out + i);
      }
    }
  }

  private static void store3(
      byte[] cells,
      int at,
      int shift,
      int step,
      byte[] output,
      int to,
      int n,
      int rows,
      byte flip) {
    for (int row = 0; row < rows; row++) {
      int first = at + row * step;
      int second = first + shift;
      int third = second + shift;
      int out = to + row * n;
      for (int i = 0; i < n; i += BYTES.length()) {
        signed(cells, first + i, second + i, third + i)
            .lanewise(VectorOperators.XOR, flip)
            .intoArray(output, out + i);
      }
    }
  }

  @Override
  public void load(
      byte[] input, int at, int taps, int shift, int stride, float[] cells, int to, int n) {
    int from = at * Float.BYTES;
    int apart = apart(taps, shift) * Float.BYTES;
    if (taps < MOST_TAPS) {
      load2(input, from, apart, cells, to, n);
    } else {
      load3(input, from, apart, cells, to, n);
    }
  }

  private static void load2(byte[] input, int from, int apart, float[] cells, int to, int n) {
    int second = from + apart;
    for (int i = 0; i < n; i += FLOATS.length()) {
      int at = i * Float.BYTES;
      floats(input, from + at, second + at).intoArray(cells, to + i);
    }
  }

  private static void load3(byte[] input, int from, int apart, float[] cells, int to, int n) {
    int second = from + apart;
    int third = second + apart;
    for (int i = 0; i < n; i += FLOATS.length()) {
      int at = i * Float.BYTES;
      floats(input, from + at, second + at, third + at).intoArray(cells, to + i);
    }
  }

  private static FloatVector floats(byte[] input, int first, int second) {
    return later(floats(input, first), floats(input, second));
  }

  private static FloatVector floats(byte[] input, int first, int second, int third) {
    return later(floats(input, first, second), floats(input, third));
  }

  /** JDK 17 and 25 have no other way in common to read floats from bytes. */
  private static FloatVector floats(byte[] input, int from) {
    return ByteVector.fromArray(BYTES, input, from).reinterpretAsFloats();
  }

  /** FloatVector.max has Java's rules for NaN and zeros, which are not PyTorch's. */
  private static FloatVector later(FloatVector first, FloatVector later) {
    return first.blend(later, wins(first, later));
  }

  private static VectorMask<Float> wins(FloatVector first, FloatVector later) {
    return later.compare(VectorOperators.GT, first).or(later.compare(VectorOperators.NE, later));
  }

  @Override
  public void max(float[] cells, int at, int taps, int shift, int to, int n) {
    if (taps < MOST_TAPS) {
      max2(cells, at, apart(taps, shift), to, n);
    } else {
      max3(cells, at, shift, to, n);
    }
  }

  private static void max2(float[] cells, int at, int shift, int to, int n) {
    int second = at + shift;
    for (int i = 0; i < n; i += FLOATS.length()) {
      floats(cells, at + i, second + i).intoArray(cells, to + i);
    }
  }

  private static void max3(float[] cells, int at, int shift, int to, int n) {
    int second = at + shift;
    int third = second + shift;
    for (int i = 0; i < n; i += FLOATS.length()) {
      floats(cells, at + i, second + i, third + i).intoArray(cells, to + i);
    }
  }

  private static FloatVector floats(float[] cells, int first, int second) {
    return later(floats(cells, first), floats(cells, second));
  }

  private static FloatVector floats(float[] cells, int first, int second, int third) {
    return later(floats(cells, first, second), floats(cells, third));
  }

  private static FloatVector floats(float[] cells, int at) {
    return FloatVector.fromArray(FLOATS, cells, at);
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
    int whole = wholeRows(output.length / Float.BYTES - to, n, rows, FLOATS.length());
    if (taps < MOST_TAPS) {
      store2(cells, at, apart(taps, shift), step, output, to, n, whole);
    } else {
      store3(cells, at, shift, step, output, to, n, whole);
    }
    if (whole < rows) {
      scalar.store(
          cells, at + whole * step, taps, shift, step, output, to + whole * n, n, rows - whole);
    }
  }

  private static void store2(
      float[] cells, int at, int shift, int step, byte[] output, int to, int n, int rows) {
    for (int row = 0; row < rows; row++) {
      int first = at + row * step;
      int second = first + shift;
      int out = (to + row * n) * Float.BYTES;
      for (int i = 0; i < n; i += FLOATS.length()) {
        floats(cells, first + i, second + i)
            .reinterpretAsBytes()
            .intoArray(output, out + i * Float.BYTES);
      }
    }
  }

  private static void store3(
      float[] cells, int at, int shift, int step, byte[] output, int to, int n, int rows) {
    for (int row = 0; row < rows; row++) {
      int first = at + row * step;
      int second = first + shift;
      int third = second + shift;
      int out = (to + row * n) * Float.BYTES;
      for (int i = 0; i < n; i += FLOATS.length()) {
        floats(cells, first + i, second + i, third + i)
            .reinterpretAsBytes()
            .intoArray(output, out + i * Float.BYTES);
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
    if (taps < MOST_TAPS) {
      load2(input, at, apart(taps, shift), cells, places, to, n);
    } else {
      load3(input, at, shift, cells, places, to, n);
    }
  }

  private static void load2(
      byte[] input, int at, int shift, float[] cells, float[] places, int to, int n) {
    int from = at * Float.BYTES;
    int second = from + shift * Float.BYTES;
    for (int i = 0; i < n; i += FLOATS.length()) {
      FloatVector first = floats(input, from + i * Float.BYTES);
      FloatVector next = floats(input, second + i * Float.BYTES);
      VectorMask<Float> wins = wins(first, next);
      FloatVector best = first.blend(next, wins);
      FloatVector place = place(at + i).blend(place(at + shift + i), wins);
      best.intoArray(cells, to + i);
      place.intoArray(places, to + i);
    }
  }

  private static void load3(
      byte[] input, int at, int shift, float[] cells, float[] places, int to, int n) {
    int from = at * Float.BYTES;
    int second = from + shift * Float.BYTES;
    int third = second + shift * Float.BYTES;
    for (int i = 0; i < n; i += FLOATS.length()) {
      FloatVector first = floats(input, from + i * Float.BYTES);
      FloatVector next = floats(input, second + i * Float.BYTES);
      VectorMask<Float> wins = wins(first, next);
      FloatVector best = first.blend(next, wins);
      FloatVector place = place(at + i).blend(place(at + shift + i), wins);
      next = floats(input, third + i * Float.BYTES);
      wins = wins(best, next);
      best = best.blend(next, wins);
      place = place.blend(place(at + 2 * shift + i), wins);
      best.intoArray(cells, to + i);
      place.intoArray(places, to + i);
    }
  }

  /** Places are blended as floats, whose bits stay as they are: no mask changes its type. */
  private static FloatVector place(int at) {
    return IOTA.add(at).reinterpretAsFloats();
  }

  @Override
  public void max(float[] cells, float[] places, int at, int taps, int shift, int to, int n) {
    if (taps < MOST_TAPS) {
      max2(cells, places, at, apart(taps, shift), to, n);
    } else {
      max3(cells, places, at, shift, to, n);
    }
  }

  private static void max2(float[] cells, float[] places, int at, int shift, int to, int n) {
    int second = at + shift;
    for (int i = 0; i < n; i += FLOATS.length()) {
      FloatVector first = floats(cells, at + i);
      FloatVector next = floats(cells, second + i);
      VectorMask<Float> wins = wins(first, next);
      FloatVector best = first.blend(next, wins);
      FloatVector place = floats(places, at + i).blend(floats(places, second + i), wins);
      best.intoArray(cells, to + i);
      place.intoArray(places, to + i);
    }
  }

  private static void max3(float[] cells, float[] places, int at, int shift, int to, int n) {
    int second = at + shift;
    int third = second + shift;
    for (int i = 0; i < n; i += FLOATS.length()) {
      FloatVector first = floats(cells, at + i);
      FloatVector next = floats(cells, second + i);
      VectorMask<Float> wins = wins(first, next);
      FloatVector best = first.blend(next, wins);
      FloatVector place = floats(places, at + i).blend(floats(places, second + i), wins);
      next = floats(cells, third + i);
      wins = wins(best, next);
      best = best.blend(next, wins);
      place = place.blend(floats(places, third + i), wins);
      best.intoArray(cells, to + i);
      place.intoArray(places, to + i);
    }
  }

  @Override
  public void pack(byte[] input, int at, int place, int[] cells, int to, int n) {
    for (int i = 0; i < n; i += INTS.length()) {
      IntVector value =
          (IntVector)
              ByteVector.fromArray(QUARTER_BYTES, input, at + i)
                  .convertShape(VectorOperators.B2I, INTS, 0);
      value
          .lanewise(VectorOperators.LSHL, 24)
          .lanewise(VectorOperators.XOR, Integer.MIN_VALUE)
          .lanewise(VectorOperators.OR, LAST_TO_FIRST.add(place - i))
          .intoArray(cells, to + i);
    }
  }

  @Override
  public void max(int[] cells, int at, int taps, int shift, int to, int n) {
    if (taps < MOST_TAPS) {
      max2(cells, at, apart(taps, shift), to, n);
    } else {
      max3(cells, at, shift, to, n);
    }
  }

  private static void max2(int[] cells, int at, int shift, int to, int n) {
    int second = at + shift;
    for (int i = 0; i < n; i += INTS.length()) {
      IntVector.fromArray(INTS, cells, at + i)
          .max(IntVector.fromArray(INTS, cells, second + i))
          .intoArray(cells, to + i);
    }
  }

  private static void max3(int[] cells, int at, int shift, int to, int n) {
    int second = at + shift;
    int third = second + shift;
    for (int i = 0; i < n; i += INTS.length()) {
      IntVector.fromArray(INTS, cells, at + i)
          .max(IntVector.fromArray(INTS, cells, second + i))
          .max(IntVector.fromArray(INTS, cells, third + i))
          .intoArray(cells, to + i);
    }
  }

  @Override
  public void add(float[] sums, int to, float[] values, int from, int n) {
    int whole = FLOATS.loopBound(n);
    for (int i = 0; i < whole; i += FLOATS.length()) {
      FloatVector.fromArray(FLOATS, sums, to + i)
          .add(FloatVector.fromArray(FLOATS, values, from + i))
          .intoArray(sums, to + i);
    }
    if (whole < n) {
      FloatVector last = FloatVector.fromArray(FLOATS, sums, to + whole);
      last.blend(
              last.add(FloatVector.fromArray(FLOATS, values, from + whole)),
              FLOATS.indexInRange(whole, n))
          .intoArray(sums, to + whole);
    }
  }

  @Override
  public int largestByteStride() {
    return 2;
  }

  @Override
  public int largestFloatStride() {
    return 1;
  }

  @Override
  public int slack() {
    return BYTES.length();
  }

  @Override
  public String name() {
    return "vector-" + BYTES.vectorBitSize();
  }
}
