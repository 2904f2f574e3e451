package io.sparkmaxpool.parquet;

/** Two records of different shapes, where the Arrow footer needs one shape for the whole table. */
public final class MixedShapesException extends RuntimeException {
  /** Names both records and the ways out. */
  public MixedShapesException(KeyedShape first, KeyedShape other) {
    super(
        "footer arrow needs one shape, but %s has %s and %s has %s: use adaptive pooling, or footer: none"
            .formatted(first.key(), first.shape(), other.key(), other.shape()));
  }
}
