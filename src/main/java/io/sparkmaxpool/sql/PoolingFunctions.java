package io.sparkmaxpool.sql;

import io.sparkmaxpool.pooling.MaxPool2d;
import io.sparkmaxpool.pooling.PooledWithIndices;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * The pooling functions that Spark's generated code calls. Each takes a tensor's row ({@link
 * TensorStruct}) and an operation whose parameters were checked while the query was planned.
 */
public final class PoolingFunctions {
  private PoolingFunctions() {}

  /**
   * {@code max_pool2d}.
   *
   * @throws IllegalArgumentException with PyTorch's text, if the tensor does not suit
   */
  public static InternalRow maxPool2d(InternalRow tensor, MaxPool2d pool) {
    return TensorStruct.toRow(pool.apply(TensorStruct.toTensor(tensor)));
  }

  /** {@code try_max_pool2d}: null where {@link #maxPool2d} fails. */
  public static InternalRow tryMaxPool2d(InternalRow tensor, MaxPool2d pool) {
    try {
      return maxPool2d(tensor, pool);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /**
   * {@code max_pool2d_with_indices}: the pooled tensor and its int64 indices.
   *
   * @throws IllegalArgumentException with PyTorch's text, if the tensor does not suit
   */
  public static InternalRow maxPool2dWithIndices(InternalRow tensor, MaxPool2d pool) {
    PooledWithIndices pooled = pool.applyWithIndices(TensorStruct.toTensor(tensor));
    return new GenericInternalRow(
        new Object[] {TensorStruct.toRow(pooled.values()), TensorStruct.toRow(pooled.indices())});
  }

  /** {@code try_max_pool2d_with_indices}: null where {@link #maxPool2dWithIndices} fails. */
  public static InternalRow tryMaxPool2dWithIndices(InternalRow tensor, MaxPool2d pool) {
    try {
      return maxPool2dWithIndices(tensor, pool);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** {@code max_pool2d_error}: the text that {@link #maxPool2d} fails with, or null. */
  public static UTF8String maxPool2dError(InternalRow tensor, MaxPool2d pool) {
    return pool.refusal(TensorStruct.dtype(tensor.getUTF8String(0)), TensorStruct.shape(tensor))
        .map(UTF8String::fromString)
        .orElse(null);
  }
}
