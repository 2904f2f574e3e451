package io.sparkmaxpool.dataset;

import static io.sparkmaxpool.dataset.Mutation.absurd;
import static io.sparkmaxpool.dataset.Mutation.inserted;
import static io.sparkmaxpool.dataset.Mutation.joined;
import static io.sparkmaxpool.dataset.Mutation.with;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.zip.CRC32;

/** How the headers of encoded images lie. */
final class ImageLies {
  private static final int[] EXTENTS = {
    0, 1, 2, 7, 8, 9, 16, 17, 36, 38, 100, 999, 4096, 16383, 16384, 32767, 32768, 65500, 65535
  };

  private ImageLies() {}

  private static int extent(Random random) {
    return EXTENTS[random.nextInt(EXTENTS.length)];
  }

  /** Frame and scan headers, tables, restart intervals, and scans by the hundred. */
  static byte[] jpeg(byte[] file, Random random) {
    List<Integer> markers = jpegMarkers(file);
    int at = markers.get(random.nextInt(markers.size()));
    int marker = file[at + 1] & 0xFF;
    if (marker == JpegFrame.SOS && random.nextBoolean()) {
      int end = markers.get(Math.min(markers.indexOf(at) + 1, markers.size() - 1));
      byte[] scan = Arrays.copyOfRange(file, at, Math.max(at, end));
      byte[][] scans = new byte[1 + random.nextInt(600)][];
      Arrays.fill(scans, scan);
      return inserted(file, end, joined(scans));
    }
    if (JpegFrame.isFrame(marker)) {
      return switch (random.nextInt(5)) {
        case 0 -> with(file, at + 5, 2, extent(random), true);
        case 1 -> with(file, at + 7, 2, extent(random), true);
        case 2 -> with(file, at + 9, 1, random.nextInt(6), true);
        case 3 -> with(file, at + 11 + 3 * random.nextInt(3), 1, samplings(random), true);
        default -> with(file, at + 1, 1, 0xC0 + random.nextInt(16), true);
      };
    }
    return with(file, at + 2 + random.nextInt(24), 1 + random.nextInt(2), absurd(random), true);
  }

  private static int samplings(Random random) {
    return (1 + random.nextInt(4)) << 4 | 1 + random.nextInt(4);
  }

  private static List<Integer> jpegMarkers(byte[] file) {
    List<Integer> markers = new ArrayList<>();
    for (int i = 2; i < file.length - 1; i++) {
      int next = file[i + 1] & 0xFF;
      if (file[i] == -1 && next >= 0xC0 && (next < 0xD0 || next > 0xD8)) {
        markers.add(i);
      }
    }
    return markers;
  }

  /** IHDR, chunks that inflate far beyond the image, and damaged data under a right checksum. */
  static byte[] png(byte[] file, Random random) {
    byte[] lie =
        switch (random.nextInt(8)) {
          case 0 -> with(file, 16, 4, extent(random), true);
          case 1 -> with(file, 20, 4, extent(random), true);
          case 2 -> with(with(file, 16, 4, absurd(random), true), 20, 4, absurd(random), true);
          case 3 -> with(file, 24 + random.nextInt(5), 1, random.nextInt(20), true);
          case 4 -> inserted(file, 33, bomb("iCCP", "profile\0\0", random));
          case 5 -> inserted(file, 33, bomb("zTXt", "Comment\0\0", random));
          case 6 -> inserted(file, file.length - 12, bomb("IDAT", "", random));
          default -> with(file, random.nextInt(file.length), 1, random.nextInt(256), true);
        };
    return repairedPng(lie);
  }

  /** A chunk that inflates to some megabytes. */
  private static byte[] bomb(String chunk, String start, Random random) {
    byte[] inflated = new byte[1 << 20 + random.nextInt(3)];
    return PngBytes.chunk(
        chunk, joined(start.getBytes(StandardCharsets.ISO_8859_1), PngBytes.deflated(inflated)));
  }

  /** The file with the right checksum for every chunk whose length reaches it. */
  static byte[] repairedPng(byte[] file) {
    byte[] bytes = file.clone();
    EncodedBytes in = new EncodedBytes(bytes, bytes.length, "PNG");
    int at = 8;
    try {
      while (bytes.length - at >= 12) {
        int length = in.i32Big(at);
        if (length < 0 || length > bytes.length - at - 12) {
          break;
        }
        CRC32 crc = new CRC32();
        crc.update(bytes, at + 4, length + 4);
        with(bytes, at + 8 + length, 4, crc.getValue(), true);
        at += 12 + length;
      }
    } catch (MalformedRecordException e) {
      throw new IllegalStateException(e);
    }
    return bytes;
  }

