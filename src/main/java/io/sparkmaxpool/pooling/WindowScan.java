package io.sparkmaxpool.pooling;

import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Tensor;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * PyTorch's own loop, one window after the other, for every element type and size: what {@link
 * SeparableMax} has no cells for. Values are compared as order-preserving longs, and the winner's
 * bytes are copied.
 */
final class WindowScan {
  private static final VarHandle SHORTS = view(short[].class);
  private static final VarHandle INTS = view(int[].class);
  static final VarHandle LONGS = view(long[].class);

  /** The key of every NaN, above that of +inf in any float type. */
  private static final long NAN = Long.MAX_VALUE;

  private WindowScan() {}

  /** Pools planes of any element type; {@code indices} may be null. */
  static void pool(
      Windows rows, Windows columns, int planes, Tensor input, byte[] values, byte[] indices) {
    DType dtype = input.dtype();
    byte[] data = input.data();
    int bytes = dtype.bytes();
    int plane = rows.input() * columns.input();
    int output = 0;
    for (int p = 0; p < planes; p++) {
      for (int y = 0; y < rows.outputs(); y++) {
        for (int x = 0; x < columns.outputs(); x++, output++) {
          long index = scan(rows, y, columns, x, dtype, data, p * plane);
          if (index >= 0) {
            int winner = (p * plane + (int) index) * bytes;
            System.arraycopy(data, winner, values, output * bytes, bytes);
            normalizeNan(dtype, values, output * bytes);
          } else {
            putLowest(dtype, values, output * bytes);
            index = rows.first(y) * columns.input() + columns.first(x);
          }
          if (indices != null) {
            LONGS.set(indices, output * Long.BYTES, index);
          }
        }
      }
    }
  }

  /** The plane index of a window's winner, or -1 if no tap of it is inside. */
  private static long scan(
      Windows rows, int y, Windows columns, int x, DType dtype, byte[] data, int plane) {
    long best = Long.MIN_VALUE;
    long winner = -1;
    boolean knowsNan = dtype.isFloating();
    int bottom = rows.end(y);
    int right = columns.end(x);
    for (long h = rows.first(y); h < bottom; h += rows.step()) {
      for (long w = columns.first(x); w < right; w += columns.step()) {
        long index = h * columns.input() + w;
        long key = key(dtype, data, plane + (int) index);
        if (winner < 0 || key > best || knowsNan && key == NAN) {
          best = key;
          winner = index;
        }
      }
    }
    return winner;
  }

  private static long key(DType dtype, byte[] data, int element) {
    return switch (dtype) {
      case UINT8 -> data[element] & 0xFF;
      case INT8 -> data[element];
      case INT16 -> (short) SHORTS.get(data, element * 2);
      case INT32 -> (int) INTS.get(data, element * 4);
      case INT64 -> (long) LONGS.get(data, element * 8);
      case FLOAT16 -> floatKey((short) SHORTS.get(data, element * 2), 0x7C00L, 0x7FFFL);
      case BFLOAT16 -> floatKey((short) SHORTS.get(data, element * 2), 0x7F80L, 0x7FFFL);
      case FLOAT32 -> floatKey((int) INTS.get(data, element * 4), 0x7F800000L, 0x7FFFFFFFL);
      case FLOAT64 ->
          floatKey((long) LONGS.get(data, element * 8), 0x7FF0000000000000L, Long.MAX_VALUE);
    };
  }

  /** Sign and magnitude as one number: both zeros are 0, and all NaNs are {@link #NAN}. */
  private static long floatKey(long bits, long infinity, long magnitudeMask) {
    long magnitude = bits & magnitudeMask;
    if (magnitude > infinity) {
      return NAN;
    }
    return bits < 0 ? -magnitude : magnitude;
  }

  /** PyTorch converts the two half types to float and back, and a NaN does not come back whole. */
  private static void normalizeNan(DType dtype, byte[] values, int at) {
    switch (dtype) {
      case FLOAT16 -> {
        short bits = (short) SHORTS.get(values, at);
        if ((bits & 0x7FFF) > 0x7C00) {
          SHORTS.set(values, at, (short) (bits | 0x0200));
        }
      }
      case BFLOAT16 -> {
        if (((short) SHORTS.get(values, at) & 0x7FFF) > 0x7F80) {
          SHORTS.set(values, at, (short) 0x7FC0);
        }
      }
      case UINT8, INT8, INT16, INT32, INT64, FLOAT32, FLOAT64 -> {}
    }
  }

  static void putLowest(DType dtype, byte[] values, int at) {
    switch (dtype) {
      case UINT8 -> values[at] = 0;
      case INT8 -> values[at] = Byte.MIN_VALUE;
      case INT16 -> SHORTS.set(values, at, Short.MIN_VALUE);
      case INT32 -> INTS.set(values, at, Integer.MIN_VALUE);
      case INT64 -> LONGS.set(values, at, Long.MIN_VALUE);
      case FLOAT16 -> SHORTS.set(values, at, (short) 0xFC00);
      case BFLOAT16 -> SHORTS.set(values, at, (short) 0xFF80);
      case FLOAT32 -> INTS.set(values, at, Float.floatToRawIntBits(Float.NEGATIVE_INFINITY));
      case FLOAT64 -> LONGS.set(values, at, Double.doubleToRawLongBits(Double.NEGATIVE_INFINITY));
    }
  }

  /** Elements of byte arrays, little-endian as tensors are. */
  static VarHandle view(Class<?> arrayClass) {
    return MethodHandles.byteArrayViewVarHandle(arrayClass, ByteOrder.LITTLE_ENDIAN);
  }
}
