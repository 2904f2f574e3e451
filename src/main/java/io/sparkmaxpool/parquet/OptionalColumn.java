package io.sparkmaxpool.parquet;

import java.util.Locale;

/**
 * The columns that a file may be without: partition columns live in directory names, and indices
 * are written only when asked for.
 */
public enum OptionalColumn {
  LABEL,
  LABEL_NAME,
  INDICES;

  /** The column's name, e.g. {@code "label_name"}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
