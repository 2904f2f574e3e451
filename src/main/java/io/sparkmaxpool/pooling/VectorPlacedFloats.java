package io.sparkmaxpool.pooling;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The loops of {@link VectorRowKernels} over float32 and the places of each. Places are blended as
 * floats, whose bits stay as they are: no mask changes its type.
 */
final class VectorPlacedFloats {
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Byte> BYTES = ByteVector.SPECIES_PREFERRED;
  private static final IntVector IOTA = IntVector.zero(IntVector.SPECIES_PREFERRED).addIndex(1);

  private VectorPlacedFloats() {}

  static void load2(byte[] input, int at, int shift, float[] cells, float[] places, int to, int n) {
    int from = at * Float.BYTES;
    int second = from + shift * Float.BYTES;
    for (int i = 0; i < n; i += FLOATS.length()) {
      FloatVector best =
          ByteVector.fromArray(BYTES, input, from + i * Float.BYTES).reinterpretAsFloats();
      FloatVector place = IOTA.add(at + i).reinterpretAsFloats();
      FloatVector next =
          ByteVector.fromArray(BYTES, input, second + i * Float.BYTES).reinterpretAsFloats();
      VectorMask<Float> wins =
          next.compare(VectorOperators.GT, best).or(next.compare(VectorOperators.NE, next));
      best = best.blend(next, wins);
      place = place.blend(IOTA.add(at + shift + i).reinterpretAsFloats(), wins);
      best.intoArray(cells, to + i);
      place.intoArray(places, to + i);
    }
  }

  static void load3(byte[] input, int at, int shift, float[] cells, float[] places, int to, int n) {
    int from = at * Float.BYTES;
    int second = from + shift * Float.BYTES;
    int third = second + shift * Float.BYTES;
    for (int i = 0; i < n; i += FLOATS.length()) {
      FloatVector best =
          ByteVector.fromArray(BYTES, input, from + i * Float.BYTES).reinterpretAsFloats();
      FloatVector place = IOTA.add(at + i).reinterpretAsFloats();
      FloatVector next =
          ByteVector.fromArray(BYTES, input, second + i * Float.BYTES).reinterpretAsFloats();
      VectorMask<Float> wins =
          next.compare(VectorOperators.GT, best).or(next.compare(VectorOperators.NE, next));
      best = best.blend(next, wins);
      place = place.blend(IOTA.add(at + shift + i).reinterpretAsFloats(), wins);
      next = ByteVector.fromArray(BYTES, input, third + i * Float.BYTES).reinterpretAsFloats();
      wins = next.compare(VectorOperators.GT, best).or(next.compare(VectorOperators.NE, next));
      best = best.blend(next, wins);
      place = place.blend(IOTA.add(at + 2 * shift + i).reinterpretAsFloats(), wins);
      best.intoArray(cells, to + i);
      place.intoArray(places, to + i);
    }
  }

  static void max2(float[] cells, float[] places, int at, int shift, int to, int n) {
    int second = at + shift;
    for (int i = 0; i < n; i += FLOATS.length()) {
      FloatVector best = FloatVector.fromArray(FLOATS, cells, at + i);
      FloatVector place = FloatVector.fromArray(FLOATS, places, at + i);
      FloatVector next = FloatVector.fromArray(FLOATS, cells, second + i);
      VectorMask<Float> wins =
          next.compare(VectorOperators.GT, best).or(next.compare(VectorOperators.NE, next));
      best = best.blend(next, wins);
      place = place.blend(FloatVector.fromArray(FLOATS, places, second + i), wins);
      best.intoArray(cells, to + i);
      place.intoArray(places, to + i);
    }
  }

  static void max3(float[] cells, float[] places, int at, int shift, int to, int n) {
    int second = at + shift;
    int third = second + shift;
    for (int i = 0; i < n; i += FLOATS.length()) {
      FloatVector best = FloatVector.fromArray(FLOATS, cells, at + i);
      FloatVector place = FloatVector.fromArray(FLOATS, places, at + i);
      FloatVector next = FloatVector.fromArray(FLOATS, cells, second + i);
      VectorMask<Float> wins =
          next.compare(VectorOperators.GT, best).or(next.compare(VectorOperators.NE, next));
      best = best.blend(next, wins);
      place = place.blend(FloatVector.fromArray(FLOATS, places, second + i), wins);
      next = FloatVector.fromArray(FLOATS, cells, third + i);
      wins = next.compare(VectorOperators.GT, best).or(next.compare(VectorOperators.NE, next));
      best = best.blend(next, wins);
      place = place.blend(FloatVector.fromArray(FLOATS, places, third + i), wins);
      best.intoArray(cells, to + i);
      place.intoArray(places, to + i);
    }
  }
}
