package io.sparkmaxpool.pooling;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * The loops over float32 of {@link VectorRowKernels}, where the rules of such loops are told.
 *
 * <p>The later tap is chosen by a mask: {@code FloatVector.max} has Java's rules for NaN and zeros,
 * which are not PyTorch's. Floats are read as bytes, the one way that JDK 17 and 25 have in common.
 */
final class VectorFloats {
  static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Byte> BYTES = ByteVector.SPECIES_PREFERRED;

  /** The bytes of the odd lanes. */
  private static final VectorMask<Byte> ODD_LANES = VectorMask.fromLong(BYTES, 0xF0F0F0F0F0F0F0F0L);

  /**
   * How far after a vector's first half its second one is read, one float early: those that are
   * wanted then lie in the lanes that the first half has left over.
   */
  private static final int SECOND_HALF = BYTES.length() - Float.BYTES;

  /**
   * Puts the two halves in order, the even lanes and then the odd ones. Of ints: JDK 17's
   * interpreter loses the bits of a NaN where floats are rearranged.
   */
  private static final VectorShuffle<Integer> EVEN_THEN_ODD =
      VectorShuffle.fromOp(
          IntVector.SPECIES_PREFERRED,
          lane -> lane < FLOATS.length() / 2 ? 2 * lane : 2 * lane + 1 - FLOATS.length());

  private VectorFloats() {}

  static void load2(byte[] input, int from, int apart, float[] cells, int to, int n) {
    int second = from + apart;
    for (int i = 0; i < n; i += FLOATS.length()) {
      FloatVector best =
          ByteVector.fromArray(BYTES, input, from + i * Float.BYTES).reinterpretAsFloats();
      FloatVector next =
          ByteVector.fromArray(BYTES, input, second + i * Float.BYTES).reinterpretAsFloats();
      best =
          best.blend(
              next,
              next.compare(VectorOperators.GT, best).or(next.compare(VectorOperators.NE, next)));
      best.intoArray(cells, to + i);
    }
  }

  static void load3(byte[] input, int from, int apart, float[] cells, int to, int n) {
    int second = from + apart;
    int third = second + apart;
    for (int i = 0; i < n; i += FLOATS.length()) {
      FloatVector best =
          ByteVector.fromArray(BYTES, input, from + i * Float.BYTES).reinterpretAsFloats();
      FloatVector next =
          ByteVector.fromArray(BYTES, input, second + i * Float.BYTES).reinterpretAsFloats();
      best =
          best.blend(
              next,
              next.compare(VectorOperators.GT, best).or(next.compare(VectorOperators.NE, next)));
      next = ByteVector.fromArray(BYTES, input, third + i * Float.BYTES).reinterpretAsFloats();
      best =
          best.blend(
              next,
              next.compare(VectorOperators.GT, best).or(next.compare(VectorOperators.NE, next)));
      best.intoArray(cells, to + i);
    }
  }

  /** Every second float. */
  static void loadEven2(byte[] input, int from, int apart, float[] cells, int to, int n) {
    int second = from + apart;
    for (int i = 0; i < n; i += FLOATS.length()) {
      FloatVector best =
          ByteVector.fromArray(BYTES, input, from + 2 * i * Float.BYTES)
              .blend(
                  ByteVector.fromArray(BYTES, input, from + SECOND_HALF + 2 * i * Float.BYTES),
                  ODD_LANES)
              .reinterpretAsFloats();
      FloatVector next =
          ByteVector.fromArray(BYTES, input, second + 2 * i * Float.BYTES)
              .blend(
                  ByteVector.fromArray(BYTES, input, second + SECOND_HALF + 2 * i * Float.BYTES),
                  ODD_LANES)
              .reinterpretAsFloats();
      best =
          best.blend(
              next,
              next.compare(VectorOperators.GT, best).or(next.compare(VectorOperators.NE, next)));
      best.reinterpretAsInts()
          .rearrange(EVEN_THEN_ODD)
          .reinterpretAsFloats()
          .intoArray(cells, to + i);
    }
  }

