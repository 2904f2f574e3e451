package io.sparkmaxpool.dataset;

import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Shape;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/**
 * The column of a Parquet file that holds images, and how.
 *
 * @param kind how
 * @param column its path
 * @param leaf the path of the values themselves, which lie in lists or a structure below it
 * @param dtype of the elements
 * @param stored extents as the file stores them, where the footer tells; else empty
 * @param permutation for each of the axes C, H, W, which of the stored ones it is; empty where they
 *     are the same
 */
record ParquetImage(
    Kind kind,
    List<String> column,
    List<String> leaf,
    DType dtype,
    List<Integer> stored,
    List<Integer> permutation)
    implements Serializable {

  /** How a column holds an image. */
  enum Kind {
    /** An encoded image in a byte string, which may be in a structure beside its path. */
    ENCODED,
    /** The structure of Spark's own image source. */
    SPARK,
    /** A flat list of numbers; the shape is in another column. */
    FLAT,
    /** A flat list of numbers; the shape is the column's, Arrow's tensor type. */
    FIXED,
    /** Lists in lists of numbers. */
    NESTED,
    /** The elements' bytes; the shape is in another column: a table of ours. */
    RAW,
    /** A whole {@code .npy} file in a byte string: a table of ours. */
    NPY;

    FileRecords.Content content() {
      return switch (this) {
        case ENCODED, SPARK -> FileRecords.Content.IMAGES;
        case FLAT, FIXED, NESTED, RAW, NPY -> FileRecords.Content.ARRAYS;
      };
    }

    /** Whether the extents stand in a column of their own. */
    boolean needsShape() {
      return this == FLAT || this == RAW;
    }
  }

  /** The shape of every image, where the footer tells it. */
  Optional<Shape> shape() {
    if (stored.isEmpty()) {
      return Optional.empty();
    }
    List<Integer> axes = permutation.isEmpty() ? List.of(0, 1, 2) : permutation;
    return Optional.of(Shape.of(axes.stream().mapToInt(stored::get).toArray()));
  }
}
