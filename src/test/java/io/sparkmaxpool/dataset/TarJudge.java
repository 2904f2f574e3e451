package io.sparkmaxpool.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Shape;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.zip.GZIPInputStream;

/** What a shard permits: images whose headers stand where members begin, in its blocks. */
final class TarJudge implements FileKind.Judge {
  private static final long ANY_FILE = 4 << 20;
  private static final int SIGNATURE = 12;
  private static final int FOR_A_BYTE = 16;
  private static final int FOR_A_PIXEL = 24;

  /** A shard of three samples, each an image and a label, the second with a long name. */
  static byte[] shard(String image, String extension, String label) {
    byte[] bytes = ImageSample.named(image).bytes();
    String kind = label.startsWith("{") ? "json" : label.length() == 1 ? "cls" : "txt";
    return new TarBytes()
        .file("s0." + extension, bytes)
        .file("s0." + kind, label)
        .pax("path=d/" + "s".repeat(120) + "." + extension)
        .file("s1", bytes)
        .file("s2." + kind, label)
        .file("s2." + extension, bytes)
        .end();
  }

  @Override
  public long mostBytes(byte[] file) {
    byte[] tar = unpacked(file);
    long pixels =
        shapes(tar).stream()
            .mapToLong(shape -> shape.elements() / 3)
            .filter(count -> count <= MutantsTest.MAX_PIXELS)
            .max()
            .orElse(0);
    return ANY_FILE + FOR_A_BYTE * (long) tar.length + FOR_A_PIXEL * pixels;
  }

  @Override
  public void check(byte[] file, SeenRecord record) {
    assertThat(record.key()).contains("#").doesNotContain("..");
    assertThat(record.image().dtype()).isEqualTo(DType.UINT8);
    assertThat(record.image().shape()).isIn(shapes(unpacked(file)));
    assertThat(record.label()).isGreaterThanOrEqualTo(InputFile.NO_LABEL);
  }

  private static Set<Shape> shapes(byte[] tar) {
    Set<Shape> shapes = new HashSet<>();
    for (int at = 0; at < tar.length; at += TarBytes.BLOCK) {
      // What is allocated here is counted, too.
      byte[] start = Arrays.copyOfRange(tar, at, Math.min(tar.length, at + SIGNATURE));
      if (!ImageHeader.isBegun(start, start.length)) {
        continue;
      }
      byte[] rest = Arrays.copyOfRange(tar, at, tar.length);
      try {
        shapes.add(ImageHeader.parse(rest, rest.length).shape());
      } catch (MalformedRecordException e) {
        // No image begins here.
      }
    }
    return shapes;
  }

  /** As far as it unpacks, where it is packed. */
  private static byte[] unpacked(byte[] file) {
    if (Packing.Codec.of(file) == Packing.Codec.NONE) {
      return file;
    }
    ByteArrayOutputStream unpacked = new ByteArrayOutputStream();
    byte[] piece = new byte[512];
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(file))) {
      for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
        unpacked.write(piece, 0, count);
      }
    } catch (IOException e) {
      // What was there counts.
    }
    return unpacked.toByteArray();
  }
}
