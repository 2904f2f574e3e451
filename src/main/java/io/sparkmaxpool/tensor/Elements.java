package io.sparkmaxpool.tensor;

import static io.sparkmaxpool.tensor.LittleEndian.DOUBLE;
import static io.sparkmaxpool.tensor.LittleEndian.FLOAT;
import static io.sparkmaxpool.tensor.LittleEndian.INT;
import static io.sparkmaxpool.tensor.LittleEndian.LONG;
import static io.sparkmaxpool.tensor.LittleEndian.SHORT;

import java.util.Objects;

/**
 * The elements of a tensor where they lie: a range of somebody's bytes, row-major and
 * little-endian. Nothing is copied; whoever owns the bytes may reuse them once the view is dropped.
 *
 * <pre>{@code
 * Elements e = Elements.of(Tensor.of(Shape.of(1, 2, 2), 1f, 2f, 3f, 4f));
 * e.at(3);     // 4.0
 * e.mean();    // 2.5
 * }</pre>
 *
 * @param dtype of every element
 * @param bytes the array that they lie in
 * @param offset where the first one begins, in bytes
 * @param count how many there are
 */
public record Elements(DType dtype, byte[] bytes, int offset, int count) {
  /**
   * Checks the range.
   *
   * @throws IndexOutOfBoundsException if it does not lie in the array
   */
  public Elements {
    Objects.checkFromIndexSize(offset, Math.multiplyExact(count, dtype.bytes()), bytes.length);
  }

  /** All elements of a tensor. */
  public static Elements of(Tensor tensor) {
    return new Elements(
        tensor.dtype(), tensor.data(), 0, tensor.data().length / tensor.dtype().bytes());
  }

  /** Where the last one ends. */
  int end() {
    return offset + count * dtype.bytes();
  }

  /**
   * One element as a double, which holds every value of every dtype but large ones of int64: of
   * those, the nearest.
   *
   * @throws IndexOutOfBoundsException if there is no such element
   */
  public double at(int index) {
    int at = position(index);
    return switch (dtype) {
      case UINT8, INT8, INT16, INT32, INT64 -> intAt(index);
      case FLOAT16 -> Float16.toFloat((short) SHORT.get(bytes, at));
      case BFLOAT16 -> BFloat16.toFloat((short) SHORT.get(bytes, at));
      case FLOAT32 -> (float) FLOAT.get(bytes, at);
      case FLOAT64 -> (double) DOUBLE.get(bytes, at);
    };
  }

  /**
   * One element of a tensor of ints.
   *
   * @throws IndexOutOfBoundsException if there is no such element
   * @throws IllegalStateException if the dtype is a float's
   */
  public long intAt(int index) {
    int at = position(index);
    return switch (dtype) {
      case UINT8 -> bytes[at] & 0xFF;
      case INT8 -> bytes[at];
      case INT16 -> (short) SHORT.get(bytes, at);
      case INT32 -> (int) INT.get(bytes, at);
      case INT64 -> (long) LONG.get(bytes, at);
      case FLOAT16, BFLOAT16, FLOAT32, FLOAT64 ->
          throw new IllegalStateException("the elements are " + dtype + ", not ints");
    };
  }

  private int position(int index) {
    return offset + Objects.checkIndex(index, count) * dtype.bytes();
  }

  /**
   * The mean of all elements: their sum in float64, divided by their number; NaN where there are
   * none. PyTorch sums float32 in float32, and has no mean of ints.
   */
  public double mean() {
    return Sum.of(this) / count;
  }
}
