package io.sparkmaxpool.sample;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Writes the demonstration datasets, under 2.5 MB in all:
 *
 * <ul>
 *   <li>{@code cifar10/}: 500 drawings in CIFAR-10's binary layout, {@code data_batch_1.bin} and
 *       {@code test_batch.bin} with 25 of each class, and {@code batches.meta.txt};
 *   <li>{@code cifar100/}: 42 drawings in CIFAR-100's binary layout, {@code train.bin} and {@code
 *       test.bin} with 4 and 2 of each of seven classes;
 *   <li>{@code mnist/}: 60 digits in MNIST's layout, pictures and labels, 4 of each to train and 2
 *       to test;
 *   <li>{@code images/}: 29 image files of 48 to 160 pixels in five classes: JPEG (also progressive
 *       and grey), PNG (also RGBA, palette and 16-bit grey), BMP, GIF; {@code without-class.jpg}
 *       has no label, {@code cat/cut-off.jpg} is truncated and so a bad record, {@code notes.txt}
 *       is no image;
 *   <li>{@code npy/}, {@code npz/}: 20 drawings each as a NumPy array with one of labels;
 *   <li>{@code webdataset/}: two shards of 10 drawings each, one of every class: BMP, class index
 *       and JSON;
 *   <li>{@code tfrecord/}: two shards of 12 drawings each as {@code tf.train.Example} records;
 *   <li>{@code parquet/}: the drawings of {@code webdataset/} as Hugging Face {@code datasets}
 *       writes them to Parquet.
 * </ul>
 *
 * <p>The pictures are drawn in integer arithmetic from fixed seeds: the same decoded pixels come
 * out on every platform. So do the same bytes, but for JPEG and PNG files, which the JDK's
 * compressors may pack differently.
 */
public final class SampleData {
  private SampleData() {}

  /**
   * Writes the datasets below {@code dir}, which is made if it is missing. Files that are there
   * with the same content, or for an image the same pixels, stay as they are; so does every file
   * with another name.
   *
   * @throws IllegalArgumentException if {@code dir} is a file, or one of the files is there with
   *     another content; nothing is written then, so that a real dataset is never overwritten
   * @throws IOException if the files cannot be written
   */
  public static void write(Path dir) throws IOException {
    if (Files.exists(dir) && !Files.isDirectory(dir)) {
      throw new IllegalArgumentException(
          "sample data needs a directory, but " + dir + " is a file");
    }
    Map<String, byte[]> missing = new TreeMap<>();
    for (Map.Entry<String, byte[]> file : files().entrySet()) {
      Path path = dir.resolve(file.getKey());
      if (!Files.exists(path)) {
        missing.put(file.getKey(), file.getValue());
      } else if (!holds(path, file.getValue())) {
        throw new IllegalArgumentException(
            path + " exists with another content; sample data never replaces it");
      }
    }
    for (Map.Entry<String, byte[]> file : missing.entrySet()) {
      Path path = dir.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.write(path, file.getValue());
    }
  }

  private static Map<String, byte[]> files() throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    CifarSample.files().forEach((name, bytes) -> files.put("cifar10/" + name, bytes));
    Cifar100Sample.files().forEach((name, bytes) -> files.put("cifar100/" + name, bytes));
    MnistSample.files().forEach((name, bytes) -> files.put("mnist/" + name, bytes));
    ImageFolderSample.files().forEach((name, bytes) -> files.put("images/" + name, bytes));
    ArraySample.pair().forEach((name, bytes) -> files.put("npy/" + name, bytes));
    ArraySample.archive().forEach((name, bytes) -> files.put("npz/" + name, bytes));
    WebDatasetSample.files().forEach((name, bytes) -> files.put("webdataset/" + name, bytes));
    ExampleSample.files().forEach((name, bytes) -> files.put("tfrecord/" + name, bytes));
    files.put("parquet/drawings.parquet", resource("drawings.parquet"));
    return files;
  }

  /** A file that another tool wrote: {@code src/build/make_parquet_sample.py}. */
  private static byte[] resource(String name) throws IOException {
    try (InputStream stream = SampleData.class.getResourceAsStream(name)) {
      return stream.readAllBytes();
    }
  }

  private static boolean holds(Path path, byte[] content) throws IOException {
    if (!Files.isRegularFile(path)) {
      return false;
    }
    byte[] present = Files.readAllBytes(path);
    return Arrays.equals(present, content) || samePixels(present, content);
  }

  private static boolean samePixels(byte[] one, byte[] other) {
    int[] pixels = pixels(one);
    return pixels.length > 0 && Arrays.equals(pixels, pixels(other));
  }

  /** The raster's samples after width, height and bands; empty for what is no whole image. */
  private static int[] pixels(byte[] file) {
    try (MemoryCacheImageInputStream input =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
      BufferedImage image = ImageIO.read(input);
      if (image == null) {
        return new int[0];
      }
      int width = image.getWidth();
      int height = image.getHeight();
      int bands = image.getRaster().getNumBands();
      int[] pixels = new int[3 + width * height * bands];
      pixels[0] = width;
      pixels[1] = height;
      pixels[2] = bands;
      int[] samples = image.getRaster().getPixels(0, 0, width, height, (int[]) null);
      System.arraycopy(samples, 0, pixels, 3, samples.length);
      return pixels;
    } catch (IOException unreadable) {
      return new int[0];
    }
  }
}
