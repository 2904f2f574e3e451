package io.sparkmaxpool.benchmark;

import io.sparkmaxpool.dataset.ImageDecoder;
import io.sparkmaxpool.dataset.ImageDecoders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Images a second that one thread decodes: {@code DecodeBenchmark DIRECTORY [PASSES]}, with {@code
 * -Dsparkmaxpool.decoder=opencv|imageio}. The files are in memory before the clock starts; every
 * pass is printed, so that the warm-up shows.
 */
final class DecodeBenchmark {
  private DecodeBenchmark() {}

  public static void main(String[] args) throws Exception {
    List<byte[]> images = read(Path.of(args[0]));
    int passes = args.length > 1 ? Integer.parseInt(args[1]) : 8;
    long start = System.nanoTime();
    ImageDecoder decoder = ImageDecoders.best();
    System.out.printf("%s loaded in %.0f ms%n", decoder, (System.nanoTime() - start) / 1e6);
    for (int pass = 1; pass <= passes; pass++) {
      long pixels = 0;
      start = System.nanoTime();
      for (byte[] image : images) {
        pixels += decoder.decode(image, Long.MAX_VALUE).shape().elements() / 3;
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      System.out.printf(
          "pass %d: %.0f images/s, %.1f megapixels/s%n",
          pass, images.size() / seconds, pixels / seconds / 1e6);
    }
  }

  private static List<byte[]> read(Path directory) throws IOException {
    List<byte[]> images = new ArrayList<>();
    try (Stream<Path> files = Files.list(directory).sorted()) {
      for (Path file : (Iterable<Path>) files::iterator) {
        images.add(Files.readAllBytes(file));
      }
    }
    return images;
  }
}
