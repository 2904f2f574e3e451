package io.sparkmaxpool.pooling;

import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Shape;
import io.sparkmaxpool.tensor.Tensor;

/**
 * The averages of windows, one row of outputs after the other. Each sum adds its window's elements
 * row by row, as PyTorch's loops do, so it is the same float; neighbouring outputs are independent,
 * which makes lanes of them.
 */
final class WindowMeans {
  private final FloatSums floats;
  private final DoubleSums doubles = new DoubleSums();
  private final LongSums longs = new LongSums();

  WindowMeans(RowKernels kernels) {
    floats = new FloatSums(kernels);
  }

  /** What becomes of a row of sums. */
  private interface Division {
    void divide(Sums sums, int y);
  }

  /**
   * As {@code avg_pool2d}: sum / divisor, the window's unless another is given.
   *
   * @param divisorOverride may be null
   */
  Tensor averages(
      Tensor input, Shape output, Windows rows, Windows columns, Integer divisorOverride) {
    return pool(
        input,
        output,
        rows,
        columns,
        (sums, y) -> {
          for (int from = 0; from < columns.outputs(); ) {
            int to = columns.endOfEqual(from);
            boolean empty = rows.isEmpty(y) || columns.isEmpty(from);
            long size = (long) rows.divisor(y) * columns.divisor(from);
            sums.divide(empty ? 1 : divisorOverride == null ? size : divisorOverride, from, to);
            from = to;
          }
        },
        // PyTorch adds the average to a zero.
        Sums.Zeros.POSITIVE);
  }

  /** As {@code adaptive_avg_pool2d}: sum / height / width. */
  Tensor adaptiveAverages(Tensor input, Shape output, Windows rows, Windows columns) {
    return pool(
        input,
        output,
        rows,
        columns,
        (sums, y) -> {
          sums.divide(rows.divisor(y), 0, columns.outputs());
          for (int from = 0; from < columns.outputs(); ) {
            int to = columns.endOfEqual(from);
            sums.divide(columns.divisor(from), from, to);
            from = to;
          }
        },
        Sums.Zeros.SIGNED);
  }

  private Tensor pool(
      Tensor input,
      Shape output,
      Windows rows,
      Windows columns,
      Division division,
      Sums.Zeros zeros) {
    byte[] values = Tensor.allocate(input.dtype(), output);
    Sums sums = sums(input.dtype());
    int stride = columns.isTapByTap() ? columns.stride() : 1;
    int width = columns.outputs();
    int at = 0;
    for (int plane = 0; at < output.elements(); plane++) {
      sums.load(input, plane, rows.input(), columns.input(), stride);
      for (int y = 0; y < rows.outputs(); y++, at += width) {
        sums.clear(width);
        for (int h = (int) rows.first(y); h < rows.end(y); h++) {
          add(sums, h * Sums.pitch(columns.input(), stride), columns);
        }
        division.divide(sums, y);
        sums.store(values, at, width, zeros);
      }
    }
    return Tensor.of(input.dtype(), output, values);
  }

  /** Adds a row of the input, which begins at {@code start}, to a row of sums. */
  private static void add(Sums sums, int start, Windows columns) {
    if (columns.isTapByTap()) {
      int stride = columns.stride();
      for (int tap = 0; tap < columns.kernel(); tap++) {
        int from = columns.firstSeeing(tap);
        int to = columns.endSeeing(tap);
        if (from < to) {
          int x = columns.position(tap) + from * stride;
          sums.add(start + Sums.phased(x, columns.input(), stride), from, to);
        }
      }
    } else {
      for (int x = 0; x < columns.outputs(); x++) {
        sums.addAll(start + (int) columns.first(x), start + columns.end(x), x);
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
}
