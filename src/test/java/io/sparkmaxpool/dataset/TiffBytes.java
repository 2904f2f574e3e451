package io.sparkmaxpool.dataset;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.TreeMap;

/**
 * TIFF files that no encoder would write: the header, the blocks one after the other, and behind
 * them the directory, in little-endian order.
 */
final class TiffBytes {
  /** Where the first block stands. */
  static final int FIRST_BLOCK = 8;

  private static final int SHORT = 3;
  private static final int LONG = 4;

  /** An entry whose values may be others than those that its count and type tell of. */
  private record Entry(int type, long count, long[] values) {}

  private final TreeMap<Integer, Entry> entries = new TreeMap<>();
  private byte[][] blocks = {};
  private int next;

  /** Grey of 8 bits in one strip, not compressed. */
  static TiffBytes grey(int width, int height) {
    return new TiffBytes()
        .tag(TiffTag.IMAGE_WIDTH, width)
        .tag(TiffTag.IMAGE_LENGTH, height)
        .tag(TiffTag.BITS_PER_SAMPLE, 8)
        .tag(TiffTag.PHOTOMETRIC_INTERPRETATION, 1);
  }

  /** RGB of 8 bits in one strip. */
  static TiffBytes rgb(int width, int height) {
    return grey(width, height)
        .tag(TiffTag.PHOTOMETRIC_INTERPRETATION, 2)
        .tag(TiffTag.SAMPLES_PER_PIXEL, 3);
  }

  TiffBytes tag(TiffTag tag, long... values) {
    return claim(tag, LONG, values.length, values);
  }

  TiffBytes shorts(TiffTag tag, long... values) {
    return claim(tag, SHORT, values.length, values);
  }

  /** An entry of this type and count, whatever the values are. */
  TiffBytes claim(TiffTag tag, int type, long count, long... values) {
    entries.put(tag.number(), new Entry(type, count, values));
    return this;
  }

  TiffBytes without(TiffTag tag) {
    entries.remove(tag.number());
    return this;
  }

  /** The strips, with their offsets and lengths. */
  TiffBytes strips(byte[]... strips) {
    return blocks(TiffTag.STRIP_OFFSETS, TiffTag.STRIP_BYTE_COUNTS, strips);
  }

  /** The tiles, with their offsets and lengths. */
  TiffBytes tiles(int width, int height, byte[]... tiles) {
    return blocks(TiffTag.TILE_OFFSETS, TiffTag.TILE_BYTE_COUNTS, tiles)
        .tag(TiffTag.TILE_WIDTH, width)
        .tag(TiffTag.TILE_LENGTH, height);
  }

  private TiffBytes blocks(TiffTag offsetTag, TiffTag countTag, byte[]... bytes) {
    long[] offsets = new long[bytes.length];
    long[] counts = new long[bytes.length];
    long at = FIRST_BLOCK;
    for (int i = 0; i < bytes.length; i++) {
      offsets[i] = at;
      counts[i] = bytes[i].length;
      at += bytes[i].length;
    }
    blocks = bytes;
    return tag(offsetTag, offsets).tag(countTag, counts);
  }

  /** The offset of the next directory. */
  TiffBytes next(int offset) {
    next = offset;
    return this;
  }

  /** Where the directory stands. */
  int directory() {
    return FIRST_BLOCK + Mutation.joined(blocks).length;
  }

  /** Where the entry of a tag stands. */
  int at(TiffTag tag) {
    return directory() + 2 + 12 * entries.headMap(tag.number()).size();
  }

  /** At least {@code count} times one byte by LZW, with the fewest codes that can be. */
  static byte[] longestStrings(byte value, int count) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int code = value & 0xFF;
    int next = 258;
    int width = 9;
    long bits = 256;
    int bitCount = 9;
    for (int made = 0; made < count; ) {
      bits = bits << width | code;
      bitCount += width;
      for (; bitCount >= 8; bitCount -= 8) {
        out.write((int) (bits >> bitCount - 8));
      }
      boolean isFirst = made == 0;
      made += isFirst ? 1 : code - 256;
      // The second code is the first that makes a string.
      if (!isFirst && next < 4096) {
        next++;
        width += next == (1 << width) - 1 && width < 12 ? 1 : 0;
      }
      code = Math.min(next, 4095);
    }
    out.write((int) (bits << 8 - bitCount));
    return out.toByteArray();
  }

  /** Header, blocks, directory, and the values that an entry does not hold. */
  byte[] file() {
    int valuesAt = directory() + 2 + 12 * entries.size() + 4;
    int more = entries.values().stream().mapToInt(e -> e.values().length * 4).sum();
    ByteBuffer file = ByteBuffer.allocate(valuesAt + more).order(ByteOrder.LITTLE_ENDIAN);
    file.put((byte) 'I').put((byte) 'I').putShort((short) 42).putInt(directory());
    file.put(Mutation.joined(blocks)).putShort((short) entries.size());
    ByteBuffer values = file.duplicate().order(ByteOrder.LITTLE_ENDIAN).position(valuesAt);
    entries.forEach(
        (tag, entry) -> {
          file.putShort(tag.shortValue())
              .putShort((short) entry.type())
              .putInt((int) entry.count());
          int size = entry.type() == SHORT ? 2 : 4;
          boolean inside = entry.values().length * size <= 4;
          int end = file.position() + 4;
          if (!inside) {
            file.putInt(values.position());
          }
          for (long value : entry.values()) {
            ByteBuffer to = inside ? file : values;
            if (size == 2) {
              to.putShort((short) value);
            } else {
              to.putInt((int) value);
            }
          }
          file.position(end);
        });
    file.putInt(next);
    return Arrays.copyOf(file.array(), values.position());
  }
}
