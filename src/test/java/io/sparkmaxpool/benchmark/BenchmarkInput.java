package io.sparkmaxpool.benchmark;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.SplittableRandom;

/** A large file of CIFAR-10 records, made of a small one. */
final class BenchmarkInput {
  private static final int RECORD = 3073;
  private static final long SEED = 32;
  private static final int NOISE_BITS = 2;

  private BenchmarkInput() {}

  /**
   * The records of {@code batch} again and again, {@code records} in all, in a new directory's only
   * file; an earlier one of the same size is used again. Below 2,000 records a batch repeats within
   * one page of Parquet, where a compressor would find it and flatter the figures: then the copies
   * get a noise of 0 to 3.
   *
   * @return the file
   */
  static Path repeat(Path batch, long records, Path directory) throws IOException {
    byte[] pattern = Files.readAllBytes(batch);
    if (pattern.length == 0 || pattern.length % RECORD != 0) {
      throw new IllegalArgumentException(
          "%s has %d bytes, no multiple of %d".formatted(batch, pattern.length, RECORD));
    }
    boolean noisy = pattern.length / RECORD < 2_000;
    String name = "%s-%d-%08x.bin".formatted(noisy ? "noisy" : "plain", records, hash(pattern));
    Path file = directory.resolve(name);
    long size = records * RECORD;
    if (Files.exists(file) && Files.size(file) == size) {
      return file;
    }
    Files.createDirectories(directory);
    Path unfinished = directory.resolve(name + ".unfinished");
    SplittableRandom random = new SplittableRandom(SEED);
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(unfinished), 1 << 20)) {
      for (long left = size; left > 0; left -= pattern.length) {
        byte[] copy = noisy ? withNoise(pattern, random) : pattern;
        out.write(copy, 0, (int) Math.min(left, copy.length));
      }
    }
    return Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
  }

  private static int hash(byte[] pattern) {
    return Arrays.hashCode(pattern);
  }

  private static byte[] withNoise(byte[] pattern, SplittableRandom random) {
    byte[] noisy = pattern.clone();
    long bits = 0;
    for (int i = 0; i < noisy.length; i++) {
      if (i % (Long.SIZE / NOISE_BITS) == 0) {
        bits = random.nextLong();
      }
      if (i % RECORD != 0) {
        noisy[i] = (byte) Math.min(255, (noisy[i] & 0xff) + (int) (bits & 3));
      }
      bits >>>= NOISE_BITS;
    }
    return noisy;
  }
}
