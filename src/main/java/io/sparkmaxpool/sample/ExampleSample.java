package io.sparkmaxpool.sample;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * Drawings as TensorFlow keeps them: two shards of twelve {@code tf.train.Example} records with raw
 * pixels {@code [32, 40, 3]}, their extents, and label and name.
 */
final class ExampleSample {
  private static final int SHARDS = 2;
  private static final int RECORDS_OF_A_SHARD = 12;
  private static final int HEIGHT = 32;
  private static final int WIDTH = 40;
  private static final int CHANNELS = 3;
  private static final long SEED = 20151109;

  /** What TensorFlow adds to a checksum. */
  private static final int MASK = 0xA282EAD8;

  private ExampleSample() {}

  /** The shards by their name. */
  static Map<String, byte[]> files() {
    Random random = new Random(SEED);
    Map<String, byte[]> files = new TreeMap<>();
    for (int shard = 0; shard < SHARDS; shard++) {
      ByteArrayOutputStream records = new ByteArrayOutputStream();
      for (int i = 0; i < RECORDS_OF_A_SHARD; i++) {
        int label = (shard * RECORDS_OF_A_SHARD + i) % Subject.values().length;
        records.writeBytes(record(example(Subject.values()[label], random)));
      }
      files.put("drawings.tfrecord-%05d-of-%05d".formatted(shard, SHARDS), records.toByteArray());
    }
    return files;
  }

  private static byte[] example(Subject subject, Random random) {
    ByteArrayOutputStream features = new ByteArrayOutputStream();
    features.writeBytes(
        bytes("image_raw", interleaved(subject.draw(random, WIDTH, HEIGHT).data())));
    features.writeBytes(integer("height", HEIGHT));
    features.writeBytes(integer("width", WIDTH));
    features.writeBytes(integer("depth", CHANNELS));
    features.writeBytes(integer("label", subject.ordinal()));
    features.writeBytes(bytes("label_name", ascii(subject.label())));
    return field(1, features.toByteArray());
  }

  /** Planes of channels as pixels of all channels. */
  private static byte[] interleaved(byte[] planes) {
    byte[] pixels = new byte[planes.length];
    int plane = planes.length / CHANNELS;
    for (int i = 0; i < planes.length; i++) {
      pixels[i % plane * CHANNELS + i / plane] = planes[i];
    }
    return pixels;
  }

  private static byte[] bytes(String name, byte[] value) {
    return feature(name, field(1, field(1, value)));
  }

  private static byte[] integer(String name, int value) {
    return feature(name, field(3, field(1, varint(value))));
  }

  private static byte[] feature(String name, byte[] feature) {
    return field(1, joined(field(1, ascii(name)), field(2, feature)));
  }

  /** A field of bytes or of a message, in Protocol Buffers' wire format. */
  private static byte[] field(int number, byte[] value) {
    return joined(varint(number << 3 | 2), varint(value.length), value);
  }

  /** Seven bits a byte, the lowest first; all bytes but the last have the eighth set. */
  private static byte[] varint(int value) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int rest = value;
    while ((rest & ~0x7F) != 0) {
      bytes.write(rest & 0x7F | 0x80);
      rest >>>= 7;
    }
    bytes.write(rest);
    return bytes.toByteArray();
  }

  private static byte[] record(byte[] data) {
    byte[] length =
        ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(data.length).array();
    return joined(length, checksum(length), data, checksum(data));
  }

  private static byte[] checksum(byte[] data) {
    CRC32C crc = new CRC32C();
    crc.update(data);
    int masked = Integer.rotateRight((int) crc.getValue(), 15) + MASK;
    return ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(masked).array();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
