package io.sparkmaxpool.sql;

import static io.sparkmaxpool.sql.PoolingFunctions.resultOrNull;

import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Extreme;
import io.sparkmaxpool.tensor.Shape;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * The functions that give one number of a tensor's, for generated code. They read its bytes where
 * they lie in Spark's row. Those {@code OfInts} are for tensors of a planned dtype of ints; the
 * others take all, and give what a double holds.
 *
 * <p>All fail with an {@link IllegalArgumentException}, with PyTorch's text where it has one; those
 * that begin with {@code try} give null instead.
 */
public final class ElementFunctions {
  private static final int RANK = 3;

  private ElementFunctions() {}

  /** {@code tensor_at(t, c, y, x)}. */
  public static double elementAt(InternalRow tensor, long c, long y, long x) {
    return TensorStruct.elements(tensor).at(position(tensor, c, y, x));
  }

  /** {@code try_tensor_at(t, c, y, x)}. */
  public static Double tryElementAt(InternalRow tensor, long c, long y, long x) {
    return resultOrNull(() -> elementAt(tensor, c, y, x));
  }

  /** {@code tensor_at(t, c, y, x)} of ints. */
  public static long elementAtOfInts(InternalRow tensor, long c, long y, long x, DType planned) {
    return TensorStruct.elements(tensor, planned).intAt(position(tensor, c, y, x));
  }

  /** {@code try_tensor_at(t, c, y, x)} of ints. */
  public static Long tryElementAtOfInts(InternalRow tensor, long c, long y, long x, DType planned) {
    return resultOrNull(() -> elementAtOfInts(tensor, c, y, x, planned));
  }

  /** Where the element of a channel, a row and a column is among all elements. */
  private static int position(InternalRow tensor, long c, long y, long x) {
    Shape shape = TensorStruct.shape(tensor);
    if (shape.rank() != RANK) {
      throw new IllegalArgumentException(
          "tensor_at: takes a tensor [C,H,W], but got one of shape " + shape);
    }
    int row = index(shape, 0, c) * shape.extent(1) + index(shape, 1, y);
    return row * shape.extent(2) + index(shape, 2, x);
  }

  private static int index(Shape shape, int axis, long index) {
    int extent = shape.extent(axis);
    if (index < -extent || index >= extent) {
      throw new IllegalArgumentException(
          "index %d is out of bounds for dimension %d with size %d".formatted(index, axis, extent));
    }
    return (int) (index < 0 ? index + extent : index);
  }

  /** {@code tensor_min(t)} and {@code tensor_max(t)}. */
  public static double extreme(InternalRow tensor, Extreme extreme) {
    return extreme.of(TensorStruct.elements(tensor));
  }

  /** {@code try_tensor_min(t)} and {@code try_tensor_max(t)}. */
  public static Double tryExtreme(InternalRow tensor, Extreme extreme) {
    return resultOrNull(() -> extreme(tensor, extreme));
  }

  /** {@code tensor_min(t)} and {@code tensor_max(t)} of ints. */
  public static long extremeOfInts(InternalRow tensor, Extreme extreme, DType planned) {
    return extreme.ofInts(TensorStruct.elements(tensor, planned));
  }

  /** {@code try_tensor_min(t)} and {@code try_tensor_max(t)} of ints. */
  public static Long tryExtremeOfInts(InternalRow tensor, Extreme extreme, DType planned) {
    return resultOrNull(() -> extremeOfInts(tensor, extreme, planned));
  }

  /** {@code tensor_mean(t)}. */
  public static double mean(InternalRow tensor) {
    return TensorStruct.elements(tensor).mean();
  }

  /** {@code try_tensor_mean(t)}. */
  public static Double tryMean(InternalRow tensor) {
    return resultOrNull(() -> mean(tensor));
  }
}
