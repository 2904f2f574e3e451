package io.sparkmaxpool.dataset;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** What can happen to a file of any format, by accident or on purpose. */
enum Mutation {
  /** It ends early. */
  CUT,
  /** Nothing is left of it. */
  EMPTY,
  /** Some bits are others, anywhere. */
  FLIPS,
  /** Some bits of its beginning are others. */
  HEADER_FLIPS,
  /** A stretch has one value, as a lost sector has. */
  RUN,
  /** It begins as another format does, or as none. */
  MAGIC,
  /** A number in its beginning is absurd. */
  FIELD,
  /** It goes on as another file does. */
  SPLICE,
  /** Bytes are too many. */
  INSERT,
  /** Bytes are missing in its midst. */
  REMOVE,
  /** A part of it comes twice, or hundreds of times. */
  REPEAT,
  /** Its header lies, consistently; how is the format's own matter. */
  LIE;

  private static final List<String> MAGICS =
      List.of(
          "\u00FF\u00D8\u00FF",
          PngFile.SIGNATURE,
          "GIF87a",
          "GIF89a",
          "BM",
          "RIFF\u0000\u0000\u0000\u0000WEBP",
          "\u0093NUMPY\u0001\u0000",
          "PK\u0003\u0004",
          "\u0000\u0000\u0000\u0000\u0000\u0000",
          "II*\u0000");

  private static final long[] ABSURD = {
    0,
    1,
    -1,
    2,
    0x7F,
    0x80,
    0xFF,
    0x7FFF,
    0x8000,
    0xFFFF,
    0x10000,
    0xFFFFFF,
    0x7FFFFFFFL,
    0x80000000L,
    0xFFFFFFFFL,
    Long.MAX_VALUE,
    Long.MIN_VALUE
  };

  /** How a format lies: a mutant of a file that breaks none of its checksums. */
  interface Lie {
    byte[] of(byte[] file, Random random);
  }

  /**
   * A mutant of a file.
   *
   * @param other a file of the same format
   */
  byte[] of(byte[] file, byte[] other, Lie lie, Random random) {
    int length = file.length;
    byte[] bytes = file.clone();
    return switch (this) {
      case CUT -> Arrays.copyOf(bytes, random.nextInt(length));
      case EMPTY -> new byte[0];
      case FLIPS -> flipped(bytes, length, random);
      case HEADER_FLIPS -> flipped(bytes, Math.min(length, 16 << random.nextInt(5)), random);
      case RUN -> {
        int from = random.nextInt(length);
        int to = Math.min(length, from + 1 + random.nextInt(64));
        Arrays.fill(bytes, from, to, (byte) new int[] {0, 0xFF, 0x80, 1}[random.nextInt(4)]);
        yield bytes;
      }
      case MAGIC -> {
        byte[] magic =
            MAGICS.get(random.nextInt(MAGICS.size())).getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(magic, 0, bytes, 0, Math.min(length, magic.length));
        yield bytes;
      }
      case FIELD -> {
        int size = 1 << random.nextInt(4);
        int at = random.nextInt(Math.max(1, Math.min(length - size, 256)));
        yield with(bytes, at, size, absurd(random), random.nextBoolean());
      }
      case SPLICE -> {
        int cut = random.nextInt(length);
        int from =
            Math.min(other.length, random.nextBoolean() ? cut : random.nextInt(other.length));
        yield joined(Arrays.copyOf(bytes, cut), Arrays.copyOfRange(other, from, other.length));
      }
      case INSERT -> {
        byte[] more = new byte[1 + random.nextInt(32)];
        random.nextBytes(more);
        yield inserted(bytes, random.nextInt(length + 1), more);
      }
      case REMOVE -> {
        int from = random.nextInt(length);
        int to = Math.min(length, from + 1 + random.nextInt(32));
        yield joined(Arrays.copyOf(bytes, from), Arrays.copyOfRange(bytes, to, length));
      }
      case REPEAT -> {
        int from = random.nextInt(length);
        int to = Math.min(length, from + 1 + random.nextInt(300));
        ByteArrayOutputStream times = new ByteArrayOutputStream();
        for (int i = random.nextInt(4) == 0 ? 300 : 1 + random.nextInt(4); i > 0; i--) {
          times.write(bytes, from, to - from);
        }
        yield inserted(bytes, to, times.toByteArray());
      }
      case LIE -> lie.of(bytes, random);
    };
  }

  private static byte[] flipped(byte[] bytes, int reach, Random random) {
    for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
      bytes[random.nextInt(reach)] ^= (byte) (1 << random.nextInt(8));
    }
    return bytes;
  }

  static long absurd(Random random) {
    return random.nextInt(3) == 0 ? random.nextInt(300) : ABSURD[random.nextInt(ABSURD.length)];
  }

  /** The bytes with the low {@code size} bytes of a number at {@code at}, as far as they reach. */
  static byte[] with(byte[] bytes, int at, int size, long value, boolean bigEndian) {
    byte[] number =
        ByteBuffer.allocate(Long.BYTES)
            .order(bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN)
            .putLong(value)
            .array();
    int from = bigEndian ? Long.BYTES - size : 0;
    for (int i = 0; i < size && at + i < bytes.length; i++) {
      bytes[at + i] = number[from + i];
    }
    return bytes;
  }

  static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  static byte[] inserted(byte[] bytes, int at, byte[] more) {
    return joined(Arrays.copyOf(bytes, at), more, Arrays.copyOfRange(bytes, at, bytes.length));
  }
}
