package io.sparkmaxpool.dataset;

import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Shape;
import io.sparkmaxpool.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** Records in CIFAR's binary layouts, the pixels by their number. */
final class CifarBytes {
  static final int RECORD = 3073;

  private CifarBytes() {}

  /** The pixels of record {@code seed}. */
  static byte[] pixels(long seed) {
    byte[] pixels = new byte[RECORD - 1];
    new Random(seed).nextBytes(pixels);
    return pixels;
  }

  static Tensor image(long seed) {
    return Tensor.of(DType.UINT8, Shape.of(3, 32, 32), pixels(seed));
  }

  /** One record for each label, numbered from {@code firstSeed}. */
  static byte[] records(long firstSeed, int... labels) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < labels.length; i++) {
      bytes.write(labels[i]);
      bytes.writeBytes(pixels(firstSeed + i));
    }
    return bytes.toByteArray();
  }

  /** One record in CIFAR-100's layout for each pair of labels, coarse and fine. */
  static byte[] pairs(long firstSeed, int[]... labels) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < labels.length; i++) {
      bytes.write(labels[i][0]);
      bytes.write(labels[i][1]);
      bytes.writeBytes(pixels(firstSeed + i));
    }
    return bytes.toByteArray();
  }

  static Path write(Path file, byte[] bytes) throws IOException {
    Files.createDirectories(file.getParent());
    return Files.write(file, bytes);
  }
}
