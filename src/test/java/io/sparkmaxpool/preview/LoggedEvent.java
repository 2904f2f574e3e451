package io.sparkmaxpool.preview;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;

/**
 * An event of an event file, read without the code that wrote it.
 *
 * @param version of the file; only its first event tells it
 * @param step of the event
 * @param tag of its value
 * @param scalar the value, where it is a number
 * @param image the value, where it is a picture
 */
public record LoggedEvent(String version, long step, String tag, Float scalar, Picture image) {
  private static final int REVERSED_CASTAGNOLI = 0x82F63B78;

  /**
   * A picture.
   *
   * @param pixels red, green and blue of each
   */
  public record Picture(int height, int width, int colourSpace, byte[] pixels) {}

  /** All events of a file whose checksums hold. */
  public static List<LoggedEvent> allOf(byte[] file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    List<LoggedEvent> events = new ArrayList<>();
    while (bytes.hasRemaining()) {
      byte[] length = checked(bytes, Long.BYTES);
      long count = ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong();
      events.add(of(message(checked(bytes, Math.toIntExact(count)))));
    }
    return events;
  }

  private static byte[] checked(ByteBuffer bytes, int length) {
    byte[] data = new byte[length];
    bytes.get(data);
    int crc = ~0;
    for (byte b : data) {
      crc ^= b & 0xFF;
      for (int bit = 0; bit < Byte.SIZE; bit++) {
        crc = crc >>> 1 ^ ((crc & 1) == 0 ? 0 : REVERSED_CASTAGNOLI);
      }
    }
    int masked = (~crc >>> 15 | ~crc << 17) + 0xA282EAD8;
    assertThat(bytes.getInt()).as("checksum of %d bytes", length).isEqualTo(masked);
    return data;
  }

  private static LoggedEvent of(Map<Integer, Object> event) throws IOException {
    assertThat(event).containsKey(1);
    if (event.containsKey(3)) {
      return new LoggedEvent(text(event.get(3)), 0, null, null, null);
    }
    Map<Integer, Object> value = message((byte[]) message((byte[]) event.get(5)).get(1));
    return new LoggedEvent(
        null,
        (Long) event.getOrDefault(2, 0L),
        text(value.get(1)),
        value.containsKey(2) ? Float.intBitsToFloat(((Long) value.get(2)).intValue()) : null,
        value.containsKey(4) ? picture(message((byte[]) value.get(4))) : null);
  }

  private static Picture picture(Map<Integer, Object> image) throws IOException {
    BufferedImage read = ImageIO.read(new ByteArrayInputStream((byte[]) image.get(4)));
    int[] samples =
        read.getRaster().getPixels(0, 0, read.getWidth(), read.getHeight(), (int[]) null);
    byte[] pixels = new byte[samples.length];
    for (int i = 0; i < samples.length; i++) {
      pixels[i] = (byte) samples[i];
    }
    Picture picture =
        new Picture(
            ((Long) image.get(1)).intValue(),
            ((Long) image.get(2)).intValue(),
            ((Long) image.get(3)).intValue(),
            pixels);
    assertThat(read.getHeight()).isEqualTo(picture.height);
    assertThat(read.getWidth()).isEqualTo(picture.width);
    return picture;
  }

  private static String text(Object bytes) {
    return new String((byte[]) bytes, StandardCharsets.UTF_8);
  }

  /** The fields of a message by number: numbers as their bits, all else as bytes. */
  private static Map<Integer, Object> message(byte[] data) {
    ByteBuffer bytes = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
    Map<Integer, Object> fields = new HashMap<>();
    while (bytes.hasRemaining()) {
      int tag = (int) varint(bytes);
      Object value =
          switch (tag & 7) {
            case 0 -> varint(bytes);
            case 1 -> bytes.getLong();
            case 2 -> {
              byte[] part = new byte[(int) varint(bytes)];
              bytes.get(part);
              yield part;
            }
            case 5 -> (long) bytes.getInt();
            default -> throw new AssertionError("wire type " + (tag & 7));
          };
      assertThat(fields.put(tag >>> 3, value)).as("field %d, twice", tag >>> 3).isNull();
    }
    return fields;
  }

  private static long varint(ByteBuffer bytes) {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte next = bytes.get();
      value |= (next & 0x7FL) << shift;
      if (next >= 0) {
        return value;
      }
    }
  }
}
