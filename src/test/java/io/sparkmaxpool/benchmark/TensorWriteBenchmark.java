package io.sparkmaxpool.benchmark;

import io.sparkmaxpool.parquet.Compression;
import io.sparkmaxpool.parquet.Encoding;
import io.sparkmaxpool.parquet.Footer;
import io.sparkmaxpool.parquet.OptionalColumn;
import io.sparkmaxpool.parquet.TensorFileOptions;
import io.sparkmaxpool.parquet.TensorFileWriter;
import io.sparkmaxpool.parquet.TensorRow;
import io.sparkmaxpool.tensor.DType;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.io.LocalOutputFile;

/**
 * How many records of the pooled CIFAR-10 shape, {@code [3, 10, 10]}, one thread writes in a
 * second. Prints the best of several passes by the clock, the same by the thread's CPU time (which
 * a busy machine changes less), and the file's size.
 *
 * <p>The argument, if any, is a CIFAR-10 binary batch to pool; without it, smooth random pictures.
 */
public final class TensorWriteBenchmark {
  private static final int ROWS = 200_000;
  private static final int PASSES = 5;
  private static final int ELEMENTS = 300;
  private static final int PICTURES = 10_000;
  private static final byte[][] NAMES = {
    "airplane".getBytes(StandardCharsets.UTF_8),
    "automobile".getBytes(StandardCharsets.UTF_8),
    "bird".getBytes(StandardCharsets.UTF_8)
  };

  private final byte[] pixels = new byte[PICTURES * ELEMENTS];
  private final byte[] indices = new byte[PICTURES * ELEMENTS * Long.BYTES];
  private final byte[][] keys = new byte[ROWS][];

  private TensorWriteBenchmark(byte[] pictures) {
    for (int picture = 0; picture < PICTURES; picture++) {
      pool(pictures, picture);
    }
    for (int row = 0; row < ROWS; row++) {
      keys[row] = ("data_batch_1.bin#" + row).getBytes(StandardCharsets.UTF_8);
    }
  }

  /** Runs all settings. */
  public static void main(String[] args) throws IOException {
    byte[] pictures = args.length > 0 ? Files.readAllBytes(Path.of(args[0])) : smoothPictures();
    TensorWriteBenchmark benchmark = new TensorWriteBenchmark(pictures);
    Set<OptionalColumn> labels = EnumSet.of(OptionalColumn.LABEL, OptionalColumn.LABEL_NAME);
    Set<OptionalColumn> all = EnumSet.allOf(OptionalColumn.class);
    benchmark.run(labels, DType.FLOAT32, Encoding.ARRAY, Compression.ZSTD);
    benchmark.run(labels, DType.FLOAT32, Encoding.ARRAY, Compression.SNAPPY);
    benchmark.run(labels, DType.FLOAT32, Encoding.ARRAY, Compression.LZ4);
    benchmark.run(labels, DType.FLOAT32, Encoding.ARRAY, Compression.UNCOMPRESSED);
    benchmark.run(labels, DType.UINT8, Encoding.ARRAY, Compression.ZSTD);
    benchmark.run(labels, DType.FLOAT32, Encoding.NESTED, Compression.ZSTD);
    benchmark.run(labels, DType.FLOAT32, Encoding.BINARY, Compression.ZSTD);
    benchmark.run(labels, DType.UINT8, Encoding.BINARY, Compression.ZSTD);
    benchmark.run(all, DType.FLOAT32, Encoding.ARRAY, Compression.ZSTD);
  }

  private void run(
      Set<OptionalColumn> columns, DType written, Encoding encoding, Compression compression)
      throws IOException {
    TensorFileOptions options =
        new TensorFileOptions(
            columns,
            DType.UINT8,
            written,
            encoding,
            Footer.NONE,
            compression,
            128L << 20,
            Map.of());
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    double best = Double.MAX_VALUE;
    double bestCpu = Double.MAX_VALUE;
    long bytes = 0;
    for (int pass = 0; pass < PASSES; pass++) {
      Path file = Files.createTempFile("tensor-write", ".parquet");
      Files.delete(file);
      long start = System.nanoTime();
      long startCpu = threads.getCurrentThreadCpuTime();
      bytes = write(file, options);
      best = Math.min(best, (System.nanoTime() - start) / 1e9);
      bestCpu = Math.min(bestCpu, (threads.getCurrentThreadCpuTime() - startCpu) / 1e9);
      Files.delete(file);
    }
    System.out.printf(
        "%-8s %-7s %-12s indices %-5b %,11.0f records/s %,11.0f by CPU %6.1f MB%n",
        written,
        encoding.label(),
        compression.label(),
        columns.contains(OptionalColumn.INDICES),
        ROWS / best,
        ROWS / bestCpu,
        bytes / 1e6);
  }

  private long write(Path file, TensorFileOptions options) throws IOException {
    TensorRow row = new TensorRow();
    row.inputShape(3, 32, 32);
    row.shape(3, 10, 10);
    TensorFileWriter writer =
        TensorFileWriter.create(new Configuration(false), new LocalOutputFile(file), options);
    try (writer) {
      for (int i = 0; i < ROWS; i++) {
        int picture = i % PICTURES;
        byte[] name = NAMES[i % NAMES.length];
        row.key(keys[i], 0, keys[i].length);
        row.label(i % NAMES.length);
        row.labelName(name, 0, name.length);
        row.pooled(pixels, picture * ELEMENTS, ELEMENTS);
        row.indices(indices, picture * ELEMENTS * Long.BYTES, ELEMENTS * Long.BYTES);
        writer.write(row);
      }
    }
    return writer.fileBytes();
  }

  private void pool(byte[] pictures, int picture) {
    ByteBuffer out = ByteBuffer.wrap(indices).order(ByteOrder.LITTLE_ENDIAN);
    int from = picture * 3073 + 1;
    for (int i = 0; i < ELEMENTS; i++) {
      int plane = i / 100;
      int corner = i / 10 % 10 * 3 * 32 + i % 10 * 3;
      int best = corner;
      for (int k = 0; k < 9; k++) {
        int at = corner + k / 3 * 32 + k % 3;
        if ((pictures[from + plane * 1024 + at] & 0xff)
            > (pictures[from + plane * 1024 + best] & 0xff)) {
          best = at;
        }
      }
      pixels[picture * ELEMENTS + i] = pictures[from + plane * 1024 + best];
      out.putLong((picture * ELEMENTS + i) * Long.BYTES, best);
    }
  }

  private static byte[] smoothPictures() {
    Random random = new Random(17);
    byte[] pictures = new byte[PICTURES * 3073];
    double value = 128;
    for (int i = 0; i < pictures.length; i++) {
      value = Math.max(0, Math.min(255, value + 8 * random.nextGaussian()));
      pictures[i] = (byte) value;
    }
    return pictures;
  }
}
