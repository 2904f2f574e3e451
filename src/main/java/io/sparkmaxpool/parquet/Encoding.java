package io.sparkmaxpool.parquet;

import java.util.Locale;

/** What the {@code pooled} column looks like to a reader. */
public enum Encoding {
  /** One flat list of numbers, row-major, channels first. */
  ARRAY,
  /** A list of channels, of rows, of numbers. */
  NESTED,
  /** The elements' bytes, row-major, little-endian. */
  BINARY,
  /** A whole {@code .npy} file, header included. */
  NPY;

  /** The word in a job spec, e.g. {@code "array"}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
