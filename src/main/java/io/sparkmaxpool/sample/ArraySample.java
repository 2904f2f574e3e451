package io.sparkmaxpool.sample;

import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.NpyHeader;
import io.sparkmaxpool.tensor.Shape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Drawings as NumPy keeps them: a stack {@code [20, 3, 32, 32]} of uint8 with its labels as int64,
 * as a pair of {@code .npy} files and as the arrays {@code x} and {@code y} of a {@code .npz}.
 */
final class ArraySample {
  private static final int RECORDS_OF_A_CLASS = 2;
  private static final long SEED = 20060101;

  /** The first moment that a zip archive can tell; in no time zone, as archives keep it. */
  private static final LocalDateTime EPOCH = LocalDateTime.of(1980, 1, 1, 0, 0);

  private ArraySample() {}

  /** {@code images.npy} and {@code labels.npy}. */
  static Map<String, byte[]> pair() {
    return arrays("images.npy", "labels.npy", SEED);
  }

  /** {@code drawings.npz}, whose arrays are not compressed. */
  static Map<String, byte[]> archive() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes, StandardCharsets.US_ASCII)) {
      for (Map.Entry<String, byte[]> array : arrays("x.npy", "y.npy", SEED + 1).entrySet()) {
        CRC32 crc = new CRC32();
        crc.update(array.getValue());
        ZipEntry entry = new ZipEntry(array.getKey());
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(array.getValue().length);
        entry.setCrc(crc.getValue());
        entry.setTimeLocal(EPOCH);
        zip.putNextEntry(entry);
        zip.write(array.getValue());
      }
    }
    return Map.of("drawings.npz", bytes.toByteArray());
  }

  private static Map<String, byte[]> arrays(String images, String labels, long seed) {
    Random random = new Random(seed);
    int side = CifarSample.SIDE;
    int count = Subject.values().length * RECORDS_OF_A_CLASS;
    ByteArrayOutputStream pixels = new ByteArrayOutputStream();
    pixels.writeBytes(NpyHeader.write(DType.UINT8, Shape.of(count, 3, side, side)));
    ByteBuffer classes = ByteBuffer.allocate(count * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      Subject subject = Subject.values()[i % Subject.values().length];
      pixels.writeBytes(subject.draw(random, side, side).data());
      classes.putLong(subject.ordinal());
    }
    ByteArrayOutputStream indices = new ByteArrayOutputStream();
    indices.writeBytes(NpyHeader.write(DType.INT64, Shape.of(count)));
    indices.writeBytes(classes.array());
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put(images, pixels.toByteArray());
    files.put(labels, indices.toByteArray());
    return files;
  }
}
