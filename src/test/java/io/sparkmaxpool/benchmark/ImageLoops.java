package io.sparkmaxpool.benchmark;

import io.sparkmaxpool.dataset.ImageDecoder;
import io.sparkmaxpool.dataset.ImageDecoders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The bare loops over image files, on two threads and without Spark, that bound a job over them.
 */
final class ImageLoops {
  /** What is done to each file. */
  @FunctionalInterface
  private interface Step {
    long apply(int file) throws Exception;
  }

  private final List<Path> files;
  private final List<byte[]> contents;
  private final long bytes;

  private ImageLoops(List<Path> files, List<byte[]> contents) {
    this.files = files;
    this.contents = contents;
    this.bytes = contents.stream().mapToLong(content -> content.length).sum();
  }

  /** Loops over these files, whose content is held in memory for {@link #decode}. */
  static ImageLoops over(List<Path> files) throws IOException {
    List<byte[]> contents = new ArrayList<>();
    for (Path file : files) {
      contents.add(Files.readAllBytes(file));
    }
    return new ImageLoops(files, contents);
  }

  long bytes() {
    return bytes;
  }

  double meanBytes() {
    return (double) bytes / files.size();
  }

  /** Pixels of an image, in the mean; decodes all. */
  double meanPixels() throws Exception {
    return pixels() / files.size();
  }

  /** Reads each file whole. */
  void read() throws Exception {
    long read = onTwoThreads(file -> Files.readAllBytes(files.get(file)).length);
    if (read != bytes) {
      throw new IllegalStateException("read %,d bytes of %,d".formatted(read, bytes));
    }
  }

  /** Decodes each file, with the decoder of the job. */
  void decode() throws Exception {
    if (pixels() == 0) {
      throw new IllegalStateException("no pixel was decoded");
    }
  }

  private double pixels() throws Exception {
    ImageDecoder decoder = ImageDecoders.best();
    return onTwoThreads(
            file -> decoder.decode(contents.get(file), Integer.MAX_VALUE).shape().elements())
        / 3.0;
  }

  /** The sum of what the step gave. */
  private long onTwoThreads(Step step) throws InterruptedException, ExecutionException {
    AtomicInteger next = new AtomicInteger();
    ExecutorService threads = Executors.newFixedThreadPool(Workbench.THREADS);
    try {
      List<Future<Long>> sums = new ArrayList<>();
      for (int i = 0; i < Workbench.THREADS; i++) {
        sums.add(
            threads.submit(
                () -> {
                  long sum = 0;
                  for (int file = next.getAndIncrement();
                      file < files.size();
                      file = next.getAndIncrement()) {
                    sum += step.apply(file);
                  }
                  return sum;
                }));
      }
      long total = 0;
      for (Future<Long> sum : sums) {
        total += sum.get();
      }
      return total;
    } finally {
      threads.shutdown();
    }
  }
}
