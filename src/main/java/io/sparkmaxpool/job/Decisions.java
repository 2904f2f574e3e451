package io.sparkmaxpool.job;

import io.sparkmaxpool.dataset.FileRecords;
import io.sparkmaxpool.dataset.Listing;
import io.sparkmaxpool.parquet.Encoding;
import io.sparkmaxpool.parquet.Footer;
import io.sparkmaxpool.parquet.KeyedShape;
import io.sparkmaxpool.parquet.MixedShapesException;
import io.sparkmaxpool.tensor.DType;
import java.util.List;
import java.util.Optional;

/** What a spec leaves to its input: the type of the table's elements, and its footer. */
final class Decisions {
  private Decisions() {}

  /**
   * The type that is pooled: the one asked for, else float32 for images and the files' for arrays.
   * The table has the type that the operation makes of it.
   *
   * @throws JobException with {@link ExitCode#USAGE} if files have several and none is asked for
   */
  static DType dtype(JobSpec spec, Listing listing) {
    if (spec.output().dtype().isPresent()) {
      return spec.output().dtype().get();
    }
    List<Listing.DTypeOf> dtypes = listing.dtypes();
    if (listing.content() == FileRecords.Content.IMAGES || dtypes.isEmpty()) {
      return DType.FLOAT32;
    }
    if (dtypes.size() > 1) {
      throw new JobException(
          ExitCode.USAGE,
          "output.dtype: %s has %s and %s has %s: say with --dtype what all are cast to"
              .formatted(
                  dtypes.get(0).key(),
                  dtypes.get(0).dtype(),
                  dtypes.get(1).key(),
                  dtypes.get(1).dtype()));
    }
    return dtypes.get(0).dtype();
  }

  /** Whether all tensors of the table are certain to have one shape. */
  static boolean isOneShape(JobSpec spec, Listing listing, List<PoolPlan.PooledShape> shapes) {
    return switch (listing.coverage()) {
      // Images all have three channels.
      case SAMPLE -> spec.pool().isOneSize();
      case EVERY_RECORD ->
          shapes.stream()
                  .filter(shape -> shape.output() != null)
                  .map(PoolPlan.PooledShape::output)
                  .distinct()
                  .count()
              <= 1;
    };
  }

  /**
   * The footer: the one asked for, or for {@code auto} Arrow's where one shape is certain and the
   * encoding is a flat list.
   *
   * @throws JobException with {@link ExitCode#USAGE} if one is asked for that tells a shape, and
   *     headers show two
   */
  static Footer footer(JobSpec spec, List<PoolPlan.PooledShape> shapes, boolean oneShape) {
    Optional<Footer> asked = spec.output().footer().decided();
    if (asked.isEmpty()) {
      return oneShape && spec.output().encoding() == Encoding.ARRAY ? Footer.ARROW : Footer.NONE;
    }
    if (asked.get().tellsShape()) {
      requireOneShape(asked.get(), shapes);
    }
    return asked.get();
  }

  private static void requireOneShape(Footer footer, List<PoolPlan.PooledShape> shapes) {
    KeyedShape first = null;
    for (PoolPlan.PooledShape shape : shapes) {
      if (shape.output() != null) {
        KeyedShape keyed = new KeyedShape(shape.key(), shape.output());
        if (first != null && !first.shape().equals(keyed.shape())) {
          throw new JobException(
              ExitCode.USAGE,
              "output.footer: " + new MixedShapesException(footer, first, keyed).getMessage());
        }
        first = keyed;
      }
    }
  }
}
