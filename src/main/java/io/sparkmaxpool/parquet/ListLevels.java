package io.sparkmaxpool.parquet;

import java.util.Arrays;
import org.apache.parquet.column.ColumnDescriptor;

/**
 * The repetition and definition levels of a list column in data pages of version 1, for rows of
 * three extents and no nulls.
 *
 * <p>A row's repetition levels depend on its shape alone: they are run-length encoded once and
 * copied for every further row of that shape. All definition levels of a page are the same, one run
 * (encoding RLE in the parquet-format specification).
 */
final class ListLevels {
  private final int definitionLevel;
  private final boolean nested;
  private final GrowingBytes repetition = new GrowingBytes();
  private final GrowingBytes rowRuns = new GrowingBytes();
  private final int[] rowShape = new int[3];

  ListLevels(ColumnDescriptor column) {
    this.definitionLevel = column.getMaxDefinitionLevel();
    this.nested = column.getMaxRepetitionLevel() > 1;
  }

  /** At most this many bytes of levels for an element: two runs a line of two elements. */
  int bytesPerElement() {
    return nested ? 2 : 0;
  }

  int size() {
    return repetition.size();
  }

  void appendRow(int[] shape) {
    if (!Arrays.equals(shape, rowShape)) {
      System.arraycopy(shape, 0, rowShape, 0, shape.length);
      encodeRow();
    }
    repetition.append(rowRuns.array(), 0, rowRuns.size());
  }

  private void encodeRow() {
    int channels = rowShape[0];
    int height = rowShape[1];
    int width = rowShape[2];
    rowRuns.reset();
    if (nested) {
      for (int channel = 0; channel < channels; channel++) {
        appendLine(channel == 0 ? 0 : 1, width);
        if (width == 1) {
          appendRun(2, height - 1);
        } else {
          for (int line = 1; line < height; line++) {
            appendLine(2, width);
          }
        }
      }
    } else {
      appendRun(0, 1);
      appendRun(1, channels * height * width - 1);
    }
  }

  private void appendLine(int firstLevel, int width) {
    appendRun(firstLevel, 1);
    appendRun(3, width - 1);
  }

  private void appendRun(int level, int count) {
    if (count > 0) {
      rowRuns.appendVarint(count << 1);
      rowRuns.appendByte(level);
    }
  }

  /** Writes both kinds of levels of a page of {@code values} values, and starts the next page. */
  void endPage(int values, GrowingBytes page) {
    page.appendInt(repetition.size());
    page.append(repetition.array(), 0, repetition.size());
    int lengthAt = page.reserve(Integer.BYTES);
    int start = page.size();
    page.appendVarint(values << 1);
    page.appendByte(definitionLevel);
    GrowingBytes.INTS.set(page.array(), lengthAt, page.size() - start);
    repetition.reset();
  }

  void release() {
    repetition.release();
  }
}
