package io.sparkmaxpool.dataset;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** PNG files that no encoder would write. */
final class PngBytes {
  private PngBytes() {}

  /** A signature and an IHDR for 8-bit RGB, and nothing after them. */
  static byte[] header(int width, int height) {
    return file(header(width, height, 8, 2));
  }

  static byte[] header(int width, int height, int depth, int colour) {
    byte[] rest = {(byte) depth, (byte) colour, 0, 0, 0};
    return chunk("IHDR", ByteBuffer.allocate(13).putInt(width).putInt(height).put(rest).array());
  }

  static byte[] file(byte[]... chunks) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(PngFile.SIGNATURE.getBytes(StandardCharsets.ISO_8859_1));
    for (byte[] chunk : chunks) {
      out.writeBytes(chunk);
    }
    return out.toByteArray();
  }

  static byte[] data(byte... rows) {
    return chunk("IDAT", deflated(rows));
  }

  static byte[] end() {
    return chunk("IEND", new byte[0]);
  }

  static byte[] deflated(byte... rows) {
    Deflater deflater = new Deflater();
    deflater.setInput(rows);
    deflater.finish();
    byte[] out = new byte[rows.length + 64];
    int size = deflater.deflate(out);
    deflater.end();
    return Arrays.copyOf(out, size);
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
