package io.sparkmaxpool.dataset;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Tar archives, right ones and others, header by header. */
final class TarBytes {
  static final int BLOCK = 512;
  static final int SIZE_AT = 124;
  private static final int CHECKSUM_AT = 148;
  private static final int TYPE_AT = 156;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /** The next byte's place. */
  int at() {
    return bytes.size();
  }

  /** A file with its header, filled up with zeros. */
  TarBytes file(String name, byte[] content) {
    return member(name, '0', content.length, content);
  }

  TarBytes file(String name, String content) {
    return file(name, content.getBytes(StandardCharsets.UTF_8));
  }

  /** A member whose header claims a length of its own. */
  TarBytes member(String name, char type, long length, byte[] content) {
    bytes.writeBytes(header(name, type, length));
    bytes.writeBytes(Arrays.copyOf(content, (content.length + BLOCK - 1) / BLOCK * BLOCK));
    return this;
  }

  /** Bytes as they are. */
  TarBytes raw(byte[] content) {
    bytes.writeBytes(content);
    return this;
  }

  /** A PAX header of these words for the member behind it. */
  TarBytes pax(String... words) {
    StringBuilder text = new StringBuilder();
    for (String word : words) {
      int rest = word.getBytes(StandardCharsets.UTF_8).length + 2;
      int length = rest + Integer.toString(rest).length();
      length = rest + Integer.toString(length).length();
      text.append(length).append(' ').append(word).append('\n');
    }
    byte[] content = text.toString().getBytes(StandardCharsets.UTF_8);
    return member("PaxHeaders/x", 'x', content.length, content);
  }

  /** What is written so far. */
  byte[] toBytes() {
    return bytes.toByteArray();
  }

  /** With the two blocks of zeros that end an archive. */
  byte[] end() {
    return raw(new byte[2 * BLOCK]).toBytes();
  }

  static byte[] header(String name, char type, long length) {
    byte[] header = new byte[BLOCK];
    byte[] text = name.getBytes(StandardCharsets.UTF_8);
    System.arraycopy(text, 0, header, 0, Math.min(100, text.length));
    put(header, 100, "0000644\0000000000\0000000000\000");
    if (length >= 1L << 33) {
      Mutation.with(header, SIZE_AT + 4, 8, length, true);
      header[SIZE_AT] = (byte) 0x80;
    } else {
      put(header, SIZE_AT, "%011o\0".formatted(length));
    }
    put(header, 136, "14371573000\0");
    header[TYPE_AT] = (byte) type;
    put(header, 257, "ustar\00000");
    return checked(header, 0);
  }

  private static void put(byte[] header, int at, String text) {
    System.arraycopy(text.getBytes(StandardCharsets.ISO_8859_1), 0, header, at, text.length());
  }

  /** Makes the checksum of the header at a place right. */
  static byte[] checked(byte[] tar, int at) {
    Arrays.fill(tar, at + CHECKSUM_AT, at + TYPE_AT, (byte) ' ');
    int sum = 0;
    for (int i = 0; i < BLOCK; i++) {
      sum += tar[at + i] & 0xFF;
    }
    byte[] text = "%06o\0 ".formatted(sum).getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(text, 0, tar, at + CHECKSUM_AT, text.length);
    return tar;
  }

  /** Makes the checksums of all headers right that are found by their sizes. */
  static byte[] repaired(byte[] tar) {
    byte[] bytes = tar.clone();
    long at = 0;
    while (at <= bytes.length - BLOCK && hasMagic(bytes, (int) at)) {
      checked(bytes, (int) at);
      String octal = new String(bytes, (int) at + SIZE_AT, 11, StandardCharsets.ISO_8859_1).strip();
      if (!octal.matches("[0-7]{1,11}")) {
        break;
      }
      at += BLOCK + (Long.parseLong(octal, 8) + BLOCK - 1) / BLOCK * BLOCK;
    }
    return bytes;
  }

  private static boolean hasMagic(byte[] tar, int at) {
    return new String(tar, at + 257, 5, StandardCharsets.ISO_8859_1).equals("ustar");
  }
}