  static void loadEven3(byte[] input, int from, int apart, float[] cells, int to, int n) {
    int second = from + apart;
    int third = second + apart;
    for (int i = 0; i < n; i += FLOATS.length()) {
      FloatVector best =
          ByteVector.fromArray(BYTES, input, from + 2 * i * Float.BYTES)
              .blend(
                  ByteVector.fromArray(BYTES, input, from + SECOND_HALF + 2 * i * Float.BYTES),
                  ODD_LANES)
              .reinterpretAsFloats();
      FloatVector next =
          ByteVector.fromArray(BYTES, input, second + 2 * i * Float.BYTES)
              .blend(
                  ByteVector.fromArray(BYTES, input, second + SECOND_HALF + 2 * i * Float.BYTES),
                  ODD_LANES)
              .reinterpretAsFloats();
      best =
          best.blend(
              next,
              next.compare(VectorOperators.GT, best).or(next.compare(VectorOperators.NE, next)));
      next =
          ByteVector.fromArray(BYTES, input, third + 2 * i * Float.BYTES)
              .blend(
                  ByteVector.fromArray(BYTES, input, third + SECOND_HALF + 2 * i * Float.BYTES),
                  ODD_LANES)
              .reinterpretAsFloats();
      best =
          best.blend(
              next,
              next.compare(VectorOperators.GT, best).or(next.compare(VectorOperators.NE, next)));
      best.reinterpretAsInts()
          .rearrange(EVEN_THEN_ODD)
          .reinterpretAsFloats()
          .intoArray(cells, to + i);
    }
  }

  static void max2(float[] cells, int at, int shift, int to, int n) {
    int second = at + shift;
    for (int i = 0; i < n; i += FLOATS.length()) {
      FloatVector best = FloatVector.fromArray(FLOATS, cells, at + i);
      FloatVector next = FloatVector.fromArray(FLOATS, cells, second + i);
      best =
          best.blend(
              next,
              next.compare(VectorOperators.GT, best).or(next.compare(VectorOperators.NE, next)));
      best.intoArray(cells, to + i);
    }
  }

  static void max3(float[] cells, int at, int shift, int to, int n) {
    int second = at + shift;
    int third = second + shift;
    for (int i = 0; i < n; i += FLOATS.length()) {
      FloatVector best = FloatVector.fromArray(FLOATS, cells, at + i);
      FloatVector next = FloatVector.fromArray(FLOATS, cells, second + i);
      best =
          best.blend(
              next,
              next.compare(VectorOperators.GT, best).or(next.compare(VectorOperators.NE, next)));
      next = FloatVector.fromArray(FLOATS, cells, third + i);
      best =
          best.blend(
              next,
              next.compare(VectorOperators.GT, best).or(next.compare(VectorOperators.NE, next)));
      best.intoArray(cells, to + i);
    }
  }

  static void store2(
      float[] cells, int at, int shift, int step, byte[] output, int to, int n, int rows) {
    for (int row = 0; row < rows; row++) {
      int first = at + row * step;
      int second = first + shift;
      int out = (to + row * n) * Float.BYTES;
      for (int i = 0; i < n; i += FLOATS.length()) {
        FloatVector best = FloatVector.fromArray(FLOATS, cells, first + i);
        FloatVector next = FloatVector.fromArray(FLOATS, cells, second + i);
        best =
            best.blend(
                next,
                next.compare(VectorOperators.GT, best).or(next.compare(VectorOperators.NE, next)));
        best.reinterpretAsBytes().intoArray(output, out + i * Float.BYTES);
      }
    }
  }

  static void store3(
      float[] cells, int at, int shift, int step, byte[] output, int to, int n, int rows) {
    for (int row = 0; row < rows; row++) {
      int first = at + row * step;
      int second = first + shift;
      int third = second + shift;
      int out = (to + row * n) * Float.BYTES;
      for (int i = 0; i < n; i += FLOATS.length()) {
        FloatVector best = FloatVector.fromArray(FLOATS, cells, first + i);
        FloatVector next = FloatVector.fromArray(FLOATS, cells, second + i);
        best =
            best.blend(
                next,
                next.compare(VectorOperators.GT, best).or(next.compare(VectorOperators.NE, next)));
        next = FloatVector.fromArray(FLOATS, cells, third + i);
        best =
            best.blend(
                next,
                next.compare(VectorOperators.GT, best).or(next.compare(VectorOperators.NE, next)));
        best.reinterpretAsBytes().intoArray(output, out + i * Float.BYTES);
      }
    }
  }

  static void add(float[] sums, int to, float[] values, int from, int n) {
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
}
