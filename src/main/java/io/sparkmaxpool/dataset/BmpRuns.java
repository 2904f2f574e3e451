package io.sparkmaxpool.dataset;

/**
 * Unpacks the run-length codings RLE8 and RLE4 of a bitmap. Pixels that no run covers keep index 0,
 * and a run is cut at the end of its row, as Pillow has it.
 */
final class BmpRuns {
  private static final int END_OF_ROW = 0;
  private static final int END_OF_IMAGE = 1;
  private static final int MOVE = 2;

  private final EncodedBytes in;
  private final BmpFile file;
  private final boolean nibbles;
  private static final int LONGEST_RUN = 255;

  private final byte[] indices;
  private int at;
  private int x;
  private int row;

  BmpRuns(BmpFile file) {
    this.in = file.in();
    this.file = file;
    this.nibbles = file.packing() == BmpFile.Packing.RUNS_4;
    this.indices = new byte[file.width() * file.height()];
    this.at = file.offset();
  }

  /** A pair of bytes stands for at most 255 pixels: a small file is no large picture. */
  static void requirePlausible(BmpFile file) throws MalformedRecordException {
    long pixels = (long) file.width() * file.height();
    long most = (file.in().length() - (long) file.offset()) * LONGEST_RUN;
    if (pixels > most) {
      throw file.in()
          .truncated(
              "%d pixels are too many for the runs at byte %d".formatted(pixels, file.offset()));
    }
  }

  /** One index a pixel, in stored row order. */
  byte[] indices() throws MalformedRecordException {
    while (row < file.height()) {
      int count = in.u8(at);
      int value = in.u8(at + 1);
      at += 2;
      if (count > 0) {
        for (int i = 0; i < count; i++) {
          put(nibbles ? value >> (i % 2 == 0 ? 4 : 0) & 15 : value);
        }
      } else if (value == END_OF_ROW) {
        x = 0;
        row++;
      } else if (value == END_OF_IMAGE) {
        return indices;
      } else if (value == MOVE) {
        x = Math.min(x + in.u8(at), file.width());
        row += in.u8(at + 1);
        at += 2;
      } else {
        literal(value);
      }
      // Some encoders leave out the end of a full last row.
      if (x == file.width() && row == file.height() - 1) {
        return indices;
      }
    }
    return indices;
  }

  private void literal(int count) throws MalformedRecordException {
    int size = nibbles ? (count + 1) / 2 : count;
    in.require(at, size);
    for (int i = 0; i < count; i++) {
      int value = in.u8(nibbles ? at + i / 2 : at + i);
      put(nibbles ? value >> (i % 2 == 0 ? 4 : 0) & 15 : value);
    }
    at += size + (size & 1);
  }

  private void put(int index) {
    if (x < file.width()) {
      indices[row * file.width() + x++] = (byte) index;
    }
  }
}
