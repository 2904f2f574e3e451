package io.sparkmaxpool.parquet;

import java.util.Locale;
import java.util.Optional;

/** What a file's footer tells about the {@code pooled} column beyond its Parquet type. */
public enum Footer {
  /**
   * An Arrow schema in which {@code pooled} is {@code arrow.fixed_shape_tensor}: pyarrow returns a
   * {@code FixedShapeTensorArray}. Needs {@link Encoding#ARRAY} and one shape.
   */
  ARROW(Optional.of(Encoding.ARRAY)),
  /**
   * An Arrow schema in which {@code pooled} is the {@code Array3D} of Hugging Face {@code
   * datasets}, as {@code load_dataset("parquet", data_files=...)} returns it. Needs {@link
   * Encoding#NESTED} and one shape.
   */
  HF(Optional.of(Encoding.NESTED)),
  /** Nothing; shapes may differ from row to row. */
  NONE(Optional.empty());

  private final Optional<Encoding> encoding;

  Footer(Optional<Encoding> encoding) {
    this.encoding = encoding;
  }

  /** The word in a job spec, e.g. {@code "arrow"}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The one encoding it goes with; empty if it goes with all. */
  public Optional<Encoding> encoding() {
    return encoding;
  }

  /** Whether it tells a shape, which all rows of the table must have then. */
  public boolean tellsShape() {
    return this != NONE;
  }
}
