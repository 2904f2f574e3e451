package io.sparkmaxpool.dataset;

import io.sparkmaxpool.tensor.NpyHeader.Order;

/**
 * How the elements of one record of a {@code .npy} file lie, and their way into a tensor: channels
 * first, row-major and little-endian. The record must fit in an array.
 */
final class StoredOrder {
  private final StridedElements elements;
  private final int channels;
  private final int height;
  private final int width;
  private final int channelStep;
  private final int rowStep;
  private final int columnStep;

  StoredOrder(NpyRecords records) {
    this.elements = new StridedElements(records.dtype().bytes(), records.bigEndian());
    this.channels = (int) records.channels();
    this.height = (int) records.height();
    this.width = (int) records.width();
    this.channelStep = step(records, 'C');
    this.rowStep = step(records, 'H');
    this.columnStep = step(records, 'W');
  }

  /** Bytes from one index of an axis to the next: all elements of the axes that run faster. */
  private static int step(NpyRecords records, char axis) {
    String axes = records.layout().recordAxes();
    int at = axes.indexOf(axis);
    if (at < 0) {
      return 0;
    }
    long step = records.dtype().bytes();
    String faster = records.order() == Order.C ? axes.substring(at + 1) : axes.substring(0, at);
    for (char other : faster.toCharArray()) {
      step *= records.extent(other);
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
