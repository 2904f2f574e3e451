package io.sparkmaxpool.parquet;

import io.sparkmaxpool.tensor.DType;
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

  /**
   * The type of the elements in a file: the written one, but float32 for float16 and bfloat16 in
   * lists, since Parquet lists of those are read by nobody.
   */
  public DType visible(DType written) {
    return switch (this) {
      case BINARY, NPY -> written;
      case ARRAY, NESTED ->
          switch (written) {
            case FLOAT16, BFLOAT16, FLOAT32 -> DType.FLOAT32;
            case UINT8, INT8, INT16, INT32, INT64, FLOAT64 -> written;
          };
    };
  }
}
