package io.sparkmaxpool.dataset;

import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.NpyHeader;
import io.sparkmaxpool.tensor.Shape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

/** {@code .npy} files made of a seed. */
final class NpyBytes {
  private NpyBytes() {}

  /** Bytes that {@code seed} alone decides. */
  static byte[] elements(long seed, int count) {
    byte[] bytes = new byte[count];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  /** A C-ordered, little-endian file of drawn elements. */
  static byte[] file(DType dtype, long seed, int... shape) {
    Shape extents = Shape.of(shape);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(NpyHeader.write(dtype, extents));
    out.writeBytes(elements(seed, (int) extents.elements() * dtype.bytes()));
    return out.toByteArray();
  }

  /** The same, but its header says that it is Fortran-ordered. */
  static byte[] fortran(DType dtype, long seed, int... shape) {
    byte[] file = file(dtype, seed, shape);
    String text = new String(file, StandardCharsets.ISO_8859_1);
    int at = text.indexOf("False");
    System.arraycopy("True ".getBytes(StandardCharsets.US_ASCII), 0, file, at, 5);
    return file;
  }

  /** The elements of a file. */
  static byte[] data(byte[] file) {
    return Arrays.copyOfRange(file, 128, file.length);
  }

  static Path write(Path file, byte[] bytes) throws IOException {
    Files.createDirectories(file.getParent());
    return Files.write(file, bytes);
  }
}
