package io.sparkmaxpool.parquet;

/**
 * The definition levels of an optional column that is no list, in data pages of version 1: runs of
 * ones, where there is a value, and of zeros (encoding RLE in the parquet-format specification).
 */
final class NullLevels {
  private final GrowingBytes runs = new GrowingBytes();
  private int level;
  private int count;
  private int absent;

  /** Appends a row that has a value. */
  void present() {
    append(1);
  }

  /** Appends a row that has none. */
  void absent() {
    append(0);
    absent++;
  }

  private void append(int newLevel) {
    if (newLevel != level) {
      endRun();
      level = newLevel;
    }
    count++;
  }

  private void endRun() {
    if (count > 0) {
      runs.appendVarint(count << 1);
      runs.appendByte(level);
      count = 0;
    }
  }

  int size() {
    return runs.size();
  }

  /** Rows of the page without a value. */
  int absentRows() {
    return absent;
  }

  /** Writes the levels of a page, and starts the next page. */
  void endPage(GrowingBytes page) {
    endRun();
    page.appendInt(runs.size());
    page.append(runs.array(), 0, runs.size());
    runs.reset();
    absent = 0;
  }

  void release() {
    runs.release();
  }
}
