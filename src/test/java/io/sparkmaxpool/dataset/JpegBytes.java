package io.sparkmaxpool.dataset;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** Progressive JPEG files that no encoder would write: one grey component, all of it one colour. */
final class JpegBytes {
  /** Blocks that the longest run of empty ones stands for. */
  private static final int LONGEST_RUN = 32767;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final int blocks;
  private final byte[] run;

  /** A file of these extents, without a scan. */
  JpegBytes(int width, int height) {
    this.blocks = (width + 7) / 8 * ((height + 7) / 8);
    this.run = run();
    bytes(0xFF, 0xD8);
    byte[] table = new byte[65];
    Arrays.fill(table, (byte) 1);
    table[0] = 0;
    segment(0xDB, table);
    segment(
        0xC2,
        new byte[] {
          8, (byte) (height >> 8), (byte) height, (byte) (width >> 8), (byte) width, 1, 1, 0x11, 0
        });
    // The one code of each table is the bit 0: no difference, and a run of empty blocks.
    huffman(0x00, 0x00);
    huffman(0x10, 0xE0);
  }

  private void huffman(int number, int symbol) {
    byte[] table = new byte[18];
    table[0] = (byte) number;
    table[1] = 1;
    table[17] = (byte) symbol;
    segment(0xC4, table);
  }

  /** Adds the scan without which there is no picture: a bit for each block. */
  JpegBytes withFirstScan() {
    scan(0, 0, 0x00);
    out.writeBytes(new byte[(blocks + 7) / 8]);
    return this;
  }

  /** Adds scans that look at every coefficient of every block and change none. */
  JpegBytes withRefinements(int count) {
    for (int i = 0; i < count; i++) {
      scan(1, 63, 0x10);
      out.writeBytes(run);
    }
    return this;
  }

  /** Bits of as many longest runs as there are blocks for: 0, and fourteen ones for its length. */
  private byte[] run() {
    StringBuilder bits = new StringBuilder();
    for (int i = 0; i < (blocks + LONGEST_RUN - 1) / LONGEST_RUN; i++) {
      bits.append("011111111111111");
    }
    ByteArrayOutputStream stuffed = new ByteArrayOutputStream();
    for (int i = 0; i < bits.length(); i += 8) {
      String eight =
          (bits.substring(i, Math.min(bits.length(), i + 8)) + "1111111").substring(0, 8);
      int value = Integer.parseInt(eight, 2);
      stuffed.write(value);
      if (value == 0xFF) {
        stuffed.write(0);
      }
    }
    return stuffed.toByteArray();
  }

  private void scan(int from, int to, int approximation) {
    segment(0xDA, new byte[] {1, 1, 0, (byte) from, (byte) to, (byte) approximation});
  }

  private void segment(int marker, byte[] body) {
    bytes(0xFF, marker, (body.length + 2) >> 8, body.length + 2);
    out.writeBytes(body);
  }

  private void bytes(int... values) {
    for (int value : values) {
      out.write(value);
    }
  }

  byte[] end() {
    bytes(0xFF, 0xD9);
    return out.toByteArray();
  }
}
