package io.sparkmaxpool.pooling;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** The loops of {@link VectorRowKernels} over bytes with their places, packed in ints. */
final class VectorInts {
  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Byte> QUARTER_BYTES =
      VectorSpecies.of(byte.class, VectorShape.forBitSize(Math.max(64, INTS.vectorBitSize() / 4)));
  private static final IntVector LAST_TO_FIRST = IntVector.zero(INTS).addIndex(-1);

  private VectorInts() {}

  static void pack(byte[] input, int at, int place, int[] cells, int to, int n) {
    for (int i = 0; i < n; i += INTS.length()) {
      ((IntVector)
              ByteVector.fromArray(QUARTER_BYTES, input, at + i)
                  .convertShape(VectorOperators.B2I, INTS, 0))
          .lanewise(VectorOperators.LSHL, 24)
          .lanewise(VectorOperators.XOR, Integer.MIN_VALUE)
          .lanewise(VectorOperators.OR, LAST_TO_FIRST.add(place - i))
          .intoArray(cells, to + i);
    }
  }

  static void max2(int[] cells, int at, int shift, int to, int n) {
    int second = at + shift;
    for (int i = 0; i < n; i += INTS.length()) {
      IntVector.fromArray(INTS, cells, at + i)
          .max(IntVector.fromArray(INTS, cells, second + i))
          .intoArray(cells, to + i);
    }
  }

  static void max3(int[] cells, int at, int shift, int to, int n) {
    int second = at + shift;
    int third = second + shift;
    for (int i = 0; i < n; i += INTS.length()) {
      IntVector.fromArray(INTS, cells, at + i)
          .max(IntVector.fromArray(INTS, cells, second + i))
          .max(IntVector.fromArray(INTS, cells, third + i))
          .intoArray(cells, to + i);
    }
  }
}
