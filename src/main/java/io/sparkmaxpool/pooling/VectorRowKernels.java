package io.sparkmaxpool.pooling;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The primitives over the Vector API, in the machine's preferred width. Uses only what JDK 17 and
 * later have in common; loaded by name, and only where the module is present.
 */
final class VectorRowKernels implements RowKernels {
  private static final VectorSpecies<Byte> BYTES = ByteVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
  private static final byte SIGN = (byte) 0x80;

  @Override
  public void max(byte[] buffer, int a, int b, int out, int n) {
    // Java's byte lanes are signed, and JDK 17 has no unsigned maximum: flip the sign bit around
    // it.
    for (int i = 0; i < n; i += BYTES.length()) {
      ByteVector first =
          ByteVector.fromArray(BYTES, buffer, a + i).lanewise(VectorOperators.XOR, SIGN);
      ByteVector later =
          ByteVector.fromArray(BYTES, buffer, b + i).lanewise(VectorOperators.XOR, SIGN);
      first.max(later).lanewise(VectorOperators.XOR, SIGN).intoArray(buffer, out + i);
    }
  }

  @Override
  public void max(float[] buffer, int a, int b, int out, int n) {
    // FloatVector.max has Java's rules for NaN and zeros, which are not PyTorch's.
    for (int i = 0; i < n; i += FLOATS.length()) {
      FloatVector first = FloatVector.fromArray(FLOATS, buffer, a + i);
      FloatVector later = FloatVector.fromArray(FLOATS, buffer, b + i);
      first.blend(later, wins(later, first)).intoArray(buffer, out + i);
    }
  }

  @Override
  public void max(float[] buffer, int[] indices, int a, int b, int out, int n) {
    for (int i = 0; i < n; i += FLOATS.length()) {
      FloatVector first = FloatVector.fromArray(FLOATS, buffer, a + i);
      FloatVector later = FloatVector.fromArray(FLOATS, buffer, b + i);
      VectorMask<Float> wins = wins(later, first);
      first.blend(later, wins).intoArray(buffer, out + i);
      IntVector.fromArray(INTS, indices, a + i)
          .blend(IntVector.fromArray(INTS, indices, b + i), wins.cast(INTS))
          .intoArray(indices, out + i);
    }
  }

  private static VectorMask<Float> wins(FloatVector later, FloatVector first) {
    return later.compare(VectorOperators.GT, first).or(later.compare(VectorOperators.NE, later));
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
  public int slack() {
    return BYTES.length();
  }

  @Override
  public String name() {
    return "vector-" + BYTES.vectorBitSize();
  }
}
