package io.sparkmaxpool.dataset;

/**
 * Undoes the five row filters of PNG in place (PNG specification, third edition, 9.2). Index 0 of a
 * row is the number of its filter.
 */
final class PngFilters {
  private PngFilters() {}

  /**
   * @param row the filtered row, becomes the plain one
   * @param above the plain row above, zeros above the first
   * @param step bytes a whole pixel, at least 1
   * @param file names the file in the message
   */
  static void undo(byte[] row, byte[] above, int step, PngFile file)
      throws MalformedRecordException {
    switch (row[0]) {
      case 0 -> {}
      case 1 -> {
        for (int i = 1 + step; i < row.length; i++) {
          row[i] += row[i - step];
        }
      }
      case 2 -> {
        for (int i = 1; i < row.length; i++) {
          row[i] += above[i];
        }
      }
      case 3 -> average(row, above, step);
      case 4 -> paeth(row, above, step);
      default ->
          throw file.in()
              .corrupt(
                  file.data().get(0).start(),
                  "a row has filter %d: it must be 0 to 4".formatted(row[0] & 0xFF));
    }
  }

  private static void average(byte[] row, byte[] above, int step) {
    for (int i = 1; i < row.length; i++) {
      int left = i > step ? row[i - step] & 0xFF : 0;
      row[i] = (byte) (row[i] + (left + (above[i] & 0xFF) >> 1));
    }
  }

  private static void paeth(byte[] row, byte[] above, int step) {
    int head = Math.min(step, row.length - 1);
    for (int i = 1; i <= head; i++) {
      row[i] += above[i];
    }
    for (int i = 1 + step; i < row.length; i++) {
      row[i] += (byte) predict(row[i - step] & 0xFF, above[i] & 0xFF, above[i - step] & 0xFF);
    }
  }

  /**
   * Paeth's predictor: the one of left, up and corner that is nearest to left + up - corner, in
   * this order where two are. A corner far above both makes the lower one the nearest, one far
   * below both the higher; two comparisons without a branch say so, where the specification's three
   * distances mispredict one a byte.
   */
  static int predict(int left, int up, int corner) {
    int low = Math.min(left, up);
    int high = Math.max(left, up);
    int bound = 3 * corner - left - up;
    int inner = bound >= high ? low : corner;
    return bound <= low ? high : inner;
  }
}
