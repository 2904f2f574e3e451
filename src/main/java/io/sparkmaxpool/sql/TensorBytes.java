package io.sparkmaxpool.sql;

import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.unsafe.Platform;

/**
 * Where a tensor's bytes lie. They are not copied out of a row's memory, which {@link
 * UnsafeRow#getBinary} would do, and are good as long as the row is.
 *
 * @param array the array that they lie in
 * @param offset where they begin
 * @param length how many there are
 */
public record TensorBytes(byte[] array, int offset, int length) {
  private static final int DATA = 2;

  /**
   * The bytes of a tensor's row.
   *
   * @throws IllegalArgumentException if they are NULL
   */
  public static TensorBytes of(InternalRow tensor) {
    TensorStruct.requireField(tensor, DATA);
    if (tensor instanceof UnsafeRow unsafe && unsafe.getBaseObject() instanceof byte[] memory) {
      long offsetAndSize = unsafe.getLong(DATA);
      long start = unsafe.getBaseOffset() + (offsetAndSize >>> Integer.SIZE);
      return new TensorBytes(
          memory, (int) (start - Platform.BYTE_ARRAY_OFFSET), (int) offsetAndSize);
    }
    byte[] data = tensor.getBinary(DATA);
    return new TensorBytes(data, 0, data.length);
  }
}
