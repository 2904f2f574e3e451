package io.sparkmaxpool.job;

import io.sparkmaxpool.dataset.FileRecords;
import io.sparkmaxpool.dataset.Listing;
import io.sparkmaxpool.dataset.Split;
import io.sparkmaxpool.parquet.Encoding;
import io.sparkmaxpool.pooling.MaxPool2d;
import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * What a job will do, known before a pixel is read.
 *
 * @param spec the job, with what its input decides
 * @param listing its input
 * @param splits what each task reads
 * @param batches what the table does not have yet, where that is what is read
 * @param shapes the output shape of every input shape that headers showed
 */
public record PoolPlan(
    JobSpec spec,
    Listing listing,
    List<Split> splits,
    Optional<BatchPlan> batches,
    List<PooledShape> shapes) {
  /** DuckDB 1.4 fails on lists much longer than this (duckdb#18137). */
  private static final long LONG_LIST = 65_000;

  /** Compressed bytes of an element that has 256 levels, measured on pooled photos with zstd. */
  private static final double BYTES_PER_LEVEL = 0.75;

  /** Compressed bytes of an index, measured likewise. */
  private static final double BYTES_PER_INDEX = 1.5;

  /** Compressed bytes of a float32 that the pages do not know to be one of 256 levels. */
  private static final double BYTES_PER_FLOAT = 1.7;

  private static final int SHAPES_SHOWN = 3;

  /**
   * A shape before and after pooling.
   *
   * @param key the first record that has it
   * @param output the pooled shape; null where such an image does not suit
   */
  record PooledShape(String key, Shape input, Shape output) {}

  /** The plan for a person, line by line. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        line(
            "input",
            "%s of %s: %,d files, %,d bytes, %,d ignored%s",
            spec.input().format().label(),
            String.join(", ", spec.input().paths()),
            listing.files().size(),
            listing.bytes(),
            listing.ignored(),
            listing.unlisted().isEmpty()
                ? ""
                : ", %,d unreadable".formatted(listing.unlisted().size())));
    lines.add(line("records", "%s", count(listing.records()).orElse("counted when they are read")));
    lines.add(
        line(
            "splits",
            "%,d of at most %,d bytes decoded",
            splits.size(),
            Math.round(
                splits.stream().mapToLong(Split::bytes).max().orElse(0) * listing.expansion())));
    if (spec.output().part() == InputPart.BAD) {
      lines.add(line("retry", "of all this only the table's bad records are read"));
    }
    if (batches.isPresent()) {
      lines.add(
          line(
              "resume",
              "%,d commits are there, %,d batches to go%s",
              batches.get().committed(),
              batches.get().batches().size(),
              count(batches.get().records()).map(n -> " with " + n + " records").orElse("")));
    }
    if (listing.content() == FileRecords.Content.ARRAYS) {
      lines.add(line("dtype", "%s", dtypes()));
    }
    lines.add(line("pool", "%s on %s kernels", spec.pool().operation(), MaxPool2d.kernelName()));
    for (PooledShape shape : shapes.subList(0, Math.min(SHAPES_SHOWN, shapes.size()))) {
      lines.add(
          line(
              "shape",
              "%s -> %s%s",
              shape.input(),
              shape.output() == null ? "too small: a bad record" : shape.output(),
              shapes.size() > 1 ? " (" + shape.key() + ")" : ""));
    }
    if (shapes.size() > SHAPES_SHOWN) {
      lines.add(
          line(
              "shape",
              switch (listing.coverage()) {
                case EVERY_RECORD -> "and %,d more";
                case SAMPLE -> "and %,d more in the headers sampled";
              },
              shapes.size() - SHAPES_SHOWN));
    }
    lines.add(
        line(
            "output",
            "%s: %s %s%s, %s, about %,d bytes",
            spec.output().path(),
            spec.dtype(),
            spec.output().encoding().label(),
            spec.pool().returnIndices() ? " with indices" : "",
            spec.output().compression().label(),
            estimatedBytes()));
    spec.output().table().ifPresent(name -> lines.add(line("name", "%s", name)));
    if (longestTensor() > LONG_LIST && isList(spec.output().encoding())) {
      lines.add(
          line(
              "note",
              "tensors of %,d elements: DuckDB cannot read lists that long, encoding binary can be"
                  + " read by all",
              longestTensor()));
    }
    return lines;
  }

  private static Optional<String> count(OptionalLong records) {
    return records.isPresent()
        ? Optional.of(String.format(Locale.ROOT, "%,d", records.getAsLong()))
        : Optional.empty();
  }

  /** The dtypes of the files, and whether they are cast. */
  private String dtypes() {
    List<Listing.DTypeOf> dtypes = listing.dtypes();
    String found =
        dtypes.stream()
            .map(of -> dtypes.size() > 1 ? of.dtype() + " (" + of.key() + ")" : of.dtype().label())
            .collect(Collectors.joining(", "));
    boolean isCast = dtypes.stream().anyMatch(of -> of.dtype() != spec.dtype());
    return found + (isCast ? ", cast to " + spec.dtype() : ", as stored");
  }

  private static String line(String name, String format, Object... arguments) {
    return "%-8s ".formatted(name) + String.format(Locale.ROOT, format, arguments);
  }

  private static boolean isList(Encoding encoding) {
    return switch (encoding) {
      case ARRAY, NESTED -> true;
      case BINARY, NPY -> false;
    };
  }

  private long longestTensor() {
    return shapes.stream()
        .filter(shape -> shape.output() != null)
        .mapToLong(shape -> shape.output().elements())
        .max()
        .orElse(0);
  }

  /** What the table will take on disk, roughly. */
  long estimatedBytes() {
    double before = 0;
    double after = 0;
    for (PooledShape shape : shapes) {
      before += shape.input().elements();
      after += shape.output() == null ? 0 : shape.output().elements();
    }
    double stored =
        listing.dtypes().stream().mapToInt(of -> of.dtype().bytes()).average().orElse(1);
    double elements = before == 0 ? 0 : listing.decodedBytes() / stored * after / before;
    double indices = spec.pool().returnIndices() ? BYTES_PER_INDEX : 0;
    return Math.round(elements * (bytesPerElement() + indices));
  }

  private double bytesPerElement() {
    if (spec.dtype() == DType.UINT8) {
      return BYTES_PER_LEVEL;
    }
    if (listing.content() == FileRecords.Content.ARRAYS) {
      // What arrays hold may be noise.
      return spec.dtype().bytes();
    }
    return switch (spec.output().encoding()) {
      case ARRAY, NESTED -> BYTES_PER_LEVEL;
      case BINARY, NPY -> BYTES_PER_FLOAT;
    };
  }
}
