package io.sparkmaxpool.preview;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Writes PNG files of 8 bits a sample, as small as filters and zlib make them (PNG specification,
 * third edition). The JDK's own writer takes longer to load than hundreds of small pictures take to
 * encode, and makes other bytes in other versions.
 */
final class Png {
  /** What a pixel is. */
  enum Colour {
    GREY(0, 1),
    RGB(2, 3);

    private final int type;
    private final int samples;

    Colour(int type, int samples) {
      this.type = type;
      this.samples = samples;
    }
  }

  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
  private static final int DEPTH = 8;
  private static final int FILTERS = 5;

  private Png() {}

  /** A PNG file as small as can be. */
  static byte[] of(int width, int height, Colour colour, byte[] samples) {
    return of(width, height, colour, samples, Deflater.BEST_COMPRESSION);
  }

  /**
   * A PNG file.
   *
   * @param width in pixels, at least 1
   * @param height in pixels, at least 1
   * @param samples of all pixels, row-major, a pixel's together
   * @param level zlib's, of compression
   */
  static byte[] of(int width, int height, Colour colour, byte[] samples, int level) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes(SIGNATURE);
    byte[] header =
        ByteBuffer.allocate(13)
            .putInt(width)
            .putInt(height)
            .put((byte) DEPTH)
            .put((byte) colour.type)
            .array();
    chunk(file, "IHDR", header, header.length);
    byte[] rows = filtered(width * colour.samples, height, colour.samples, samples);
    byte[] packed = new byte[rows.length + rows.length / 100 + 64];
    Deflater deflater = new Deflater(level);
    deflater.setInput(rows);
    deflater.finish();
    int length = deflater.deflate(packed);
    deflater.end();
    chunk(file, "IDAT", packed, length);
    chunk(file, "IEND", packed, 0);
    return file.toByteArray();
  }

  private static void chunk(ByteArrayOutputStream file, String name, byte[] body, int length) {
    byte[] kind = name.getBytes(StandardCharsets.US_ASCII);
    CRC32 crc = new CRC32();
    crc.update(kind);
    crc.update(body, 0, length);
    file.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(length).array());
    file.writeBytes(kind);
    file.write(body, 0, length);
    file.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt((int) crc.getValue()).array());
  }

  /** Each row with the filter whose result is nearest to zero, the specification's heuristic. */
  private static byte[] filtered(int stride, int height, int step, byte[] samples) {
    byte[] rows = new byte[height * (stride + 1)];
    byte[] candidate = new byte[stride];
    for (int y = 0; y < height; y++) {
      int at = y * (stride + 1);
      long least = Long.MAX_VALUE;
      for (int filter = 0; filter < FILTERS; filter++) {
        long distance = filter(filter, samples, y * stride, stride, step, y > 0, candidate);
        if (distance < least) {
          least = distance;
          rows[at] = (byte) filter;
          System.arraycopy(candidate, 0, rows, at + 1, stride);
        }
      }
    }
    return rows;
  }

  /** Filters a row; returns the sum of its bytes' distances from zero. */
  private static long filter(
      int filter, byte[] samples, int row, int stride, int step, boolean hasAbove, byte[] target) {
    long distance = 0;
    for (int i = 0; i < stride; i++) {
      int left = i < step ? 0 : samples[row + i - step] & 0xFF;
      int above = hasAbove ? samples[row + i - stride] & 0xFF : 0;
      int corner = hasAbove && i >= step ? samples[row + i - stride - step] & 0xFF : 0;
      int guess =
          switch (filter) {
            case 0 -> 0;
            case 1 -> left;
            case 2 -> above;
            case 3 -> (left + above) / 2;
            default -> paeth(left, above, corner);
          };
      target[i] = (byte) (samples[row + i] - guess);
      distance += Math.abs(target[i]);
    }
    return distance;
  }

  private static int paeth(int left, int above, int corner) {
    int toLeft = Math.abs(above - corner);
    int toAbove = Math.abs(left - corner);
    int toCorner = Math.abs(left + above - 2 * corner);
    if (toLeft <= toAbove && toLeft <= toCorner) {
      return left;
    }
    return toAbove <= toCorner ? above : corner;
  }
}
