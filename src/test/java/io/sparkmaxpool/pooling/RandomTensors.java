package io.sparkmaxpool.pooling;

import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Shape;
import io.sparkmaxpool.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;

/** Random elements of every type, such as poolings may stumble over. */
final class RandomTensors {
  /** How the elements are drawn. */
  enum Kind {
    /** Few small whole numbers. */
    TIES,
    /** Numbers of one magnitude; of whole numbers all. */
    WIDE,
    /** Magnitudes far apart. */
    SPREAD,
    /** Zeros of both signs, denormals, infinities, NaNs with payloads, among ties or alone. */
    ODD,
    /** The same with the largest numbers, whose sums overflow. */
    ODD_AND_LARGEST;

    static Kind any(Random random) {
      return values()[random.nextInt(values().length)];
    }
  }

  private RandomTensors() {}

  static Tensor draw(Random random, DType dtype, Shape shape, Kind kind) {
    int size = (int) shape.elements();
    double odd = new double[] {0.05, 0.3, 1}[random.nextInt(3)];
    ByteBuffer out = ByteBuffer.allocate(size * dtype.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < size; i++) {
      if (dtype.isFloating()) {
        boolean isOdd = kind.compareTo(Kind.ODD) >= 0 && random.nextDouble() < odd;
        put(out, dtype, isOdd ? oddBits(random, dtype, kind) : bits(dtype, real(random, kind)));
      } else {
        put(out, dtype, whole(random, dtype, kind));
      }
    }
    return Tensor.of(dtype, shape, out.array());
  }

  private static void put(ByteBuffer out, DType dtype, long bits) {
    switch (dtype.bytes()) {
      case 1 -> out.put((byte) bits);
      case 2 -> out.putShort((short) bits);
      case 4 -> out.putInt((int) bits);
      default -> out.putLong(bits);
    }
  }

  private static double real(Random random, Kind kind) {
    return switch (kind) {
      case WIDE -> random.nextGaussian();
      case SPREAD -> random.nextGaussian() * Math.scalb(1.0, random.nextInt(25) - 12);
      case TIES, ODD, ODD_AND_LARGEST -> random.nextInt(9) - 3;
    };
  }

  private static long bits(DType dtype, double real) {
    NaiveElements one = NaiveElements.zeros(dtype, 1);
    one.set(0, real);
    ByteBuffer data =
        ByteBuffer.wrap(one.toTensor(Shape.of(1)).data()).order(ByteOrder.LITTLE_ENDIAN);
    return switch (dtype.bytes()) {
      case 2 -> data.getShort();
      case 4 -> data.getInt();
      default -> data.getLong();
    };
  }

  private static long oddBits(Random random, DType dtype, Kind kind) {
    int fraction =
        switch (dtype) {
          case FLOAT16 -> 10;
          case BFLOAT16 -> 7;
          case FLOAT32 -> 23;
          default -> 52;
        };
    long sign = 1L << (dtype.bytes() * 8 - 1);
    long infinity = (sign - 1) >> fraction << fraction;
    long quiet = 1L << (fraction - 1);
    long[] odd = {
      0,
      0,
      1,
      3,
      quiet,
      infinity,
      infinity | quiet,
      infinity | 1,
      infinity | quiet | 5,
      infinity - 1
    };
    long magnitude = odd[random.nextInt(odd.length - (kind == Kind.ODD ? 1 : 0))];
    return random.nextBoolean() ? magnitude : sign | magnitude;
  }

  private static long whole(Random random, DType dtype, Kind kind) {
    int bits = dtype.bytes() * 8;
    boolean unsigned = dtype == DType.UINT8;
    long low = unsigned ? 0 : -1L << (bits - 1);
    long high = unsigned ? 255 : ~low;
    long value =
        switch (kind) {
          case TIES -> random.nextInt(9) - 2;
          case WIDE -> random.nextLong() >> (64 - bits);
          case SPREAD -> (random.nextInt(81) - 40) * Math.round(Math.pow(3, random.nextInt(4)));
          case ODD, ODD_AND_LARGEST ->
              new long[] {low, low, low + 1, high, high - 1, -1, 0}[random.nextInt(7)];
        };
    return kind == Kind.WIDE ? value : Math.max(low, Math.min(high, value));
  }
}
