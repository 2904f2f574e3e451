package io.sparkmaxpool.pooling;

/**
 * The geometry of a max pooling, written once for all element types: every window's maximum, by
 * rows and columns apart, over bands of whole rows that stay in the cache.
 *
 * <p>A window of k taps is built by doubling: the maxima of 1, 2, 4 ... taps, and last two of them
 * that overlap. On a flat buffer of rows one shifted maximum serves all windows at once, along
 * either axis. Results between two rows are garbage that nobody reads.
 */
final class SeparableMax {
  /** Cells of a band: with its results it fits a core's second-level cache. */
  private static final int BAND_CELLS = 1 << 15;

  /** More cells than this for one row of output are left to {@link WindowScan}. */
  private static final long MOST_CELLS = 1 << 22;

  private final Axis rows;
  private final Axis columns;
  private final int pitch;
  private final int bandOutputs;
  private final boolean rowByRow;

  /** Whether the cells of a row are the input's, so that rows inside the input are one stretch. */
  private final boolean wholeRows;

  private SeparableMax(Axis rows, Axis columns) {
    this.rows = rows;
    this.columns = columns;
    int cells = (int) columns.cells(columns.output());
    this.wholeRows = columns.isInput(cells);
    this.pitch = wholeRows ? columns.input() : cells;
    int outputs = 1;
    while (outputs < rows.output() && rows.cells(outputs + 1) * pitch <= BAND_CELLS) {
      outputs++;
    }
    this.bandOutputs = outputs;
    // Doubling reduces all rows of a band; with a stride, most of them are no window's first.
    this.rowByRow = rows.kernel() - 1 < doublings(rows.kernel()) * rows.stride();
  }

  /** Whether a geometry suits this way: not where padding would dwarf the input. */
  static boolean suits(Axis rows, Axis columns) {
    long pitch = columns.cells(columns.output());
    return pitch <= MOST_CELLS && rows.cells(1) <= MOST_CELLS / pitch;
  }

  static SeparableMax of(Axis rows, Axis columns) {
    return new SeparableMax(rows, columns);
  }

  /** Pools planes; {@code cells} is bound to them. */
  void pool(Cells cells, int planes, int slack) {
    int bandRows = (int) rows.cells(bandOutputs);
    cells.prepare(rows, columns, (2 * bandRows + bandOutputs) * pitch + slack);
    for (int plane = 0; plane < planes; plane++) {
      for (int first = 0; first < rows.output(); first += bandOutputs) {
        int outputs = Math.min(bandOutputs, rows.output() - first);
        int count = (int) rows.cells(outputs);
        load(cells, plane, first, count);
        if (cells.orderFree()) {
          columnsThenRows(cells, plane, first, outputs, count);
        } else {
          rowsThenColumns(cells, plane, first, outputs, count);
        }
      }
    }
  }

  private void load(Cells cells, int plane, int first, int count) {
    long cell = (long) first * rows.stride();
    long top = rows.position(cell);
    if (wholeRows && rows.step() == 1 && top >= 0 && top + count <= rows.input()) {
      cells.copy(plane, (int) top * pitch, 0, count * pitch);
      return;
    }
    for (int row = 0; row < count; row++) {
      cells.load(plane, rows.position(cell + row), row * pitch, pitch);
    }
  }

  private void columnsThenRows(Cells cells, int plane, int first, int outputs, int count) {
    int results = reduceColumns(cells, 0, count, outputs, pitch);
    int step = rowByRow ? pitch : rows.stride() * pitch;
    int used = (outputs - 1) * step + pitch;
    doubling(cells, results, used, columns.kernel(), columns.dilation());
    for (int output = 0; output < outputs; output++) {
      cells.store(results + output * step, columns.stride(), plane, first + output);
    }
  }

  private void rowsThenColumns(Cells cells, int plane, int first, int outputs, int count) {
    doubling(cells, 0, count * pitch, columns.kernel(), columns.dilation());
    int at = 0;
    int width = pitch;
    if (columns.stride() > 1) {
      at = count * pitch;
      width = columns.output();
      for (int row = 0; row < count; row++) {
        cells.gather(row * pitch, columns.stride(), at + row * width, width);
      }
    }
    int results = reduceColumns(cells, at, count, outputs, width);
    int step = rowByRow ? width : rows.stride() * width;
    for (int output = 0; output < outputs; output++) {
      cells.store(results + output * step, 1, plane, first + output);
    }
  }

  /** Reduces windows along columns; returns where the first row of results is. */
  private int reduceColumns(Cells cells, int at, int count, int outputs, int width) {
    if (!rowByRow) {
      doubling(cells, at, count * width, rows.kernel(), rows.dilation() * width);
      return at;
    }
    int results = at + count * width;
    int tap = rows.dilation() * width;
    for (int output = 0; output < outputs; output++) {
      int window = at + output * rows.stride() * width;
      int result = results + output * width;
      cells.max(window, window + tap, result, width);
      for (int next = 2; next < rows.kernel(); next++) {
        cells.max(result, window + next * tap, result, width);
      }
    }
    return results;
  }

  /** Each of n cells becomes the maximum of the {@code kernel} cells at {@code shift} from it. */
  private static void doubling(Cells cells, int at, int n, int kernel, int shift) {
    int span = 1;
    while (span < kernel) {
      int step = Math.min(span, kernel - span);
      cells.max(at, at + step * shift, at, n - step * shift);
      span += step;
    }
  }

  private static int doublings(int kernel) {
    return Integer.SIZE - Integer.numberOfLeadingZeros(kernel - 1);
  }
}
