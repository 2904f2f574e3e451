package io.sparkmaxpool.sample;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Two small shards as WebDataset's writer makes them: of each sample an image, its class index, and
 * a JSON document with index and name. The images are BMP files, whose bytes are the same on every
 * JDK.
 */
final class WebDatasetSample {
  private static final int SHARDS = 2;
  private static final int SIDE = 32;
  private static final long SEED = 20200305;

  private WebDatasetSample() {}

  /** The shards by their name; each has a picture of every class, shuffled. */
  static Map<String, byte[]> files() throws IOException {
    Random random = new Random(SEED);
    Map<String, byte[]> files = new TreeMap<>();
    int sample = 0;
    for (int shard = 0; shard < SHARDS; shard++) {
      List<Subject> order = new ArrayList<>(List.of(Subject.values()));
      Collections.shuffle(order, random);
      Tar tar = new Tar();
      for (Subject subject : order) {
        String stem = String.format(Locale.ROOT, "%06d", sample++);
        tar.add(stem + ".bmp", Encoding.BMP.encode(subject.draw(random, SIDE, SIDE)));
        tar.add(stem + ".cls", ascii(Integer.toString(subject.ordinal())));
        tar.add(
            stem + ".json",
            ascii(
                "{\"label\": %d, \"label_name\": \"%s\"}"
                    .formatted(subject.ordinal(), subject.label())));
      }
      files.put(String.format(Locale.ROOT, "animals-and-vehicles-%06d.tar", shard), tar.end());
    }
    return files;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** An archive of POSIX's ustar format, which names the same owner and time for every member. */
  private static final class Tar {
    private static final int BLOCK = 512;
    private static final long MODIFIED = 1_583_366_400;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    void add(String name, byte[] content) {
      byte[] header = new byte[BLOCK];
      put(header, 0, name);
      put(header, 100, "0000644\0000001750\0000001750\0");
      put(header, 124, octal(content.length, 11) + "\0" + octal(MODIFIED, 11) + "\0");
      put(header, 148, " ".repeat(8) + "0");
      put(header, 257, "ustar\00000");
      int sum = 0;
      for (byte b : header) {
        sum += b;
      }
      put(header, 148, octal(sum, 6) + "\0 ");
      bytes.writeBytes(header);
      bytes.writeBytes(Arrays.copyOf(content, (content.length + BLOCK - 1) / BLOCK * BLOCK));
    }

    byte[] end() {
      bytes.writeBytes(new byte[2 * BLOCK]);
      return bytes.toByteArray();
    }

    private static String octal(long value, int digits) {
      String text = Long.toOctalString(value);
      return "0".repeat(digits - text.length()) + text;
    }

    private static void put(byte[] header, int at, String text) {
      System.arraycopy(ascii(text), 0, header, at, text.length());
    }
  }
}
