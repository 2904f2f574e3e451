package io.sparkmaxpool.parquet;

import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Float16;
import io.sparkmaxpool.tensor.ToTensor;

/** How stored elements become the elements of a page; both little-endian. */
enum Conversion {
  COPY,
  /** uint8 to float32: {@code (float) v / 255f}, as torchvision's {@code ToTensor}. */
  UINT8_TO_FLOAT32,
  INT16_TO_INT32,
  FLOAT16_TO_FLOAT32,
  BFLOAT16_TO_FLOAT32;

  private static final int[] UNIT_INTERVAL = unitInterval();

  /** The conversion to a Parquet list, whose smallest elements are four bytes wide. */
  static Conversion toList(DType written) {
    return switch (written) {
      case INT16 -> INT16_TO_INT32;
      case FLOAT16 -> FLOAT16_TO_FLOAT32;
      case BFLOAT16 -> BFLOAT16_TO_FLOAT32;
      case INT32, INT64, FLOAT32, FLOAT64 -> COPY;
      case UINT8, INT8 ->
          throw new IllegalArgumentException(written + " lists are dictionary encoded");
    };
  }

  /** The conversion to bytes of the written type. */
  static Conversion toBytes(DType stored, DType written) {
    return stored == written ? COPY : UINT8_TO_FLOAT32;
  }

  /** Bytes that {@code storedBytes} bytes become. */
  long convertedBytes(long storedBytes) {
    return switch (this) {
      case COPY -> storedBytes;
      case UINT8_TO_FLOAT32 -> storedBytes * 4;
      case INT16_TO_INT32, FLOAT16_TO_FLOAT32, BFLOAT16_TO_FLOAT32 -> storedBytes * 2;
    };
  }

  void append(Slice stored, GrowingBytes page) {
    byte[] from = stored.array();
    int at = stored.offset();
    int length = stored.length();
    int start = page.reserve((int) convertedBytes(length));
    byte[] to = page.array();
    switch (this) {
      case COPY -> System.arraycopy(from, at, to, start, length);
      case UINT8_TO_FLOAT32 -> {
        for (int i = 0; i < length; i++) {
          GrowingBytes.INTS.set(to, start + 4 * i, UNIT_INTERVAL[from[at + i] & 0xff]);
        }
      }
      case INT16_TO_INT32 -> {
        for (int i = 0; i < length; i += 2) {
          int value = (short) GrowingBytes.SHORTS.get(from, at + i);
          GrowingBytes.INTS.set(to, start + 2 * i, value);
        }
      }
      case FLOAT16_TO_FLOAT32 -> {
        for (int i = 0; i < length; i += 2) {
          short bits = (short) GrowingBytes.SHORTS.get(from, at + i);
          GrowingBytes.INTS.set(to, start + 2 * i, Float16.toFloatBits(bits));
        }
      }
      case BFLOAT16_TO_FLOAT32 -> {
        for (int i = 0; i < length; i += 2) {
          int bits = (short) GrowingBytes.SHORTS.get(from, at + i) & 0xffff;
          GrowingBytes.INTS.set(to, start + 2 * i, bits << 16);
        }
      }
    }
  }

  /** The bits of the float32 in 0..1 that stands for each uint8. */
  static int[] unitInterval() {
    int[] bits = new int[256];
    for (int value = 0; value < bits.length; value++) {
      bits[value] = Float.floatToRawIntBits(ToTensor.of((byte) value));
    }
    return bits;
  }
}
