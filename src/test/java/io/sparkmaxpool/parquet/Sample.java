package io.sparkmaxpool.parquet;

import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.io.LocalOutputFile;

/** A row to write, and what a reader must find. */
record Sample(
    String key,
    Integer label,
    String labelName,
    Shape inputShape,
    Shape shape,
    byte[] pooled,
    long[] indices) {

  /** Rows of random bits, so NaNs, infinities and subnormals too; some without labels. */
  static List<Sample> random(Random random, DType stored, int rows, Supplier<Shape> shapes) {
    List<Sample> samples = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      Shape shape = shapes.get();
      int elements = (int) shape.elements();
      byte[] pooled = new byte[elements * stored.bytes()];
      random.nextBytes(pooled);
      Shape input =
          Shape.of(shape.extent(0), 1 + random.nextInt(300), shape.extent(2) + random.nextInt(9));
      int plane = input.extent(1) * input.extent(2);
      long[] indices = random.longs(elements, 0, plane).toArray();
      boolean labelled = random.nextInt(4) > 0;
      samples.add(
          new Sample(
              "shard/%05d.png".formatted(row),
              labelled ? random.nextInt(10) - 1 : null,
              labelled ? "class " + random.nextInt(10) + " é" : null,
              input,
              shape,
              pooled,
              indices));
    }
    return samples;
  }

  static Sample of(String key, Shape shape, int... pooledBytes) {
    byte[] bytes = new byte[pooledBytes.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) pooledBytes[i];
    }
    return new Sample(key, null, null, shape, shape, bytes, new long[pooledBytes.length]);
  }

  Sample withLabels(Integer otherLabel, String otherName) {
    return new Sample(key, otherLabel, otherName, inputShape, shape, pooled, indices);
  }

  Sample withIndices(long... other) {
    return new Sample(key, label, labelName, inputShape, shape, pooled, other);
  }

  static TensorFileOptions options(DType stored, DType written, Encoding encoding) {
    return options(stored, written, encoding, Footer.NONE, Compression.ZSTD, 128L << 20);
  }

  static TensorFileOptions options(
      DType stored,
      DType written,
      Encoding encoding,
      Footer footer,
      Compression compression,
      long rowGroupSize) {
    return options(
        EnumSet.allOf(OptionalColumn.class),
        stored,
        written,
        encoding,
        footer,
        compression,
        rowGroupSize);
  }

  static TensorFileOptions options(
      Set<OptionalColumn> columns,
      DType stored,
      DType written,
      Encoding encoding,
      Footer footer,
      Compression compression,
      long rowGroupSize) {
    return new TensorFileOptions(
        columns,
        stored,
        written,
        encoding,
        footer,
        compression,
        rowGroupSize,
        Map.of("spark-maxpool", "{\"version\":\"test\"}"));
  }

  static TensorFileWriter open(Path file, TensorFileOptions options) throws IOException {
    return TensorFileWriter.create(new Configuration(false), new LocalOutputFile(file), options);
  }

  /** Writes a whole file; returns its closed writer. */
  static TensorFileWriter write(Path file, TensorFileOptions options, List<Sample> samples)
      throws IOException {
    TensorFileWriter writer = open(file, options);
    TensorRow row = new TensorRow();
    try (writer) {
      for (Sample sample : samples) {
        sample.fill(row);
        writer.write(row);
      }
    }
    return writer;
  }

  /** Sets all of the row, every array at an offset inside a larger one. */
  void fill(TensorRow row) {
    row.clear();
    byte[] keyBytes = shifted(key.getBytes(StandardCharsets.UTF_8));
    row.key(keyBytes, 3, keyBytes.length - 5);
    if (label != null) {
      row.label(label);
    }
    if (labelName != null) {
      byte[] name = shifted(labelName.getBytes(StandardCharsets.UTF_8));
      row.labelName(name, 3, name.length - 5);
    }
    row.inputShape(inputShape.extent(0), inputShape.extent(1), inputShape.extent(2));
    row.shape(shape.extent(0), shape.extent(1), shape.extent(2));
    byte[] values = shifted(pooled);
    row.pooled(values, 3, values.length - 5);
    ByteBuffer longs = ByteBuffer.allocate(indices.length * 8).order(ByteOrder.LITTLE_ENDIAN);
    longs.asLongBuffer().put(indices);
    byte[] indexBytes = shifted(longs.array());
    row.indices(indexBytes, 3, indexBytes.length - 5);
  }

  private static byte[] shifted(byte[] bytes) {
    byte[] larger = new byte[bytes.length + 5];
    System.arraycopy(bytes, 0, larger, 3, bytes.length);
    return larger;
  }

  /** The elements as a list's reader must see them: the bits of floats, else whole numbers. */
  List<Object> bits(DType stored, DType written) {
    ByteBuffer in = ByteBuffer.wrap(pooled).order(ByteOrder.LITTLE_ENDIAN);
    List<Object> bits = new ArrayList<>();
    while (in.hasRemaining()) {
      bits.add(
          switch (stored) {
            case UINT8 -> {
              int value = in.get() & 0xff;
              yield written == DType.FLOAT32
                  ? (long) Float.floatToRawIntBits(value / 255f)
                  : (long) value;
            }
            case INT8 -> (long) in.get();
            case INT16 -> (long) in.getShort();
            case INT32, FLOAT32 -> (long) in.getInt();
            case INT64, FLOAT64 -> in.getLong();
            case FLOAT16 -> (long) halfBits(in.getShort());
            case BFLOAT16 -> (long) (in.getShort() << 16);
          });
    }
    return bits;
  }

  /** The bytes that encoding binary must give. */
  byte[] blob(DType stored, DType written) {
    if (stored == written) {
      return pooled;
    }
    ByteBuffer out = ByteBuffer.allocate(pooled.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    for (byte value : pooled) {
      out.putFloat((value & 0xff) / 255f);
    }
    return out.array();
  }

  /** The bits of a float32; a NaN keeps its sign and payload. */
  private static int halfBits(short bits) {
    float value = half(bits);
    return Float.isNaN(value)
        ? (bits & 0x8000) << 16 | 0x7f800000 | (bits & 0x3ff) << 13
        : Float.floatToRawIntBits(value);
  }

  /** IEEE 754 binary16 by its definition. */
  static float half(short bits) {
    int exponent = bits >>> 10 & 0x1f;
    int fraction = bits & 0x3ff;
    double magnitude =
        switch (exponent) {
          case 0 -> Math.scalb((double) fraction, -24);
          case 0x1f -> fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
          default -> Math.scalb(1024.0 + fraction, exponent - 25);
        };
    return (float) Math.copySign(magnitude, bits < 0 ? -1.0 : 1.0);
  }
}
