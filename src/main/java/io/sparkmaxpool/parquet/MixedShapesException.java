package io.sparkmaxpool.parquet;

/** Two records of different shapes, where the footer tells one shape for the whole table. */
public final class MixedShapesException extends RuntimeException {
  /** Names both records and the ways out. */
  public MixedShapesException(Footer footer, KeyedShape first, KeyedShape other) {
    super(
        "footer %s needs one shape, but %s has %s and %s has %s: use adaptive pooling, or footer: none"
            .formatted(footer.label(), first.key(), first.shape(), other.key(), other.shape()));
  }
}
