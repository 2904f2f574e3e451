package io.sparkmaxpool.dataset;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.zip.CRC32C;

/** A {@code tf.train.Example}, feature by feature, written by protobuf; and the frames of files. */
final class ExampleBytes {
  /** Writes the fields of a message. */
  interface Fields {
    void to(CodedOutputStream out) throws IOException;
  }

  private final ByteArrayOutputStream entries = new ByteArrayOutputStream();

  static byte[] message(Fields fields) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      CodedOutputStream out = CodedOutputStream.newInstance(bytes);
      fields.to(out);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** Adds a feature of which all is said: {@code Feature} in the wire format. */
  ExampleBytes feature(String name, byte[] feature) {
    byte[] entry =
        message(
            out -> {
              out.writeString(1, name);
              out.writeByteArray(2, feature);
            });
    entries.writeBytes(message(out -> out.writeByteArray(1, entry)));
    return this;
  }

  ExampleBytes bytes(String name, byte[]... values) {
    byte[] list =
        message(
            out -> {
              for (byte[] value : values) {
                out.writeByteArray(1, value);
              }
            });
    return feature(name, message(out -> out.writeByteArray(1, list)));
  }

  ExampleBytes text(String name, String value) {
    return bytes(name, value.getBytes(StandardCharsets.UTF_8));
  }

  /** Packed, as TensorFlow writes them. */
  ExampleBytes floats(String name, float... values) {
    byte[] packed =
        message(
            out -> {
              for (float value : values) {
                out.writeFloatNoTag(value);
              }
            });
    byte[] list = message(out -> out.writeByteArray(1, packed));
    return feature(name, message(out -> out.writeByteArray(2, list)));
  }

  /** Packed, as TensorFlow writes them. */
  ExampleBytes ints(String name, long... values) {
    byte[] packed =
        message(
            out -> {
              for (long value : values) {
                out.writeInt64NoTag(value);
              }
            });
    byte[] list = message(out -> out.writeByteArray(1, packed));
    return feature(name, message(out -> out.writeByteArray(3, list)));
  }

  /** The whole message. */
  byte[] toByteArray() {
    byte[] features = entries.toByteArray();
    return message(out -> out.writeByteArray(1, features));
  }

  /** The whole message as a record of a file. */
  byte[] record() {
    return frame(toByteArray());
  }

  /** Pixels by their number, with their extents. */
  static ExampleBytes raw(long seed, int height, int width, int channels) {
    byte[] pixels = new byte[height * width * channels];
    new Random(seed).nextBytes(pixels);
    pixels[0] = 0;
    return new ExampleBytes()
        .bytes("image_raw", pixels)
        .ints("height", height)
        .ints("width", width)
        .ints("depth", channels)
        .ints("label", seed % 10);
  }

  static byte[] frame(byte[] data) {
    return Mutation.joined(header(data.length), data, number(masked(data)));
  }

  /** A length with its checksum. */
  static byte[] header(long length) {
    byte[] bytes = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(length).array();
    return Mutation.joined(bytes, number(masked(bytes)));
  }

  static int masked(byte[] data) {
    CRC32C crc = new CRC32C();
    crc.update(data);
    int value = (int) crc.getValue();
    return (value >>> 15 | value << 17) + 0xa282ead8;
  }

  private static byte[] number(int value) {
    return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
  }

  static Path write(Path file, byte[]... records) throws IOException {
    Files.createDirectories(file.getParent());
    return Files.write(file, Mutation.joined(records));
  }
}
