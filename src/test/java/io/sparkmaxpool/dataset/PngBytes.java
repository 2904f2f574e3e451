package io.sparkmaxpool.dataset;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/** PNG files that no encoder would write. */
final class PngBytes {
  private PngBytes() {}

  /** A signature and an IHDR for 8-bit RGB, and nothing after them. */
  static byte[] header(int width, int height) {
    byte[] fields =
        ByteBuffer.allocate(13)
            .putInt(width)
            .putInt(height)
            .put(new byte[] {8, 2, 0, 0, 0})
            .array();
    byte[] chunk = chunk("IHDR", fields);
    return ByteBuffer.allocate(8 + chunk.length)
        .put(PngFile.SIGNATURE.getBytes(StandardCharsets.ISO_8859_1))
        .put(chunk)
        .array();
  }

  static byte[] chunk(String kind, byte[] body) {
    byte[] name = kind.getBytes(StandardCharsets.US_ASCII);
    CRC32 crc = new CRC32();
    crc.update(name);
    crc.update(body);
    return ByteBuffer.allocate(12 + body.length)
        .putInt(body.length)
        .put(name)
        .put(body)
        .putInt((int) crc.getValue())
        .array();
  }
}