  /** Screen, frame, code size, flags of palettes. */
  static byte[] gif(byte[] file, Random random) {
    int frame = file.length;
    try {
      frame = GifFile.parse(new EncodedBytes(file, file.length, "GIF")).dataAt();
    } catch (MalformedRecordException e) {
      throw new IllegalStateException(e);
    }
    int image = frame;
    while (file[--image] != 0x2C) {}
    return switch (random.nextInt(5)) {
      case 0 -> with(file, 6 + 2 * random.nextInt(2), 2, extent(random), false);
      case 1 -> with(file, image + 1 + 2 * random.nextInt(4), 2, extent(random), false);
      case 2 -> with(file, frame, 1, random.nextInt(16), false);
      case 3 -> with(file, random.nextBoolean() ? 10 : image + 9, 1, random.nextInt(256), false);
      default -> with(file, frame + 1 + random.nextInt(8), 1, random.nextInt(256), false);
    };
  }

  /** Extents, bits, packing, where the pixels begin. */
  static byte[] bmp(byte[] file, Random random) {
    return switch (random.nextInt(6)) {
      case 0 -> with(file, 18, 4, extent(random), false);
      case 1 -> with(file, 22, 4, random.nextBoolean() ? extent(random) : -extent(random), false);
      case 2 -> with(with(file, 18, 4, absurd(random), false), 22, 4, absurd(random), false);
      case 3 -> with(file, 28, 2, new int[] {0, 1, 4, 8, 16, 24, 32, 64}[random.nextInt(8)], false);
      case 4 -> with(file, 30, 4, random.nextInt(8), false);
      default ->
          with(file, new int[] {10, 14, 46, 54, 58}[random.nextInt(5)], 4, absurd(random), false);
    };
  }

  /** Extents, kinds, and where blocks and values are said to be and how many. */
  static byte[] tiff(byte[] file, Random random) {
    TiffTag tag = TiffTag.values()[random.nextInt(TiffTag.values().length)];
    try {
      EncodedBytes in = new EncodedBytes(file, file.length, "TIFF");
      TiffDirectory directory = TiffDirectory.first(in);
      boolean big = directory.bigEndian();
      Optional<TiffDirectory.Entry> found = directory.find(tag);
      if (found.isEmpty()) {
        // Any other entry becomes this one.
        int size = directory.wide() ? 20 : 12;
        int first = directory.start() + (directory.wide() ? 8 : 2);
        int at = first + size * random.nextInt(directory.entries());
        return with(file, at, 2, tag.number(), big);
      }
      TiffDirectory.Entry entry = found.get();
      int number = directory.wide() ? 8 : 4;
      int values = (int) entry.valuesAt();
      int size = entry.type() == 3 ? 2 : Math.min(number, 4);
      return switch (random.nextInt(6)) {
        case 0 -> with(file, entry.at() + 2, 2, random.nextInt(20), big);
        case 1 -> with(file, entry.at() + 4, number, absurd(random), big);
        case 2 -> with(file, entry.at() + 4 + number, number, absurd(random), big);
        case 3 -> with(file, values, size, extent(random), big);
        case 4 -> with(file, values, size, random.nextInt(10), big);
        default -> {
          int value = random.nextInt((int) entry.count());
          yield with(file, values + value * size, size, absurd(random), big);
        }
      };
    } catch (MalformedRecordException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Canvas, frame and lengths of chunks. */
  static byte[] webp(byte[] file, Random random) {
    return switch (random.nextInt(5)) {
      case 0 -> with(file, 4, 4, absurd(random), false);
      case 1 -> with(file, 16, 4, absurd(random), false);
      case 2 -> with(file, 12 + random.nextInt(20), 1 + random.nextInt(3), absurd(random), false);
      case 3 -> {
        int vp8 = new String(file, StandardCharsets.ISO_8859_1).indexOf("VP8", 13);
        int body = vp8 < 0 ? 20 : vp8 + 8;
        yield with(file, body + random.nextInt(12), 1 + random.nextInt(2), absurd(random), false);
      }
      default -> with(file, 20 + random.nextInt(40), 1, random.nextInt(256), false);
    };
  }
}
