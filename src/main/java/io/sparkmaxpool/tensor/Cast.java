package io.sparkmaxpool.tensor;

import static io.sparkmaxpool.tensor.LittleEndian.DOUBLE;
import static io.sparkmaxpool.tensor.LittleEndian.FLOAT;
import static io.sparkmaxpool.tensor.LittleEndian.INT;
import static io.sparkmaxpool.tensor.LittleEndian.LONG;
import static io.sparkmaxpool.tensor.LittleEndian.SHORT;

/**
 * Conversions between any two dtypes, as PyTorch's {@code Tensor.to(dtype)} on a CPU.
 *
 * <ul>
 *   <li>Ints to narrower ints, and to uint8, keep the low bits.
 *   <li>Floats to ints go toward zero. Where C++ leaves the result open this gives what PyTorch
 *       gives on x86-64, whose conversions are to 32 and to 64 bits: a NaN and what is out of range
 *       become the lowest int32 or int64; int8 and int16 are the low bits of that int32, uint8 of
 *       that int64. So NaN is 0 in the three narrow ones, and 300.5 is 44.
 *   <li>To floats the nearest, of two the even one; what is too large becomes infinite. float16 and
 *       bfloat16 are rounded from float32, which float64 and ints are rounded to before.
 *   <li>A NaN stays one; PyTorch itself gives it different payloads at different places of a
 *       tensor.
 * </ul>
 */
final class Cast {
  /** Elements converted at a time: they pass through a small buffer of longs or doubles. */
  private static final int STEP = 1024;

  private Cast() {}

  /** The same values as elements of another dtype. */
  static Tensor to(DType to, Tensor tensor) {
    DType from = tensor.dtype();
    int elements = tensor.data().length / from.bytes();
    byte[] source = tensor.data();
    byte[] target = Tensor.allocate(to, tensor.shape());
    if (from.isFloating()) {
      double[] values = new double[Math.min(STEP, elements)];
      for (int done = 0; done < elements; done += STEP) {
        int count = Math.min(STEP, elements - done);
        readDoubles(source, from, done * from.bytes(), values, count);
        writeDoubles(values, count, to, done * to.bytes(), target);
      }
    } else {
      long[] values = new long[Math.min(STEP, elements)];
      for (int done = 0; done < elements; done += STEP) {
        int count = Math.min(STEP, elements - done);
        readLongs(source, from, done * from.bytes(), values, count);
        writeLongs(values, count, to, done * to.bytes(), target);
      }
    }
    return Tensor.of(to, tensor.shape(), target);
  }

  // A loop in each case: a switch in one loop costs ten times as much.

  /** Reads floats, all of which a double holds exactly. */
  private static void readDoubles(byte[] source, DType from, int at, double[] values, int count) {
    switch (from) {
      case FLOAT16 -> {
        for (int i = 0; i < count; i++) {
          values[i] = Float16.toFloat((short) SHORT.get(source, at + i * Short.BYTES));
        }
      }
      case BFLOAT16 -> {
        for (int i = 0; i < count; i++) {
          values[i] = BFloat16.toFloat((short) SHORT.get(source, at + i * Short.BYTES));
        }
      }
      case FLOAT32 -> {
        for (int i = 0; i < count; i++) {
          values[i] = (float) FLOAT.get(source, at + i * Float.BYTES);
        }
      }
      case FLOAT64 -> {
        for (int i = 0; i < count; i++) {
          values[i] = (double) DOUBLE.get(source, at + i * Double.BYTES);
        }
      }
      case UINT8, INT8, INT16, INT32, INT64 -> throw new IllegalStateException("an int: " + from);
    }
  }

