package io.sparkmaxpool.parquet;

import io.sparkmaxpool.tensor.DType;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * How a {@link TensorFileWriter} writes.
 *
 * @param columns which of the optional columns the file has
 * @param stored the type of the tensor bytes handed to the writer
 * @param written the type readers see: {@code stored}, or float32 made from uint8 as torchvision's
 *     {@code ToTensor} does, {@code (float) v / 255f}
 * @param encoding what the {@code pooled} column looks like
 * @param footer what the footer tells about it
 * @param compression how pages are compressed
 * @param rowGroupSize compressed bytes after which a row group ends
 * @param metadata the file's key-value metadata; where the footer has an Arrow schema also that of
 *     the schema, which is all that Arrow readers see
 */
public record TensorFileOptions(
    Set<OptionalColumn> columns,
    DType stored,
    DType written,
    Encoding encoding,
    Footer footer,
    Compression compression,
    long rowGroupSize,
    Map<String, String> metadata) {

  /**
   * Checks that the choices go together.
   *
   * @throws IllegalArgumentException if they do not; the message names the two that clash
   */
  public TensorFileOptions {
    if (written != stored && !(stored == DType.UINT8 && written == DType.FLOAT32)) {
      throw new IllegalArgumentException(
          "%s tensors cannot be written as %s: only uint8 changes its type, to float32"
              .formatted(stored, written));
    }
    if (encoding == Encoding.NPY && written.npyDescr().isEmpty()) {
      throw new IllegalArgumentException("encoding npy has no type " + written);
    }
    if (footer.encoding().isPresent() && footer.encoding().get() != encoding) {
      throw new IllegalArgumentException(
          "footer %s needs encoding %s, but the encoding is %s"
              .formatted(footer.label(), footer.encoding().get().label(), encoding.label()));
    }
    if (rowGroupSize < 1) {
      throw new IllegalArgumentException(
          "the row group size must be positive, but is " + rowGroupSize);
    }
    if (metadata.containsKey(ArrowFooter.SCHEMA_KEY)) {
      throw new IllegalArgumentException(
          "the metadata key " + ArrowFooter.SCHEMA_KEY + " is the writer's own");
    }
    columns = columns.isEmpty() ? Set.of() : Set.copyOf(EnumSet.copyOf(columns));
    metadata = Map.copyOf(metadata);
  }

  /**
   * The type of the elements in the file, which the {@code dtype} column names: {@link #written},
   * but float32 for float16 and bfloat16 in lists, since Parquet lists of those are read by nobody.
   */
  public DType visible() {
    return encoding.visible(written);
  }

  boolean has(OptionalColumn column) {
    return columns.contains(column);
  }
}
