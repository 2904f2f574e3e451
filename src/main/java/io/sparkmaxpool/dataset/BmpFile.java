package io.sparkmaxpool.dataset;

/**
 * A Windows or OS/2 bitmap: 1, 4 and 8 bits with a palette (also run-length coded), 16, 24 and 32
 * bits, bottom-up or top-down. The fourth byte or mask of a pixel is ignored.
 *
 * <p>A channel of fewer than 8 bits becomes {@code value * 255 / max}, rounded down, as Pillow has
 * it; an index above the palette is black.
 *
 * @param in the file
 * @param width pixels a row
 * @param height rows
 * @param topDown whether the first row comes first
 * @param bits bits a pixel
 * @param packing how the pixels are stored
 * @param infoSize size of the info header, 12 for OS/2
 * @param offset where the pixels start
 */
record BmpFile(
    EncodedBytes in,
    int width,
    int height,
    boolean topDown,
    int bits,
    Packing packing,
    int infoSize,
    int offset) {

  /** The values of {@code biCompression} that are read. */
  enum Packing {
    PLAIN,
    RUNS_8,
    RUNS_4,
    MASKS
  }

  private static final int FILE_HEADER = 14;
  private static final int CORE_HEADER = 12;
  private static final int INFO_HEADER = 40;
  private static final int MASKS_AT = FILE_HEADER + INFO_HEADER;

  static BmpFile parse(EncodedBytes in) throws MalformedRecordException {
    int offset = in.i32Little(10);
    int infoSize = in.i32Little(FILE_HEADER);
    if (infoSize != CORE_HEADER && (infoSize < INFO_HEADER || infoSize > 124)) {
      throw in.unsupported(
          FILE_HEADER, "an info header of %d bytes: 12 or 40 to 124 are read".formatted(infoSize));
    }
    boolean core = infoSize == CORE_HEADER;
    int width = core ? in.u16Little(18) : in.i32Little(18);
    int height = core ? in.u16Little(20) : in.i32Little(22);
    int bits = in.u16Little(core ? 24 : 28);
    int compression = core ? 0 : in.i32Little(30);
    if (width < 1 || height == 0 || height == Integer.MIN_VALUE) {
      throw in.corrupt(
          18, "width %d, height %d: width must be positive, height not 0".formatted(width, height));
    }
    if (offset < FILE_HEADER + infoSize) {
      throw in.corrupt(10, "the pixels cannot start at byte %d".formatted(offset));
    }
    return new BmpFile(
        in,
        width,
        Math.abs(height),
        height < 0,
        bits,
        packing(in, bits, compression),
        infoSize,
        offset);
  }

  private static Packing packing(EncodedBytes in, int bits, int compression)
      throws MalformedRecordException {
    boolean indexed = bits == 1 || bits == 4 || bits == 8;
    boolean masked = bits == 16 || bits == 32;
    if (compression == 0 && (indexed || masked || bits == 24)) {
      return Packing.PLAIN;
    } else if (compression == 1 && bits == 8) {
      return Packing.RUNS_8;
    } else if (compression == 2 && bits == 4) {
      return Packing.RUNS_4;
    } else if ((compression == 3 || compression == 6) && masked) {
      return Packing.MASKS;
    }
    throw in.unsupported(
        30, "%d bits a pixel with compression %d is not read".formatted(bits, compression));
  }

  /** The pixels, planar RGB. */
  byte[] planarRgb() throws MalformedRecordException {
    return switch (packing) {
      case PLAIN -> {
        requirePixels();
        yield bits <= 8 ? fromIndices(this::plainIndices) : fromChannels();
      }
      case MASKS -> {
        requirePixels();
        yield fromChannels();
      }
      case RUNS_8, RUNS_4 -> {
        in.require(offset, 2);
        BmpRuns.requirePlausible(this);
        byte[] indices = new BmpRuns(this).indices();
        yield fromIndices((row, line) -> System.arraycopy(indices, row * width, line, 0, width));
      }
    };
  }

  /** One stored row of palette indices. */
  private interface IndexRow {
    void read(int storedRow, byte[] line);
  }

  private long stride() {
    return ((long) width * bits + 31) / 32 * 4;
  }

  /** The padding of the last row may be missing, as other readers allow. */
  private void requirePixels() throws MalformedRecordException {
    long needed = stride() * (height - 1L) + ((long) width * bits + 7) / 8;
    if (offset + needed > in.length()) {
      throw in.truncated("%d bytes of pixels are needed at byte %d".formatted(needed, offset));
    }
  }

  private void plainIndices(int storedRow, byte[] line) {
    int start = (int) (offset + storedRow * stride());
    int mask = (1 << bits) - 1;
    for (int x = 0; x < width; x++) {
      long bit = (long) x * bits;
      int shift = 8 - bits - (int) (bit & 7);
      line[x] = (byte) (in.bytes()[start + (int) (bit >> 3)] >> shift & mask);
    }
  }

  private byte[] fromIndices(IndexRow rows) throws MalformedRecordException {
    byte[][] palette = palette();
    int plane = width * height;
    byte[] planes = new byte[3 * plane];
    byte[] line = new byte[width];
    for (int row = 0; row < height; row++) {
      rows.read(row, line);
      int to = outputRow(row) * width;
      for (int x = 0; x < width; x++) {
        int index = line[x] & 0xFF;
        planes[to + x] = palette[0][index];
        planes[to + x + plane] = palette[1][index];
        planes[to + x + 2 * plane] = palette[2][index];
      }
    }
    return planes;
  }

  /** Red, green and blue of 256 entries; the missing ones stay black. */
  private byte[][] palette() throws MalformedRecordException {
    int entry = infoSize == CORE_HEADER ? 3 : 4;
    int start = FILE_HEADER + infoSize;
    int used = infoSize == CORE_HEADER ? 0 : in.i32Little(46);
    int colours = used > 0 ? Math.min(used, 256) : 1 << bits;
    byte[][] palette = new byte[3][256];
    for (int i = 0; i < colours && start + (i + 1) * entry <= offset; i++) {
      for (int channel = 0; channel < 3; channel++) {
        palette[channel][i] = (byte) in.u8(start + i * entry + 2 - channel);
      }
    }
    return palette;
  }

  private byte[] fromChannels() throws MalformedRecordException {
    int[] masks = masks();
    byte[] bytes = in.bytes();
    int size = bits / 8;
    int plane = width * height;
    byte[] planes = new byte[3 * plane];
    boolean wholeBytes = masks[0] == 0xFF0000 && masks[1] == 0xFF00 && masks[2] == 0xFF;
    for (int row = 0; row < height; row++) {
      int from = (int) (offset + row * stride());
      int to = outputRow(row) * width;
      for (int x = 0; x < width; x++, from += size, to++) {
        if (wholeBytes) {
          planes[to] = bytes[from + 2];
          planes[to + plane] = bytes[from + 1];
          planes[to + 2 * plane] = bytes[from];
        } else {
          int pixel = size == 2 ? in.u16Little(from) : in.i32Little(from);
          planes[to] = channel(pixel, masks[0]);
          planes[to + plane] = channel(pixel, masks[1]);
          planes[to + 2 * plane] = channel(pixel, masks[2]);
        }
      }
    }
    return planes;
  }

  private int[] masks() throws MalformedRecordException {
    if (packing != Packing.MASKS) {
      return bits == 16 ? new int[] {0x7C00, 0x3E0, 0x1F} : new int[] {0xFF0000, 0xFF00, 0xFF};
    }
    return new int[] {
      in.i32Little(MASKS_AT), in.i32Little(MASKS_AT + 4), in.i32Little(MASKS_AT + 8)
    };
  }

  private static byte channel(int pixel, int mask) {
    if (mask == 0) {
      return 0;
    }
    int shift = Integer.numberOfTrailingZeros(mask);
    long max = Integer.toUnsignedLong(mask) >>> shift;
    long value = Integer.toUnsignedLong(pixel & mask) >>> shift;
    return (byte) (value * 255 / max);
  }

  int outputRow(int storedRow) {
    return topDown ? storedRow : height - 1 - storedRow;
  }
}
