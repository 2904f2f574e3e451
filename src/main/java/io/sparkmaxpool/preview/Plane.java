package io.sparkmaxpool.preview;

import java.util.function.IntUnaryOperator;

/**
 * One channel to be drawn: {@link Levels} row by row.
 *
 * @param width of the plane in pixels
 * @param height of the plane in pixels
 * @param levels gives that of a pixel by its index, row-major
 */
record Plane(int width, int height, IntUnaryOperator levels) {
  /**
   * Some levels, no larger than a square: as many are averaged into a pixel as must be. A mark
   * among them marks the pixel, lest it vanish.
   *
   * @param side the most rows and columns there may be, at least 1
   */
  static Plane within(int side, int width, int height, IntUnaryOperator levels) {
    int longer = Math.max(width, height);
    int narrow = longer <= side ? width : Math.max(1, (int) ((long) width * side / longer));
    int low = longer <= side ? height : Math.max(1, (int) ((long) height * side / longer));
    short[] kept = new short[narrow * low];
    for (int y = 0; y < low; y++) {
      int top = start(y, height, low);
      int bottom = start(y + 1, height, low);
      for (int x = 0; x < narrow; x++) {
        kept[y * narrow + x] =
            average(
                levels, width, top, bottom, start(x, width, narrow), start(x + 1, width, narrow));
      }
    }
    return new Plane(narrow, low, i -> kept[i]);
  }

  /** The same plane, no larger than a square. */
  Plane within(int side) {
    return Math.max(width, height) <= side ? this : within(side, width, height, levels);
  }

  /** The first of the {@code extent} pixels that go into pixel {@code at} of {@code fewer}. */
  private static int start(int at, int extent, int fewer) {
    return (int) ((long) at * extent / fewer);
  }

  private static short average(
      IntUnaryOperator levels, int width, int top, int bottom, int left, int right) {
    long sum = 0;
    for (int y = top; y < bottom; y++) {
      for (int x = left; x < right; x++) {
        int level = levels.applyAsInt(y * width + x);
        if (level < 0) {
          return (short) level;
        }
        sum += level;
      }
    }
    long count = (long) (bottom - top) * (right - left);
    return (short) ((sum + count / 2) / count);
  }
}
