package io.sparkmaxpool.parquet;

import java.util.Locale;

/** What a file's footer tells about the {@code pooled} column beyond its Parquet type. */
public enum Footer {
  /**
   * An Arrow schema in which {@code pooled} is {@code arrow.fixed_shape_tensor}: pyarrow returns a
   * {@code FixedShapeTensorArray}. Needs {@link Encoding#ARRAY} and one shape.
   */
  ARROW,
  /** Nothing; shapes may differ from row to row. */
  NONE;

  /** The word in a job spec, e.g. {@code "arrow"}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
