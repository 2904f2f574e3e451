package io.sparkmaxpool.pooling;

import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Shape;
import io.sparkmaxpool.tensor.Tensor;

/**
 * The averages of windows, one row of outputs after the other. Each sum adds its window's elements
 * row by row, as PyTorch's loops do, so it is the same float; neighbouring outputs are independent,
 * which the JIT makes lanes of.
 */
final class WindowMeans {
  private final FloatSums floats = new FloatSums();
  private final DoubleSums doubles = new DoubleSums();
  private final LongSums longs = new LongSums();
  private long[] divisors = {};

  /**
   * As {@code avg_pool2d}: sum / divisor, the window's unless another is given.
   *
   * @param divisorOverride may be null
   */
  Tensor averages(
      Tensor input, Shape output, Windows rows, Windows columns, Integer divisorOverride) {
    int width = columns.outputs();
    byte[] values = Tensor.allocate(input.dtype(), output);
    Sums sums = sums(input.dtype());
    reserve(width);
    for (int row = 0; row < rowsOf(output); row++) {
      int y = row % rows.outputs();
      sum(sums, input, row / rows.outputs(), rows, y, columns);
      for (int x = 0; x < width; x++) {
        boolean empty = rows.isEmpty(y) || columns.isEmpty(x);
        long size = (long) rows.divisor(y) * columns.divisor(x);
        divisors[x] = empty ? 1 : divisorOverride == null ? size : divisorOverride;
      }
      sums.divide(divisors, width);
      // PyTorch adds the average to a zero.
      sums.store(values, row * width, width, Sums.Zeros.POSITIVE);
    }
    return Tensor.of(input.dtype(), output, values);
  }

  /** As {@code adaptive_avg_pool2d}: sum / height / width. */
  Tensor adaptiveAverages(Tensor input, Shape output, Windows rows, Windows columns) {
    int width = columns.outputs();
    byte[] values = Tensor.allocate(input.dtype(), output);
    Sums sums = sums(input.dtype());
    reserve(width);
    for (int row = 0; row < rowsOf(output); row++) {
      int y = row % rows.outputs();
      sum(sums, input, row / rows.outputs(), rows, y, columns);
      for (int x = 0; x < width; x++) {
        divisors[x] = rows.divisor(y);
      }
      sums.divide(divisors, width);
      for (int x = 0; x < width; x++) {
        divisors[x] = columns.divisor(x);
      }
      sums.divide(divisors, width);
      sums.store(values, row * width, width, Sums.Zeros.SIGNED);
    }
    return Tensor.of(input.dtype(), output, values);
  }

  private static void sum(
      Sums sums, Tensor input, int plane, Windows rows, int y, Windows columns) {
    if (y == 0) {
      sums.load(input, plane, rows.input() * columns.input());
    }
    sums.clear(columns.outputs());
    for (int h = (int) rows.first(y); h < rows.end(y); h++) {
      int start = h * columns.input();
      if (columns.isSliding()) {
        for (int tap = 0; tap < columns.kernel(); tap++) {
          int from = columns.firstSeeing(tap);
          int to = columns.endSeeing(tap);
          int at = start + columns.position(tap) + from * columns.stride();
          sums.add(at, columns.stride(), from, to);
        }
      } else {
        for (int x = 0; x < columns.outputs(); x++) {
          sums.add(start + (int) columns.first(x), start + columns.end(x), x);
        }
      }
    }
  }

  private Sums sums(DType dtype) {
    return switch (dtype) {
      case FLOAT16, BFLOAT16, FLOAT32 -> floats;
      case FLOAT64 -> doubles;
      case INT64 -> longs;
      case UINT8, INT8, INT16, INT32 -> throw new IllegalStateException("no averages of " + dtype);
    };
  }

  private void reserve(int width) {
    if (divisors.length < width) {
      divisors = new long[width];
    }
  }

  /** Rows of all planes of an output. */
  private static int rowsOf(Shape output) {
    return output.elements() == 0 ? 0 : Math.toIntExact(output.elements() / output.extent(-1));
  }
}
