package io.sparkmaxpool.pooling;

import io.sparkmaxpool.tensor.BFloat16;
import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Float16;
import io.sparkmaxpool.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.LongUnaryOperator;

/** The whole-tensor steps of {@link LpPool2d}, each rounded to the element type. */
final class Elementwise {
  /** A function of float32, for whose result float16 and bfloat16 are rounded. */
  private interface FloatOperator {
    float apply(float value);
  }

  private interface DoubleOperator {
    double apply(double value);
  }

  private Elementwise() {}

  /** Magnitudes; the lowest integer is its own, as in C. */
  static Tensor abs(Tensor input) {
    DType dtype = input.dtype();
    if (dtype == DType.UINT8) {
      return input;
    }
    return mapBits(
        input, dtype.isFloating() ? bits -> bits & ~signBit(dtype) : value -> Math.abs(value));
  }

  /** The opposite numbers; uint8 wraps. */
  static Tensor negate(Tensor input) {
    DType dtype = input.dtype();
    return mapBits(input, dtype.isFloating() ? bits -> bits ^ signBit(dtype) : value -> -value);
  }

  private static long signBit(DType dtype) {
    return 1L << (dtype.bytes() * Byte.SIZE - 1);
  }

  private static Tensor mapBits(Tensor input, LongUnaryOperator operator) {
    ByteBuffer from = ByteBuffer.wrap(input.data()).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer to = ByteBuffer.allocate(input.data().length).order(ByteOrder.LITTLE_ENDIAN);
    int bytes = input.dtype().bytes();
    while (from.hasRemaining()) {
      switch (bytes) {
        case 1 -> to.put((byte) operator.applyAsLong(from.get()));
        case 2 -> to.putShort((short) operator.applyAsLong(from.getShort()));
        case 4 -> to.putInt((int) operator.applyAsLong(from.getInt()));
        default -> to.putLong(operator.applyAsLong(from.getLong()));
      }
    }
    return Tensor.of(input.dtype(), input.shape(), to.array());
  }

  /** Integers as float32, as PyTorch promotes them; floating-point tensors as they are. */
  static Tensor toFloating(Tensor input) {
    DType dtype = input.dtype();
    if (dtype.isFloating()) {
      return input;
    }
    ByteBuffer from = ByteBuffer.wrap(input.data()).order(ByteOrder.LITTLE_ENDIAN);
    float[] floats = new float[input.data().length / dtype.bytes()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] =
          switch (dtype) {
            case UINT8 -> from.get() & 0xFF;
            case INT8 -> from.get();
            case INT16 -> from.getShort();
            case INT32 -> from.getInt();
            case INT64 -> from.getLong();
            case FLOAT16, BFLOAT16, FLOAT32, FLOAT64 -> throw new IllegalStateException();
          };
    }
    return Tensor.of(input.shape(), floats);
  }

  /** Powers of an int64 tensor, of an exponent that is not negative; they wrap. */
  static Tensor wholePower(Tensor input, int exponent) {
    return mapBits(
        input,
        base -> {
          long power = 1;
          for (long square = base, left = exponent; left > 0; left >>= 1, square *= square) {
            if ((left & 1) == 1) {
              power *= square;
            }
          }
          return power;
        });
  }

  /**
   * Products of a floating-point or int64 tensor with a number; a negative zero becomes positive.
   */
  static Tensor scale(Tensor input, long factor) {
    if (input.dtype() == DType.INT64) {
      return mapBits(input, value -> value * factor);
    }
    // PyTorch first multiplies the magnitude with a sign that is 0 for both zeros.
    return map(input, value -> (value + 0f) * factor, value -> (value + 0d) * factor);
  }

  /**
   * Powers of a floating-point tensor. PyTorch computes the common exponents by multiplications,
   * divisions and square roots ({@code aten/src/ATen/native/cpu/PowKernel.cpp}).
   */
  static Tensor power(Tensor input, double exponent) {
    DType dtype = input.dtype();
    if (exponent == 1) {
      return input;
    }
    if (exponent == 2) {
      return map(input, value -> value * value, value -> value * value);
    }
    if (exponent == 3) {
      return map(
          input, value -> round(value * value, dtype) * value, value -> value * value * value);
    }
    if (exponent == 0.5) {
      return map(input, value -> (float) Math.sqrt(value), Math::sqrt);
    }
    if (exponent == -0.5) {
      return map(input, value -> 1 / (float) Math.sqrt(value), value -> 1 / Math.sqrt(value));
    }
    if (exponent == -1) {
      return map(input, value -> 1 / value, value -> 1 / value);
    }
    if (exponent == -2) {
      return map(input, value -> 1 / round(value * value, dtype), value -> 1 / (value * value));
    }
    float rounded = round((float) exponent, dtype);
    return map(input, value -> (float) pow(value, rounded), value -> pow(value, exponent));
  }

  /** As C, which knows that 1 to the power of anything is 1. */
  private static double pow(double base, double exponent) {
    return base == 1 ? 1 : Math.pow(base, exponent);
  }

  private static float round(float value, DType dtype) {
    return switch (dtype) {
      case FLOAT16 -> Float16.toFloat(Float16.ofFloat(value));
      case BFLOAT16 -> BFloat16.toFloat(BFloat16.ofFloat(value));
      default -> value;
    };
  }

  private static Tensor map(Tensor input, FloatOperator floats, DoubleOperator doubles) {
    ByteBuffer from = ByteBuffer.wrap(input.data()).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer to = ByteBuffer.allocate(input.data().length).order(ByteOrder.LITTLE_ENDIAN);
    while (from.hasRemaining()) {
      switch (input.dtype()) {
        case FLOAT16 ->
            to.putShort(Float16.ofFloat(floats.apply(Float16.toFloat(from.getShort()))));
        case BFLOAT16 ->
            to.putShort(BFloat16.ofFloat(floats.apply(BFloat16.toFloat(from.getShort()))));
        case FLOAT64 -> to.putDouble(doubles.apply(from.getDouble()));
        default -> to.putFloat(floats.apply(from.getFloat()));
      }
    }
    return Tensor.of(input.dtype(), input.shape(), to.array());
  }
}
