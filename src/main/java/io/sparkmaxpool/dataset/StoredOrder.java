package io.sparkmaxpool.dataset;

import io.sparkmaxpool.tensor.NpyHeader.Order;

/**
 * How the elements of one record lie in a file, and their way into a tensor: channels first,
 * row-major and little-endian. The record must fit in an array.
 */
final class StoredOrder {
  private final StridedElements elements;
  private final int channels;
  private final int height;
  private final int width;
  private final int channelStep;
  private final int rowStep;
  private final int columnStep;

  /** The order of a record of a {@code .npy} file. */
  StoredOrder(NpyRecords records) {
    this(
        new StridedElements(records.dtype().bytes(), records.bigEndian()),
        slowestFirst(records),
        (int) records.channels(),
        (int) records.height(),
        (int) records.width());
  }

  /**
   * An order.
   *
   * @param axes the axes C, H and W, the slowest first; one that is missing has an extent of 1
   */
  StoredOrder(StridedElements elements, String axes, int channels, int height, int width) {
    this.elements = elements;
    this.channels = channels;
    this.height = height;
    this.width = width;
    this.channelStep = step(axes, 'C');
    this.rowStep = step(axes, 'H');
    this.columnStep = step(axes, 'W');
  }

  private static String slowestFirst(NpyRecords records) {
    String axes = records.layout().recordAxes();
    return records.order() == Order.C ? axes : new StringBuilder(axes).reverse().toString();
  }

  /** Bytes from one index of an axis to the next: all elements of the axes that run faster. */
  private int step(String axes, char axis) {
    int at = axes.indexOf(axis);
    if (at < 0) {
      return 0;
    }
    long step = elements.bytesEach();
    for (char faster : axes.substring(at + 1).toCharArray()) {
      step *=
          switch (faster) {
            case 'C' -> channels;
            case 'H' -> height;
            case 'W' -> width;
            default -> throw new IllegalArgumentException("a record has no axis " + faster);
          };
    }
    return (int) step;
  }

  /** Whether a record is stored just as a tensor holds it. */
  boolean isPlain() {
    int bytes = elements.bytesEach();
    return (!elements.bigEndian() || bytes == 1)
        && (width == 1 || columnStep == bytes)
        && (height == 1 || rowStep == width * bytes)
        && (channels == 1 || channelStep == height * width * bytes);
  }

  /** Copies a record, stored from byte {@code offset} on, into a tensor's bytes. */
  void copy(byte[] stored, int offset, byte[] tensor) {
    int target = 0;
    for (int c = 0; c < channels; c++) {
      for (int h = 0; h < height; h++) {
        int row = offset + c * channelStep + h * rowStep;
        elements.copy(stored, row, columnStep, tensor, target, width);
        target += width * elements.bytesEach();
      }
    }
  }
}
