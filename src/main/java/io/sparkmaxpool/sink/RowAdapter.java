package io.sparkmaxpool.sink;

import io.sparkmaxpool.parquet.TensorRow;
import io.sparkmaxpool.sql.TensorBytes;
import io.sparkmaxpool.tensor.DType;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.types.UTF8String;

/** Shows Spark's rows to the file writer without copying a tensor out of the row's memory. */
final class RowAdapter {
  private static final int FIELDS = 3;

  /** Extents of a shape, {@code [C,H,W]}. */
  private static final int RANK = 3;

  private final TensorColumns columns;
  private final UTF8String stored;
  private final UTF8String int64 = UTF8String.fromString(DType.INT64.label());
  private final TensorRow row = new TensorRow();
  private byte[] array;
  private int offset;
  private int length;
  private long bytes;

  RowAdapter(TensorColumns columns) {
    this.columns = columns;
    this.stored = UTF8String.fromString(columns.stored().label());
  }

  /** The row last set; the same object every time. */
  TensorRow row() {
    return row;
  }

  /** Bytes of its tensors. */
  long bytes() {
    return bytes;
  }

  /**
   * Takes a row.
   *
   * @throws IllegalArgumentException if it has no tensor, or not one of the planned dtype
   */
  void set(InternalRow from) {
    if (from.isNullAt(columns.key())) {
      throw new IllegalArgumentException("tensor-parquet: a row has no key");
    }
    text(from.getUTF8String(columns.key()));
    row.key(array, offset, length);
    label(from);
    shape(from, columns.inputShape(), "input_shape");
    InternalRow pooled = tensor(from, columns.pooled(), "pooled", stored);
    ArrayData extents = pooled.getArray(1);
    requireRank3(from, extents);
    row.shape(extents.getInt(0), extents.getInt(1), extents.getInt(2));
    data(pooled);
    row.pooled(array, offset, length);
    bytes = length;
    if (columns.indices() != TensorColumns.NONE) {
      data(tensor(from, columns.indices(), "indices", int64));
      row.indices(array, offset, length);
      bytes += length;
    }
  }

  private void label(InternalRow from) {
    if (columns.label() == TensorColumns.NONE || from.isNullAt(columns.label())) {
      row.noLabel();
    } else {
      row.label(from.getInt(columns.label()));
    }
    if (columns.labelName() == TensorColumns.NONE || from.isNullAt(columns.labelName())) {
      row.noLabelName();
    } else {
      text(from.getUTF8String(columns.labelName()));
      row.labelName(array, offset, length);
    }
  }

  private void shape(InternalRow from, int column, String name) {
    if (from.isNullAt(column)) {
      throw new IllegalArgumentException(
          "tensor-parquet: record %s has no %s".formatted(key(from), name));
    }
    ArrayData extents = from.getArray(column);
    requireRank3(from, extents);
    row.inputShape(extents.getInt(0), extents.getInt(1), extents.getInt(2));
  }

  private void requireRank3(InternalRow from, ArrayData extents) {
    if (extents.numElements() != RANK) {
      throw new IllegalArgumentException(
          "tensor-parquet: record %s has a shape of rank %d: a table holds [C,H,W]"
              .formatted(key(from), extents.numElements()));
    }
    for (int axis = 0; axis < RANK; axis++) {
      if (extents.isNullAt(axis)) {
        throw new IllegalArgumentException(
            "tensor-parquet: record %s has a shape with a NULL in it".formatted(key(from)));
      }
    }
  }

  private InternalRow tensor(InternalRow from, int column, String name, UTF8String dtype) {
    if (from.isNullAt(column)) {
      throw new IllegalArgumentException(
          "tensor-parquet: record %s has no tensor %s, and no reason in _bad_record"
              .formatted(key(from), name));
    }
    InternalRow tensor = from.getStruct(column, FIELDS);
    if (!dtype.equals(tensor.getUTF8String(0))) {
      throw new IllegalArgumentException(
          "tensor-parquet: %s of record %s has dtype %s, but the table was planned for %s"
              .formatted(name, key(from), tensor.getUTF8String(0), dtype));
    }
    return tensor;
  }

  private String key(InternalRow from) {
    return from.getUTF8String(columns.key()).toString();
  }

  /** Points at a tensor's bytes. */
  private void data(InternalRow tensor) {
    TensorBytes bytes = TensorBytes.of(tensor);
    array = bytes.array();
    offset = bytes.offset();
    length = bytes.length();
  }

  /** Points at a string's bytes. */
  private void text(UTF8String string) {
    if (string.getBaseObject() instanceof byte[] memory) {
      array = memory;
      offset = (int) (string.getBaseOffset() - Platform.BYTE_ARRAY_OFFSET);
    } else {
      array = string.getBytes();
      offset = 0;
    }
    length = string.numBytes();
  }
}