  private static void readLongs(byte[] source, DType from, int at, long[] values, int count) {
    switch (from) {
      case UINT8 -> {
        for (int i = 0; i < count; i++) {
          values[i] = source[at + i] & 0xFF;
        }
      }
      case INT8 -> {
        for (int i = 0; i < count; i++) {
          values[i] = source[at + i];
        }
      }
      case INT16 -> {
        for (int i = 0; i < count; i++) {
          values[i] = (short) SHORT.get(source, at + i * Short.BYTES);
        }
      }
      case INT32 -> {
        for (int i = 0; i < count; i++) {
          values[i] = (int) INT.get(source, at + i * Integer.BYTES);
        }
      }
      case INT64 -> {
        for (int i = 0; i < count; i++) {
          values[i] = (long) LONG.get(source, at + i * Long.BYTES);
        }
      }
      case FLOAT16, BFLOAT16, FLOAT32, FLOAT64 ->
          throw new IllegalStateException("a float: " + from);
    }
  }

  private static void writeDoubles(double[] values, int count, DType to, int at, byte[] target) {
    switch (to) {
      case UINT8 -> {
        for (int i = 0; i < count; i++) {
          target[at + i] = (byte) toInt64(values[i]);
        }
      }
      case INT8 -> {
        for (int i = 0; i < count; i++) {
          target[at + i] = (byte) toInt32(values[i]);
        }
      }
      case INT16 -> {
        for (int i = 0; i < count; i++) {
          SHORT.set(target, at + i * Short.BYTES, (short) toInt32(values[i]));
        }
      }
      case INT32 -> {
        for (int i = 0; i < count; i++) {
          INT.set(target, at + i * Integer.BYTES, toInt32(values[i]));
        }
      }
      case INT64 -> {
        for (int i = 0; i < count; i++) {
          LONG.set(target, at + i * Long.BYTES, toInt64(values[i]));
        }
      }
      case FLOAT16 -> {
        for (int i = 0; i < count; i++) {
          SHORT.set(target, at + i * Short.BYTES, Float16.ofFloat((float) values[i]));
        }
      }
      case BFLOAT16 -> {
        for (int i = 0; i < count; i++) {
          SHORT.set(target, at + i * Short.BYTES, BFloat16.ofFloat((float) values[i]));
        }
      }
      case FLOAT32 -> {
        for (int i = 0; i < count; i++) {
          FLOAT.set(target, at + i * Float.BYTES, (float) values[i]);
        }
      }
      case FLOAT64 -> {
        for (int i = 0; i < count; i++) {
          DOUBLE.set(target, at + i * Double.BYTES, values[i]);
        }
      }
    }
  }

  private static void writeLongs(long[] values, int count, DType to, int at, byte[] target) {
    switch (to) {
      case UINT8, INT8 -> {
        for (int i = 0; i < count; i++) {
          target[at + i] = (byte) values[i];
        }
      }
      case INT16 -> {
        for (int i = 0; i < count; i++) {
          SHORT.set(target, at + i * Short.BYTES, (short) values[i]);
        }
      }
      case INT32 -> {
        for (int i = 0; i < count; i++) {
          INT.set(target, at + i * Integer.BYTES, (int) values[i]);
        }
      }
      case INT64 -> {
        for (int i = 0; i < count; i++) {
          LONG.set(target, at + i * Long.BYTES, values[i]);
        }
      }
      case FLOAT16 -> {
        for (int i = 0; i < count; i++) {
          SHORT.set(target, at + i * Short.BYTES, Float16.ofFloat(values[i]));
        }
      }
      case BFLOAT16 -> {
        for (int i = 0; i < count; i++) {
          SHORT.set(target, at + i * Short.BYTES, BFloat16.ofFloat(values[i]));
        }
      }
      case FLOAT32 -> {
        for (int i = 0; i < count; i++) {
          FLOAT.set(target, at + i * Float.BYTES, (float) values[i]);
        }
      }
      case FLOAT64 -> {
        for (int i = 0; i < count; i++) {
          DOUBLE.set(target, at + i * Double.BYTES, (double) values[i]);
        }
      }
    }
  }

  /** As x86-64's cvttsd2si to 32 bits. */
  private static int toInt32(double value) {
    return value > Integer.MIN_VALUE - 1.0 && value < 0x1p31 ? (int) value : Integer.MIN_VALUE;
  }

  /** As x86-64's cvttsd2si to 64 bits. */
  private static long toInt64(double value) {
    return value >= -0x1p63 && value < 0x1p63 ? (long) value : Long.MIN_VALUE;
  }
}
