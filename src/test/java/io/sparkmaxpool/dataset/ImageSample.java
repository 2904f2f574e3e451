package io.sparkmaxpool.dataset;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** One line of the manifest that {@code src/build/make_image_samples.py} wrote. */
record ImageSample(String name, int width, int height, String sha256) {

  static final long MAX_PIXELS = 178_956_970;

  static List<ImageSample> all() {
    return new String(resource("manifest.tsv"), StandardCharsets.UTF_8)
        .lines()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.split("\t"))
        .map(f -> new ImageSample(f[0], Integer.parseInt(f[1]), Integer.parseInt(f[2]), f[3]))
        .toList();
  }

  static ImageSample named(String name) {
    return all().stream().filter(s -> s.name.equals(name)).findFirst().orElseThrow();
  }

  byte[] bytes() {
    return resource(name);
  }

  boolean isWebp() {
    return name.endsWith(".webp");
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] resource(String name) {
    try (InputStream in = ImageSample.class.getResourceAsStream("/images/" + name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
