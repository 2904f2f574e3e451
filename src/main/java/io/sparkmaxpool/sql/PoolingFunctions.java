package io.sparkmaxpool.sql;

import io.sparkmaxpool.metrics.SampledTime;
import io.sparkmaxpool.pooling.IndexedPool2d;
import io.sparkmaxpool.pooling.MaxPool2d;
import io.sparkmaxpool.pooling.MaxUnpool2d;
import io.sparkmaxpool.pooling.Pool2d;
import io.sparkmaxpool.pooling.PooledWithIndices;
import java.util.function.Supplier;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * The pooling functions that Spark's generated code calls. Each takes tensors' rows ({@link
 * TensorStruct}) and an operation whose parameters were checked while the query was planned. All
 * fail with an {@link IllegalArgumentException} that has PyTorch's text, if a tensor does not suit;
 * those that begin with {@code try} give null instead.
 */
public final class PoolingFunctions {
  private PoolingFunctions() {}

  /** {@code max_pool2d}, {@code avg_pool2d} and the like. */
  public static InternalRow pool(InternalRow tensor, Timed<Pool2d> pool) {
    SampledTime time = pool.time();
    long begun = time.begin();
    InternalRow pooled = TensorStruct.toRow(pool.operation().apply(TensorStruct.toTensor(tensor)));
    time.end(begun);
    return pooled;
  }

  /** {@code try_max_pool2d} and the like. */
  public static InternalRow tryPool(InternalRow tensor, Timed<Pool2d> pool) {
    return resultOrNull(() -> pool(tensor, pool));
  }

  /** {@code max_pool2d_with_indices} and the like: the pooled tensor and its int64 indices. */
  public static InternalRow poolWithIndices(InternalRow tensor, Timed<IndexedPool2d> pool) {
    SampledTime time = pool.time();
    long begun = time.begin();
    PooledWithIndices pooled = pool.operation().applyWithIndices(TensorStruct.toTensor(tensor));
    time.end(begun);
    return new GenericInternalRow(
        new Object[] {TensorStruct.toRow(pooled.values()), TensorStruct.toRow(pooled.indices())});
  }

  /** {@code try_max_pool2d_with_indices} and the like. */
  public static InternalRow tryPoolWithIndices(InternalRow tensor, Timed<IndexedPool2d> pool) {
    return resultOrNull(() -> poolWithIndices(tensor, pool));
  }

  /** {@code max_pool2d_error} and the like: the text that {@link #pool} fails with, or null. */
  public static UTF8String poolError(InternalRow tensor, Timed<Pool2d> pool) {
    return pool.operation()
        .refusal(TensorStruct.dtype(tensor), TensorStruct.shape(tensor))
        .map(UTF8String::fromString)
        .orElse(null);
  }

  /** {@code max_unpool2d} to the default size. */
  public static InternalRow maxUnpool2d(
      InternalRow values, InternalRow indices, Timed<MaxUnpool2d> unpool) {
    SampledTime time = unpool.time();
    long begun = time.begin();
    InternalRow unpooled =
        TensorStruct.toRow(
            unpool
                .operation()
                .apply(TensorStruct.toTensor(values), TensorStruct.toTensor(indices)));
    time.end(begun);
    return unpooled;
  }

  /** {@code try_max_unpool2d} to the default size. */
  public static InternalRow tryMaxUnpool2d(
      InternalRow values, InternalRow indices, Timed<MaxUnpool2d> unpool) {
    return resultOrNull(() -> maxUnpool2d(values, indices, unpool));
  }

  /** {@code max_unpool2d_error} for the default size. */
  public static UTF8String maxUnpool2dError(
      InternalRow values, InternalRow indices, Timed<MaxUnpool2d> unpool) {
    return errorOrNull(() -> maxUnpool2d(values, indices, unpool));
  }

  /** {@code max_unpool2d} to a given size. */
  public static InternalRow maxUnpool2d(
      InternalRow values, InternalRow indices, ArrayData outputSize, Timed<MaxUnpool2d> unpool) {
    for (int i = 0; i < outputSize.numElements(); i++) {
      if (outputSize.isNullAt(i)) {
        throw new IllegalArgumentException(
            "max_unpool2d: element %d of output_size must not be NULL".formatted(i));
      }
    }
    SampledTime time = unpool.time();
    long begun = time.begin();
    InternalRow unpooled =
        TensorStruct.toRow(
            unpool
                .operation()
                .apply(
                    TensorStruct.toTensor(values),
                    TensorStruct.toTensor(indices),
                    outputSize.toIntArray()));
    time.end(begun);
    return unpooled;
  }

  /** {@code try_max_unpool2d} to a given size. */
  public static InternalRow tryMaxUnpool2d(
      InternalRow values, InternalRow indices, ArrayData outputSize, Timed<MaxUnpool2d> unpool) {
    return resultOrNull(() -> maxUnpool2d(values, indices, outputSize, unpool));
  }

  /** {@code max_unpool2d_error} for a given size. */
  public static UTF8String maxUnpool2dError(
      InternalRow values, InternalRow indices, ArrayData outputSize, Timed<MaxUnpool2d> unpool) {
    return errorOrNull(() -> maxUnpool2d(values, indices, outputSize, unpool));
  }

  /** {@code max_pool2d_backward}. */
  public static InternalRow maxPool2dBackward(
      InternalRow gradOutput, InternalRow input, InternalRow indices, MaxPool2d pool) {
    return TensorStruct.toRow(
        pool.backward(
            TensorStruct.toTensor(gradOutput),
            TensorStruct.toTensor(input),
            TensorStruct.toTensor(indices)));
  }

  /** {@code try_max_pool2d_backward}. */
  public static InternalRow tryMaxPool2dBackward(
      InternalRow gradOutput, InternalRow input, InternalRow indices, MaxPool2d pool) {
    return resultOrNull(() -> maxPool2dBackward(gradOutput, input, indices, pool));
  }

  /** {@code max_pool2d_backward_error}. */
  public static UTF8String maxPool2dBackwardError(
      InternalRow gradOutput, InternalRow input, InternalRow indices, MaxPool2d pool) {
    return errorOrNull(() -> maxPool2dBackward(gradOutput, input, indices, pool));
  }

  /** What a call gives; null where a tensor does not suit. */
  static <T> T resultOrNull(Supplier<T> call) {
    try {
      return call.get();
    } catch (IllegalArgumentException | ArithmeticException e) {
      return null;
    }
  }

  private static UTF8String errorOrNull(Runnable call) {
    try {
      call.run();
      return null;
    } catch (IllegalArgumentException | ArithmeticException e) {
      return UTF8String.fromString(e.getMessage());
    }
  }
}
