package io.sparkmaxpool.pooling;

import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Tensor;

/**
 * Some rows of the input with room around them, for kernels that read whole vectors: where they lie
 * in the input, if it goes on far enough on both sides, or else a copy of them. With padding, a
 * copy of the cells that windows see.
 *
 * <p>Belongs to one thread at a time; the buffer grows and is kept for the next record.
 */
final class InputRows {
  private byte[] input;
  private int bytes;
  private byte[] buffer = {};
  private byte[] padding = {};
  private DType padded;
  private byte[] array;
  private int start;

  void bind(Tensor tensor) {
    input = tensor.data();
    bytes = tensor.dtype().bytes();
    if (padded != tensor.dtype()) {
      padded = tensor.dtype();
      padding = new byte[0];
    }
  }

  /** What holds the rows. */
  byte[] array() {
    return array;
  }

  /** The element of {@link #array} that is the first one asked for. */
  int start() {
    return start;
  }

  /**
   * Shows n elements as they are.
   *
   * @param element the first one
   * @param before how many elements before it, and
   * @param after how many after the last one are read, whatever they are
   */
  void show(int element, int n, int before, int after) {
    if (element >= before && (element + (long) n + after) * bytes <= input.length) {
      array = input;
      start = element;
      return;
    }
    reserve((before + (long) n + after) * bytes);
    System.arraycopy(input, element * bytes, buffer, before * bytes, n * bytes);
    array = buffer;
    start = before;
  }

  /** Shows the cells of rows, padding too, {@code pitch} of them a row. */
  void showCells(
      Axis rows, Axis columns, int plane, long firstRow, int count, int pitch, int after) {
    reserve(((long) count * pitch + after) * bytes);
    int from = columns.firstInside(pitch);
    int to = columns.endInside(pitch);
    int step = columns.step();
    pad(pitch);
    for (int row = 0; row < count; row++) {
      long position = rows.position(firstRow + row);
      int element =
          (int)
              ((plane * (long) rows.input() + position) * columns.input() + columns.position(from));
      int at = row * pitch;
      System.arraycopy(padding, 0, buffer, at * bytes, from * bytes);
      if (step == 1) {
        System.arraycopy(input, element * bytes, buffer, (at + from) * bytes, (to - from) * bytes);
      } else {
        gather(element, step, at + from, to - from);
      }
      System.arraycopy(padding, 0, buffer, (at + to) * bytes, (pitch - to) * bytes);
    }
    array = buffer;
    start = 0;
  }

  private void gather(int element, int step, int to, int n) {
    int source = element * bytes;
    int target = to * bytes;
    for (int i = 0; i < n; i++, source += step * bytes, target += bytes) {
      for (int part = 0; part < bytes; part++) {
        buffer[target + part] = input[source + part];
      }
    }
  }

  private void reserve(long capacity) {
    if (buffer.length < capacity) {
      buffer = new byte[Math.toIntExact(capacity)];
    }
  }

  private void pad(int pitch) {
    if (padding.length < pitch * bytes) {
      padding = new byte[pitch * bytes];
      for (int cell = 0; cell < pitch; cell++) {
        WindowScan.putLowest(padded, padding, cell * bytes);
      }
    }
  }
}
