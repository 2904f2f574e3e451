package io.sparkmaxpool.dataset;

import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Inflates, unfilters and unpacks the pixels of a PNG into planes (PNG specification, third
 * edition, 7 to 10). 16-bit samples keep their high byte, alpha is dropped, an index above the
 * palette is black.
 */
final class PngPixels {
  /** Deflate cannot make more of a byte than this. */
  private static final int LARGEST_RATIO = 1032;

  /** Two rows are held at once, beside the pixels: a picture has no longer ones. */
  private static final int LONGEST_ROW = 64 << 20;

  private static final int[] PASS_X = {0, 4, 0, 2, 0, 1, 0};
  private static final int[] PASS_Y = {0, 0, 4, 0, 2, 0, 1};
  private static final int[] PASS_DX = {8, 8, 4, 4, 2, 2, 1};
  private static final int[] PASS_DY = {8, 8, 8, 4, 4, 2, 2};

  private final PngFile file;
  private final PngFile.Header header;
  private final Inflater inflater = new Inflater();
  private final byte[][] palette = new byte[3][256];
  private final int plane;
  private byte[] planes;
  private int nextRange;

  private PngPixels(PngFile file) {
    this.file = file;
    this.header = file.header();
    this.plane = header.width() * header.height();
    for (int i = 0; i < file.palette().length; i++) {
      palette[i % 3][i / 3] = file.palette()[i];
    }
  }

  /**
   * The pixels, planar RGB.
   *
   * @throws MalformedRecordException TRUNCATED if the data end early, CORRUPT if they cannot be
   *     inflated or name an unknown filter
   */
  static byte[] planarRgb(PngFile file) throws MalformedRecordException {
    PngPixels pixels = new PngPixels(file);
    try {
      return pixels.read();
    } finally {
      pixels.inflater.end();
    }
  }

  private byte[] read() throws MalformedRecordException {
    long packed = 0;
    for (PngFile.Range range : file.data()) {
      packed += range.length();
    }
    long needed = rowBytes(header.width()) * header.height();
    if (packed * LARGEST_RATIO < needed) {
      throw file.in()
          .truncated("%d bytes in IDAT cannot hold %d of pixels".formatted(packed, needed));
    }
    if (rowBytes(header.width()) > LONGEST_ROW) {
      throw new MalformedRecordException(
          BadRecord.Fault.TOO_LARGE,
          "PNG, byte 16: a row of %d bytes: at most %d are read"
              .formatted(rowBytes(header.width()), LONGEST_ROW));
    }
    planes = new byte[3 * plane];
    if (header.interlaced()) {
      for (int pass = 0; pass < PASS_X.length; pass++) {
        readPass(PASS_X[pass], PASS_Y[pass], PASS_DX[pass], PASS_DY[pass]);
      }
    } else {
      readPass(0, 0, 1, 1);
    }
    return planes;
  }

  private long rowBytes(int pixels) {
    return ((long) pixels * header.depth() * header.colour().channels() + 7) / 8;
  }

  private void readPass(int x0, int y0, int dx, int dy) throws MalformedRecordException {
    int width = (int) (((long) header.width() - x0 + dx - 1) / dx);
    if (width <= 0) {
      return;
    }
    int size = (int) rowBytes(width);
    int step = Math.max(1, header.depth() * header.colour().channels() / 8);
    // A row has its filter in front; zeros stand above the first.
    byte[] row = new byte[size + 1];
    byte[] above = new byte[size + 1];
    byte[] samples =
        header.depth() == 8 ? null : new byte[Math.multiplyExact(width, channelsKept())];
    for (int y = y0; y < header.height(); y += dy) {
      inflate(row, y);
      PngFilters.undo(row, above, step, file);
      int to = y * header.width() + x0;
      if (samples == null) {
        scatter(row, 1, header.colour().channels(), width, to, dx);
      } else {
        unpack(row, samples, width);
        scatter(samples, 0, channelsKept(), width, to, dx);
      }
      byte[] swap = above;
      above = row;
      row = swap;
    }
  }

  private int channelsKept() {
    return switch (header.colour()) {
      case GREY, GREY_ALPHA, PALETTE -> 1;
      case RGB, RGB_ALPHA -> 3;
    };
  }

  private void inflate(byte[] row, int y) throws MalformedRecordException {
    int filled = 0;
    try {
      while (filled < row.length) {
        int count = inflater.inflate(row, filled, row.length - filled);
        filled += count;
        if (count == 0) {
          if (inflater.needsDictionary()) {
            throw file.in().corrupt(file.data().get(0).start(), "IDAT wants a dictionary");
          }
          if (inflater.finished() || nextRange == file.data().size()) {
            throw file.in()
                .truncated("its data hold no whole row %d of %d".formatted(y, header.height()));
          }
          PngFile.Range range = file.data().get(nextRange++);
          inflater.setInput(file.in().bytes(), range.start(), range.length());
        }
      }
    } catch (DataFormatException e) {
      int start = file.data().get(Math.max(0, nextRange - 1)).start();
      throw file.in().corrupt(start, "IDAT cannot be inflated: " + e.getMessage());
    }
  }

  /** Samples of 1, 2, 4 or 16 bits to bytes: grey is scaled, indices are not. */
  private void unpack(byte[] row, byte[] samples, int width) {
    int depth = header.depth();
    int kept = channelsKept();
    if (depth == 16) {
      int channels = header.colour().channels();
      for (int x = 0, to = 0; x < width; x++) {
        for (int c = 0; c < kept; c++) {
          samples[to++] = row[1 + (x * channels + c) * 2];
        }
      }
      return;
    }
    int mask = (1 << depth) - 1;
    int scale = header.colour() == PngFile.Colour.GREY ? 255 / mask : 1;
    int perByte = 8 / depth;
    for (int x = 0; x < width; x++) {
      int shift = 8 - depth * (1 + x % perByte);
      samples[x] = (byte) ((row[1 + x / perByte] >> shift & mask) * scale);
    }
  }

  private void scatter(byte[] from, int start, int channels, int width, int to, int dx) {
    switch (header.colour()) {
      case GREY, GREY_ALPHA -> {
        for (int x = 0, i = start, o = to; x < width; x++, i += channels, o += dx) {
          planes[o] = planes[o + plane] = planes[o + 2 * plane] = from[i];
        }
      }
      case PALETTE -> {
        for (int x = 0, i = start, o = to; x < width; x++, i++, o += dx) {
          int index = from[i] & 0xFF;
          planes[o] = palette[0][index];
          planes[o + plane] = palette[1][index];
          planes[o + 2 * plane] = palette[2][index];
        }
      }
      case RGB, RGB_ALPHA -> {
        for (int x = 0, i = start, o = to; x < width; x++, i += channels, o += dx) {
          planes[o] = from[i];
          planes[o + plane] = from[i + 1];
          planes[o + 2 * plane] = from[i + 2];
        }
      }
    }
  }
}
