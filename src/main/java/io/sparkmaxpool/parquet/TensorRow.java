package io.sparkmaxpool.parquet;

import io.sparkmaxpool.tensor.Shape;

/**
 * One row for a {@link TensorFileWriter}: made once, set again for every row, never copied. Byte
 * ranges are read while {@code write} runs and not kept, so they may lie inside a larger array that
 * the caller reuses, such as the memory of a row of an engine.
 *
 * <p>A new row has no label, no label name and no indices; what is set stays until it is set again
 * or {@link #clear cleared}.
 *
 * <pre>{@code
 * TensorRow row = new TensorRow();
 * row.key(key, 0, key.length);
 * row.label(3);
 * row.inputShape(3, 32, 32);
 * row.shape(3, 10, 10);
 * row.pooled(memory, offset, 300);
 * writer.write(row);
 * }</pre>
 */
public final class TensorRow {
  private final Slice key = new Slice();
  private final Slice labelName = new Slice();
  private final Slice pooled = new Slice();
  private final Slice indices = new Slice();
  private final int[] inputShape = new int[3];
  private final int[] shape = new int[3];
  private int label;
  private boolean labelPresent;
  private boolean labelNamePresent;
  private boolean indicesPresent;

  /** Forgets everything, as if the row were new. */
  public void clear() {
    key.clear();
    pooled.clear();
    noLabel();
    noLabelName();
    noIndices();
    inputShape(0, 0, 0);
    shape(0, 0, 0);
  }

  /** The record's key, UTF-8. */
  public void key(byte[] bytes, int offset, int length) {
    key.set(bytes, offset, length);
  }

  /** The class index. */
  public void label(int value) {
    label = value;
    labelPresent = true;
  }

  /** The record has no class index: the column is null. */
  public void noLabel() {
    labelPresent = false;
  }

  /** The class name, UTF-8. */
  public void labelName(byte[] bytes, int offset, int length) {
    labelName.set(bytes, offset, length);
    labelNamePresent = true;
  }

  /** The record has no class name: the column is null. */
  public void noLabelName() {
    labelName.clear();
    labelNamePresent = false;
  }

  /** The shape before pooling. */
  public void inputShape(int channels, int height, int width) {
    set(inputShape, channels, height, width);
  }

  /** The shape of {@code pooled} and {@code indices}. */
  public void shape(int channels, int height, int width) {
    set(shape, channels, height, width);
  }

  /** The pooled elements, of the stored dtype, row-major, little-endian. */
  public void pooled(byte[] bytes, int offset, int length) {
    pooled.set(bytes, offset, length);
  }

  /** The index of every pooled element in its unpadded input plane, as little-endian int64. */
  public void indices(byte[] bytes, int offset, int length) {
    indices.set(bytes, offset, length);
    indicesPresent = true;
  }

  /** The record has no indices; only a file without that column takes it. */
  public void noIndices() {
    indices.clear();
    indicesPresent = false;
  }

  Slice key() {
    return key;
  }

  int label() {
    return label;
  }

  boolean hasLabel() {
    return labelPresent;
  }

  Slice labelName() {
    return labelName;
  }

  boolean hasLabelName() {
    return labelNamePresent;
  }

  Slice pooled() {
    return pooled;
  }

  Slice indices() {
    return indices;
  }

  boolean hasIndices() {
    return indicesPresent;
  }

  /** The live extents, not a copy. */
  int[] inputShape() {
    return inputShape;
  }

  /** The live extents, not a copy. */
  int[] shape() {
    return shape;
  }

  KeyedShape keyedShape() {
    return new KeyedShape(key.text(), Shape.of(shape));
  }

  private static void set(int[] extents, int channels, int height, int width) {
    extents[0] = channels;
    extents[1] = height;
    extents[2] = width;
  }
}
