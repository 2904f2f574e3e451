package io.sparkmaxpool.pooling;

import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.LongUnaryOperator;

/** The whole-tensor steps of {@link LpPool2d}, each rounded to the element type. */
final class Elementwise {
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
    // PyTorch first multiplies the magnitude with a sign that is 0 for both zeros.
    switch (input.dtype()) {
      case INT64 -> {
        // The magnitude of the lowest number is itself, and PyTorch makes negative magnitudes 0.
        return mapBits(input, value -> value == Long.MIN_VALUE ? 0 : value * factor);
      }
      case FLOAT64 -> {
        double[] values = Numbers.doubles(input);
        for (int i = 0; i < values.length; i++) {
          values[i] = (values[i] + 0d) * factor;
        }
        return Numbers.tensor(input.shape(), values);
      }
      default -> {
        float[] values = Numbers.floats(input);
        for (int i = 0; i < values.length; i++) {
          values[i] = (values[i] + 0f) * factor;
        }
        return Numbers.tensor(input.dtype(), input.shape(), values);
      }
    }
  }

  /**
   * Powers of a floating-point tensor. PyTorch computes the common exponents by multiplications,
   * divisions and square roots, but for float16, where all are powers of the library ({@code
   * aten/src/ATen/native/cpu/PowKernel.cpp}).
   */
  static Tensor power(Tensor input, double exponent) {
    if (exponent == 1) {
      return input;
    }
    if (input.dtype() == DType.FLOAT64) {
      double[] values = Numbers.doubles(input);
      power(values, exponent);
      return Numbers.tensor(input.shape(), values);
    }
    float[] values = Numbers.floats(input);
    power(values, exponent, input.dtype());
    return Numbers.tensor(input.dtype(), input.shape(), values);
  }

  private static void power(double[] values, double exponent) {
    for (int i = 0; i < values.length; i++) {
      double value = values[i];
      if (exponent == 2) {
        value *= value;
      } else if (exponent == 3) {
        value = value * value * value;
      } else if (exponent == 0.5) {
        value = Math.sqrt(value);
      } else if (exponent == -0.5) {
        value = 1 / Math.sqrt(value);
      } else if (exponent == -1) {
        value = 1 / value;
      } else if (exponent == -2) {
        value = 1 / (value * value);
      } else {
        value = pow(value, exponent);
      }
      values[i] = value;
    }
  }

  /**
   * In loops of their own, those that the JIT makes vectors of; squares of bfloat16 are rounded.
   * Those of float16 are exact in float32; a library's square root differs for -inf and -0.0.
   */
  private static void power(float[] values, double exponent, DType dtype) {
    int n = values.length;
    if (exponent == 2 || exponent == 3 || exponent == -2) {
      float[] factors = exponent == 3 ? values.clone() : null;
      for (int i = 0; i < n; i++) {
        values[i] *= values[i];
      }
      if (exponent != 2 && dtype == DType.BFLOAT16) {
        Numbers.round(values, dtype);
      }
      for (int i = 0; exponent == 3 && i < n; i++) {
        values[i] *= factors[i];
      }
    } else if (dtype != DType.FLOAT16 && (exponent == 0.5 || exponent == -0.5)) {
      for (int i = 0; i < n; i++) {
        values[i] = (float) Math.sqrt(values[i]);
      }
    } else if (exponent != -1) {
      float[] rounded = {(float) exponent};
      Numbers.round(rounded, dtype);
      for (int i = 0; i < n; i++) {
        values[i] = (float) pow(values[i], rounded[0]);
      }
    }
    boolean isReciprocal =
        exponent == -1 || exponent == -2 || exponent == -0.5 && dtype != DType.FLOAT16;
    for (int i = 0; isReciprocal && i < n; i++) {
      values[i] = 1 / values[i];
    }
  }

  /** As C, which knows that 1 to the power of anything is 1. */
  private static double pow(double base, double exponent) {
    return base == 1 ? 1 : Math.pow(base, exponent);
  }
}
