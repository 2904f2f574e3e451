package io.sparkmaxpool.dataset;

/**
 * Unpacks the strips or tiles of a TIFF into planes of samples, one byte each, and makes RGB of
 * them. Beside the planes it holds one row of a block.
 */
final class TiffPixels {
  /** A row is held at once, beside the pixels: a picture has no longer ones. */
  private static final int LONGEST_ROW = 64 << 20;

  private final TiffFile file;
  private final TiffBlocks blocks;
  private final int width;
  private final int plane;

  /** Bytes of a sample of 8 or 16 bits. */
  private final int sampleSize;

  /** Where the high one of them is. */
  private final int high;

  /** Samples of a pixel that its colour needs; the rest are dropped. */
  private final int kept;

  /** Red, green and blue in the end; until then the first samples of each pixel. */
  private final byte[] planes;

  /** Black of CMYK, or the alpha that colours are divided by. */
  private final byte[] fourth;

  private TiffPixels(TiffFile file) {
    this.file = file;
    this.blocks = file.blocks();
    this.width = file.image().width();
    this.plane = width * file.image().height();
    this.sampleSize = file.bits() == 16 ? 2 : 1;
    this.high = file.bits() == 16 && !file.bigEndian() ? 1 : 0;
    this.kept = file.colour().channels() + (file.premultiplied() ? 1 : 0);
    this.planes = new byte[3 * plane];
    this.fourth = new byte[kept == 4 ? plane : 0];
  }

  /**
   * The pixels, planar RGB.
   *
   * @throws MalformedRecordException TRUNCATED if a block has too few bytes, CORRUPT if one cannot
   *     be unpacked
   */
  static byte[] planarRgb(TiffFile file) throws MalformedRecordException {
    long size = file.rowBytes();
    if (size > LONGEST_ROW) {
      throw new MalformedRecordException(
          BadRecord.Fault.TOO_LARGE,
          "TIFF, byte 0: a row of %d bytes: at most %d are read".formatted(size, LONGEST_ROW));
    }
    TiffPixels pixels = new TiffPixels(file);
    pixels.unpack(new byte[(int) size]);
    switch (file.colour()) {
      case WHITE_IS_ZERO, BLACK_IS_ZERO -> pixels.fromGrey();
      case PALETTE -> pixels.fromIndices(file.palette());
      case RGB -> pixels.fromPremultiplied();
      case CMYK -> pixels.fromInks();
    }
    return pixels.planes;
  }

  private void unpack(byte[] row) throws MalformedRecordException {
    try (TiffUnpacker unpacker = TiffUnpacker.of(file)) {
      long perPlane = (long) blocks.across() * blocks.down();
      long needed = file.planar() ? perPlane * kept : perPlane;
      for (long block = 0; block < needed; block++) {
        int start = (int) blocks.start(block);
        unpacker.start(start, (int) blocks.length(block));
        int x = (int) (block % blocks.across()) * blocks.width();
        int y = file.firstRow(block);
        for (int i = 0; i < file.rows(block); i++) {
          int found = unpacker.read(row, row.length);
          if (found < row.length) {
            throw new MalformedRecordException(
                BadRecord.Fault.TRUNCATED,
                "TIFF, byte %d: %s %d has %d of %d bytes of its row %d of %d"
                    .formatted(
                        start, blocks.kind(), block, found, row.length, i, file.rows(block)));
          }
          if (file.differences()) {
            addUp(row);
          }
          int to = (y + i) * width + x;
          int count = Math.min(blocks.width(), width - x);
          if (file.planar()) {
            keep(row, 0, 1, (int) (block / perPlane), to, count);
          } else {
            for (int sample = 0; sample < kept; sample++) {
              keep(row, sample, file.samples(), sample, to, count);
            }
          }
        }
      }
    }
  }

  /** Undoes the differences from the pixel to the left (TIFF 6.0, section 14). */
  private void addUp(byte[] row) {
    int step = (file.planar() ? 1 : file.samples()) * sampleSize;
    if (sampleSize == 1) {
      for (int i = step; i < row.length; i++) {
        row[i] += row[i - step];
      }
      return;
    }
    for (int i = step; i < row.length; i += 2) {
      int low = (row[i + 1 - high] & 0xFF) + (row[i + 1 - high - step] & 0xFF);
      row[i + 1 - high] = (byte) low;
      row[i + high] += (byte) (row[i + high - step] + (low >> 8));
    }
  }

  /** Takes one sample of each pixel of a row, {@code each} samples apart, into its plane. */
  private void keep(byte[] row, int sample, int each, int channel, int to, int count) {
    byte[] target = channel == 3 ? fourth : planes;
    int out = to + (channel == 3 ? 0 : channel * plane);
    if (file.bits() < 8) {
      spread(row, target, out, count);
      return;
    }
    int step = each * sampleSize;
    for (int i = 0, from = sample * sampleSize + high; i < count; i++, from += step) {
      target[out + i] = row[from];
    }
  }

  /** Samples of 1, 2 or 4 bits: grey is scaled, indices are not. */
  private void spread(byte[] row, byte[] target, int out, int count) {
    int bits = file.bits();
    int mask = (1 << bits) - 1;
    int scale = file.colour() == TiffFile.Colour.PALETTE ? 1 : 255 / mask;
    int perByte = 8 / bits;
    for (int i = 0; i < count; i++) {
      int shift = 8 - bits * (1 + i % perByte);
      target[out + i] = (byte) ((row[i / perByte] >> shift & mask) * scale);
    }
  }

  private void fromGrey() {
    if (file.colour() == TiffFile.Colour.WHITE_IS_ZERO) {
      for (int i = 0; i < plane; i++) {
        planes[i] = (byte) ~planes[i];
      }
    }
    System.arraycopy(planes, 0, planes, plane, plane);
    System.arraycopy(planes, 0, planes, 2 * plane, plane);
  }

  private void fromIndices(byte[][] palette) {
    for (int i = 0; i < plane; i++) {
      int index = planes[i] & 0xFF;
      planes[i] = palette[0][index];
      planes[i + plane] = palette[1][index];
      planes[i + 2 * plane] = palette[2][index];
    }
  }

  /** Colours that were multiplied by their alpha are divided again, as Pillow rounds it: down. */
  private void fromPremultiplied() {
    for (int i = 0; i < fourth.length; i++) {
      int alpha = fourth[i] & 0xFF;
      for (int channel = 0; channel < 3; channel++) {
        int at = channel * plane + i;
        planes[at] = alpha == 0 ? 0 : (byte) Math.min(255, (planes[at] & 0xFF) * 255 / alpha);
      }
    }
  }

  private void fromInks() {
    for (int i = 0; i < plane; i++) {
      int light = 255 - (fourth[i] & 0xFF);
      for (int channel = 0; channel < 3; channel++) {
        int at = channel * plane + i;
        planes[at] = JpegPlanes.left(255 - (planes[at] & 0xFF), light);
      }
    }
  }
}
