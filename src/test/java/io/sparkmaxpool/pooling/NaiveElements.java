package io.sparkmaxpool.pooling;

import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Shape;
import io.sparkmaxpool.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A tensor's elements as Java numbers, and back: float64 for the floating-point types, int64 for
 * the others. The half types are taken apart and put together by arithmetic, without a look at how
 * the tensor package does it.
 */
final class NaiveElements {
  private final DType dtype;
  private final double[] reals;
  private final long[] wholes;

  private NaiveElements(DType dtype, int size) {
    this.dtype = dtype;
    this.reals = new double[size];
    this.wholes = new long[size];
  }

  static NaiveElements zeros(DType dtype, int size) {
    return new NaiveElements(dtype, size);
  }

  static NaiveElements of(Tensor tensor) {
    NaiveElements elements = new NaiveElements(tensor.dtype(), (int) tensor.shape().elements());
    ByteBuffer in = ByteBuffer.wrap(tensor.data()).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < elements.reals.length; i++) {
      switch (tensor.dtype()) {
        case UINT8 -> elements.wholes[i] = Byte.toUnsignedInt(in.get());
        case INT8 -> elements.wholes[i] = in.get();
        case INT16 -> elements.wholes[i] = in.getShort();
        case INT32 -> elements.wholes[i] = in.getInt();
        case INT64 -> elements.wholes[i] = in.getLong();
        case FLOAT16 -> elements.reals[i] = half(in.getShort(), 10, 15);
        case BFLOAT16 -> elements.reals[i] = half(in.getShort(), 7, 127);
        case FLOAT32 -> elements.reals[i] = in.getFloat();
        case FLOAT64 -> elements.reals[i] = in.getDouble();
      }
    }
    return elements;
  }

  /** A tensor of these elements, rounded to its type; every NaN becomes the same one. */
  Tensor toTensor(Shape shape) {
    ByteBuffer out =
        ByteBuffer.allocate(reals.length * dtype.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < reals.length; i++) {
      switch (dtype) {
        case UINT8, INT8 -> out.put((byte) wholes[i]);
        case INT16 -> out.putShort((short) wholes[i]);
        case INT32 -> out.putInt((int) wholes[i]);
        case INT64 -> out.putLong(wholes[i]);
        case FLOAT16 -> out.putShort(bits(round(reals[i], dtype), 10, 15));
        case BFLOAT16 -> out.putShort(bits(round(reals[i], dtype), 7, 127));
        case FLOAT32 -> out.putFloat((float) reals[i]);
        case FLOAT64 -> out.putDouble(reals[i]);
      }
    }
    return Tensor.of(dtype, shape, out.array());
  }

  DType dtype() {
    return dtype;
  }

  boolean isFloating() {
    return dtype.isFloating();
  }

  int size() {
    return reals.length;
  }

  double real(int i) {
    return reals[i];
  }

  long whole(int i) {
    return wholes[i];
  }

  /** Sets an element, rounded to the type. */
  void set(int i, double real) {
    reals[i] = round(real, dtype);
  }

  void set(int i, long whole) {
    wholes[i] = whole;
  }

  /** The nearest number of a floating-point type, of two the even one. */
  static double round(double value, DType dtype) {
    return switch (dtype) {
      case FLOAT16 -> round(value, 10, 15);
      case BFLOAT16 -> round(value, 7, 127);
      case FLOAT32 -> (float) value;
      default -> value;
    };
  }

  private static double round(double value, int fraction, int bias) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return value;
    }
    int exponent = Math.max(Math.getExponent(value), 1 - bias);
    double unit = Math.scalb(1.0, exponent - fraction);
    double rounded = Math.rint(value / unit) * unit;
    double largest = Math.scalb(2 - Math.scalb(1.0, -fraction), bias);
    return Math.abs(rounded) > largest ? Math.copySign(Double.POSITIVE_INFINITY, value) : rounded;
  }

  private static double half(short bits, int fraction, int bias) {
    int mantissa = bits & ((1 << fraction) - 1);
    int exponent = (bits & 0x7FFF) >> fraction;
    double magnitude;
    if (exponent == 2 * bias + 1) {
      magnitude = mantissa == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
    } else if (exponent == 0) {
      magnitude = Math.scalb((double) mantissa, 1 - bias - fraction);
    } else {
      magnitude = Math.scalb((double) (mantissa + (1 << fraction)), exponent - bias - fraction);
    }
    return bits < 0 ? -magnitude : magnitude;
  }

  private static short bits(double rounded, int fraction, int bias) {
    int sign = Math.copySign(1.0, rounded) < 0 ? 0x8000 : 0;
    int infinity = (2 * bias + 1) << fraction;
    if (Double.isNaN(rounded)) {
      return (short) (infinity + (1 << (fraction - 1)));
    }
    double magnitude = Math.abs(rounded);
    if (Double.isInfinite(rounded)) {
      return (short) (sign + infinity);
    }
    int exponent = Math.max(Math.getExponent(magnitude), 1 - bias);
    int mantissa = (int) Math.scalb(magnitude, fraction - exponent);
    return (short) (sign + ((exponent + bias - 1) << fraction) + mantissa);
  }
}
