package io.sparkmaxpool.pooling;

import java.util.List;
import java.util.stream.IntStream;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/** The loops over bytes of {@link VectorRowKernels}, where the rules of such loops are told. */
final class VectorBytes {
  static final VectorSpecies<Byte> BYTES = ByteVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Byte> HALF =
      VectorSpecies.of(byte.class, VectorShape.forBitSize(BYTES.vectorBitSize() / 2));

  /** The largest stride of {@code storeEvery}; further apart, one by one is as fast. */
  static final int LARGEST_STRIDE = 8;

  /** So many every machine rearranges in one instruction; not so the bytes of wider vectors. */
  static final VectorSpecies<Byte> SIXTEEN = ByteVector.SPECIES_128;

  /** By a stride, what gathers every stride-th lane. */
  private static final List<VectorShuffle<Byte>> EVERY =
      IntStream.rangeClosed(0, LARGEST_STRIDE)
          .mapToObj(n -> VectorShuffle.fromOp(SIXTEEN, lane -> lane * n % SIXTEEN.length()))
          .toList();

  private VectorBytes() {}

  static void load2(byte[] input, int at, int shift, byte[] cells, int to, int n, byte flip) {
    int second = at + shift;
    for (int i = 0; i < n; i += BYTES.length()) {
      ByteVector.fromArray(BYTES, input, at + i)
          .lanewise(VectorOperators.XOR, flip)
          .max(ByteVector.fromArray(BYTES, input, second + i).lanewise(VectorOperators.XOR, flip))
          .intoArray(cells, to + i);
    }
  }

  static void load3(byte[] input, int at, int shift, byte[] cells, int to, int n, byte flip) {
    int second = at + shift;
    int third = second + shift;
    for (int i = 0; i < n; i += BYTES.length()) {
      ByteVector.fromArray(BYTES, input, at + i)
          .lanewise(VectorOperators.XOR, flip)
          .max(ByteVector.fromArray(BYTES, input, second + i).lanewise(VectorOperators.XOR, flip))
          .max(ByteVector.fromArray(BYTES, input, third + i).lanewise(VectorOperators.XOR, flip))
          .intoArray(cells, to + i);
    }
  }

  static void loadEven2(byte[] input, int at, int shift, byte[] cells, int to, int n, byte flip) {
    int second = at + shift;
    for (int i = 0; i < n; i += HALF.length()) {
      ByteVector best =
          ByteVector.fromArray(BYTES, input, at + 2 * i)
              .lanewise(VectorOperators.XOR, flip)
              .max(
                  ByteVector.fromArray(BYTES, input, second + 2 * i)
                      .lanewise(VectorOperators.XOR, flip));
      ((ByteVector) best.reinterpretAsShorts().convertShape(VectorOperators.S2B, HALF, 0))
          .intoArray(cells, to + i);
    }
  }

  static void loadEven3(byte[] input, int at, int shift, byte[] cells, int to, int n, byte flip) {
    int second = at + shift;
    int third = second + shift;
    for (int i = 0; i < n; i += HALF.length()) {
      ByteVector best =
          ByteVector.fromArray(BYTES, input, at + 2 * i)
              .lanewise(VectorOperators.XOR, flip)
              .max(
                  ByteVector.fromArray(BYTES, input, second + 2 * i)
                      .lanewise(VectorOperators.XOR, flip))
              .max(
                  ByteVector.fromArray(BYTES, input, third + 2 * i)
                      .lanewise(VectorOperators.XOR, flip));
      ((ByteVector) best.reinterpretAsShorts().convertShape(VectorOperators.S2B, HALF, 0))
          .intoArray(cells, to + i);
    }
  }

  static void max2(byte[] cells, int at, int shift, int to, int n) {
    int second = at + shift;
    for (int i = 0; i < n; i += BYTES.length()) {
      ByteVector.fromArray(BYTES, cells, at + i)
          .max(ByteVector.fromArray(BYTES, cells, second + i))
          .intoArray(cells, to + i);
    }
  }

  static void max3(byte[] cells, int at, int shift, int to, int n) {
    int second = at + shift;
    int third = second + shift;
    for (int i = 0; i < n; i += BYTES.length()) {
      ByteVector.fromArray(BYTES, cells, at + i)
          .max(ByteVector.fromArray(BYTES, cells, second + i))
          .max(ByteVector.fromArray(BYTES, cells, third + i))
          .intoArray(cells, to + i);
    }
  }

  static void store2(
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
        ByteVector.fromArray(BYTES, cells, first + i)
            .max(ByteVector.fromArray(BYTES, cells, second + i))
            .lanewise(VectorOperators.XOR, flip)
            .intoArray(output, out + i);
      }
    }
  }

  static void store3(
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
        ByteVector.fromArray(BYTES, cells, first + i)
            .max(ByteVector.fromArray(BYTES, cells, second + i))
            .max(ByteVector.fromArray(BYTES, cells, third + i))
            .lanewise(VectorOperators.XOR, flip)
            .intoArray(output, out + i);
      }
    }
  }

  /** How many of every {@code stride}-th byte sixteen lanes hold. */
  static int gathered(int stride) {
    return (SIXTEEN.length() - 1) / stride + 1;
  }

  /**
   * Stores every {@code stride}-th of n, which are whole maxima already: nothing is computed here,
   * for where vectors of two widths go through one method, JDK 17 made objects of both.
   */
  static void storeEvery(byte[] cells, int at, int stride, byte[] output, int to, int n) {
    VectorShuffle<Byte> every = EVERY.get(stride);
    int gathered = gathered(stride);
    for (int i = 0, from = at; i < n; i += gathered, from += gathered * stride) {
      ByteVector.fromArray(SIXTEEN, cells, from).rearrange(every).intoArray(output, to + i);
    }
  }
}
