package io.sparkmaxpool.dataset;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.ForkJoinPool;

/**
 * Looks into many files at once: on an object store each costs a round trip, not processor time.
 */
final class ParallelOpens {
  private static final int AT_ONCE = 16;

  /** What is done with each file. */
  interface Look<T, R> {
    R at(T file) throws IOException;
  }

  private ParallelOpens() {}

  /** What a look at each file gives, in their order. */
  static <T, R> List<R> of(List<T> files, Look<T, R> look) throws IOException {
    ForkJoinPool threads = new ForkJoinPool(AT_ONCE);
    try {
      return threads
          .submit(
              () ->
                  files.parallelStream()
                      .map(
                          file -> {
                            try {
                              return look.at(file);
                            } catch (IOException e) {
                              throw new UncheckedIOException(e);
                            }
                          })
                      .toList())
          .join();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } finally {
      threads.shutdown();
    }
  }
}
