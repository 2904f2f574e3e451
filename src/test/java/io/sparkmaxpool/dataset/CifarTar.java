package io.sparkmaxpool.dataset;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;

/** A tar archive made of blocks as POSIX has them, with any header, true or not. */
final class CifarTar {
  private static final int BLOCK = 512;

  private final ByteArrayOutputStream blocks = new ByteArrayOutputStream();

  /** An entry of its data. */
  CifarTar file(String name, byte[] data) {
    return header(name, '0', data.length, data);
  }

  /** An entry whose size is another than its data's. */
  CifarTar lying(String name, byte[] data, long size) {
    return header(name, '0', size, data);
  }

  /** A hard link. */
  CifarTar link(String name, String target) {
    return entry(name, '1', 0, target, new byte[0]);
  }

  /** An entry that gives the next one its name. */
  CifarTar longName(String name) {
    byte[] data = (name + "\0").getBytes(StandardCharsets.UTF_8);
    return header("././@LongLink", 'L', data.length, data);
  }

  /** Extensions for the next entry: names and values. */
  CifarTar pax(String... pairs) {
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    for (int i = 0; i < pairs.length; i += 2) {
      byte[] pair = (" " + pairs[i] + "=" + pairs[i + 1] + "\n").getBytes(StandardCharsets.UTF_8);
      int length = pair.length + 1;
      while (Integer.toString(length).length() + pair.length != length) {
        length++;
      }
      data.writeBytes(Integer.toString(length).getBytes(StandardCharsets.US_ASCII));
      data.writeBytes(pair);
    }
    return header("PaxHeaders/x", 'x', data.size(), data.toByteArray());
  }

  CifarTar header(String name, char type, long size, byte[] data) {
    return entry(name, type, size, "", data);
  }

  private CifarTar entry(String name, char type, long size, String target, byte[] data) {
    byte[] header = new byte[BLOCK];
    put(header, 0, name);
    put(header, 100, "0000644\0" + "0000000\0" + "0000000\0");
    if (size < 1L << 33) {
      put(header, 124, "%011o\0".formatted(size));
    } else {
      Mutation.with(header, 128, 8, size, true);
      header[124] = (byte) 0x80;
    }
    put(header, 136, "00000000000\0");
    header[156] = (byte) type;
    put(header, 157, target);
    put(header, 257, "ustar\00000");
    blocks.writeBytes(withCheckSum(header, 0));
    blocks.writeBytes(data);
    blocks.writeBytes(new byte[(BLOCK - data.length % BLOCK) % BLOCK]);
    return this;
  }

  private static void put(byte[] header, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }

  /** Makes the checksum of the header at a byte right. */
  static byte[] withCheckSum(byte[] archive, int at) {
    Arrays.fill(archive, at + 148, at + 156, (byte) ' ');
    int sum = 0;
    for (int i = at; i < at + BLOCK; i++) {
      sum += archive[i] & 0xFF;
    }
    byte[] text = "%06o\0 ".formatted(sum).getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(text, 0, archive, at + 148, text.length);
    return archive;
  }

  /** The archive with the two blocks of its end. */
  byte[] bytes() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(blocks.toByteArray());
    all.writeBytes(new byte[2 * BLOCK]);
    return all.toByteArray();
  }

  Path write(Path file) throws IOException {
    return CifarBytes.write(file, bytes());
  }

  Path gzipped(Path file) throws IOException {
    return CifarBytes.write(file, gzip(bytes()));
  }

  static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }
}
