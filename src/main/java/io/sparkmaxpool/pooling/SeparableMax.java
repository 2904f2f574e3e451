package io.sparkmaxpool.pooling;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The geometry of a max pooling, written once for all element types: every window's maximum, first
 * along its rows and then down its columns, over bands of whole rows that stay in the cache.
 *
 * <p>On a flat buffer of rows one shifted maximum serves all windows at once, along either axis;
 * results between two rows are garbage that nobody reads. Windows of up to three taps take one
 * pass, and every further pass up to trebles them: the cost of a pixel grows as the logarithm of
 * the kernel.
 *
 * <p>Rows are read where they lie in the input. The few windows that reach over the left or right
 * border are then pooled again, one by one; where they are many, or where stride and dilation leave
 * positions out, padded rows are made first. Windows that reach over the top or bottom have fewer
 * taps.
 *
 * <p>Rows come first because the order decides which of several zeros and NaNs is found first.
 */
final class SeparableMax {
  /** Cells of a band: with its results it fits a core's second-level cache. */
  private static final int BAND_CELLS = 1 << 14;

  private static final int WINDOWS_IN_BAND = 4;

  /** More cells than this for one row of output are left to {@link WindowScan}. */
  private static final long MOST_CELLS = 1 << 22;

  /** A tap of a window that overlaps a border costs so many of the others, in whole cells. */
  private static final int BORDER_COST = 4;

  private final Axis rows;
  private final Axis columns;
  private final InputRows input;
  private final Places places;
  private final int reach;
  private final int width;

  /**
   * What makes windows of all taps: along the rows, after loading; down the columns, to storing.
   */
  private final Pass[] columnPasses;

  private final Pass[] rowPasses;
  private final Pass lastRowPass;

  /** Of every row of outputs: the cell row of its first tap that is inside, and how many are. */
  private final int[] firstRows;

  private final int[] rowTaps;

  /** Whether windows are read from the input itself; the first and last few overlap its border. */
  private final boolean direct;

  private final int firstWhole;
  private final int endWhole;

  // The cells of a type: of a row, cellPitch of them, every cellStride-th of which is an output.
  private int loadStride;
  private int cellStride;
  private int pitch;
  private boolean flat;
  private int cellPitch;
  private boolean rowsAtOnce;
  private int bandOutputs;
  private int bandPlanes;

  private SeparableMax(Axis rows, Axis columns, InputRows input, Places places, int reach) {
    this.rows = rows;
    this.columns = columns;
    this.input = input;
    this.places = places;
    this.reach = reach;
    this.width = columns.output();
    this.columnPasses =
        Pass.all(Math.min(columns.kernel(), RowKernels.MOST_TAPS), columns.kernel());
    Pass[] passes = Pass.all(1, rows.kernel());
    int last = passes.length - 1;
    this.rowPasses = last < 0 ? passes : Arrays.copyOf(passes, last);
    this.lastRowPass = last < 0 ? new Pass(1, 1) : passes[last];
    this.firstRows = new int[rows.output()];
    this.rowTaps = new int[rows.output()];
    for (int y = 0; y < rowTaps.length; y++) {
      long top = (long) y * rows.stride();
      int tap = firstTap(top);
      firstRows[y] = (int) (top + (long) tap * rows.dilation());
      rowTaps[y] = endTap(top) - tap;
    }
    this.firstWhole = Math.min(width, ceilDiv(columns.padding(), columns.stride()));
    long lastWhole =
        columns.input() - 1L + columns.padding() - (columns.kernel() - 1L) * columns.dilation();
    this.endWhole =
        lastWhole < 0
            ? firstWhole
            : (int) Math.max(firstWhole, Math.min(width, lastWhole / columns.stride() + 1));
    this.direct =
        rows.step() == 1
            && columns.step() == 1
            && (width - 1L) * columns.stride() < columns.input()
            && (width - (endWhole - firstWhole)) * (long) columns.kernel() * BORDER_COST <= width
            && (columns.dilation() == 1 || endWhole - firstWhole == width);
  }

  private static int ceilDiv(int a, int b) {
    return (int) ((a + (long) b - 1) / b);
  }

  /** Whether a geometry suits this way: not where padding would dwarf the input. */
  static boolean suits(Axis rows, Axis columns) {
    long pitch = columns.cells(columns.output());
    return pitch <= MOST_CELLS && rows.cells(1) <= MOST_CELLS / Math.max(pitch, columns.input());
  }

  /**
   * One for an input of a shape.
   *
   * @param input shows the rows; bound to the tensor before each pooling
   * @param places told where in it the cells' places lie
   * @param reach as {@link RowKernels#reach}
   */
  static SeparableMax of(Axis rows, Axis columns, InputRows input, Places places, int reach) {
    return new SeparableMax(rows, columns, input, places, reach);
  }

  /** Pools planes; {@code cells} is bound to the output. */
  void pool(Cells cells, int planes) {
    plan(cells);
    places.plan(rows, columns, direct ? 0 : pitch);
    int bandRows = bandPlanes > 1 ? bandPlanes * rows.input() : (int) rows.cells(bandOutputs);
    long capacity =
        (bandRows + bandOutputs + 1L) * cellPitch
            + ((columns.kernel() - 1L) * columns.dilation() + width * (long) cellStride)
            + reach;
    cells.reserve(Math.toIntExact(capacity));
    for (int plane = 0; plane < planes; plane += bandPlanes) {
      for (int first = 0; first < rows.output(); first += bandOutputs) {
        int outputs = Math.min(bandOutputs, rows.output() - first);
        band(cells, plane, Math.min(bandPlanes, planes - plane), first, outputs);
      }
    }
  }

  private void plan(Cells cells) {
    boolean oneLoad = columns.kernel() <= RowKernels.MOST_TAPS;
    loadStride = oneLoad ? cells.loadStride(columns.stride()) : 1;
    cellStride = columns.stride() / loadStride;
    int padded = (int) columns.cells(width);
    pitch = direct ? columns.input() : ceilDiv(padded, loadStride) * loadStride;
    flat = pitch % loadStride == 0;
    cellPitch = flat ? pitch / loadStride : width;
    boolean deep = rows.kernel() > RowKernels.MOST_TAPS;
    // A pass over all rows reduces those too that are no window's first. The last pass stores.
    rowsAtOnce = deep && rows.kernel() - 1 >= rowPasses.length * rows.stride();
    // Rows that two bands share are reduced twice: a band is several windows high.
    long window = rows.cells(1);
    long bandRows = Math.max(BAND_CELLS / cellPitch, WINDOWS_IN_BAND * window);
    bandOutputs = (int) Math.min(rows.output(), (bandRows - window) / rows.stride() + 1);
    bandPlanes =
        direct && !rowsAtOnce && bandOutputs == rows.output()
            ? (int) Math.max(1, BAND_CELLS / ((long) rows.input() * cellPitch))
            : 1;
  }

  private void band(Cells cells, int plane, int planeCount, int first, int outputs) {
    long lowest = (long) first * rows.stride();
    long end = lowest + rows.cells(outputs);
    long inside = planeCount > 1 ? rows.padding() : Math.max(lowest, rows.firstInside((int) end));
    int count =
        planeCount > 1
            ? planeCount * rows.input()
            : (int) Math.max(0, Math.min(end, rows.endInside((int) end)) - inside);
    long base = rowsAtOnce ? lowest : inside;
    int skipped = (int) (inside - base) * cellPitch;
    if (count > 0) {
      load(cells, plane, inside, count, skipped);
    }
    int used = (int) (inside - base + count);
    if (rowsAtOnce) {
      int all = (int) (end - base);
      cells.pad(0, skipped);
      cells.pad(used * cellPitch, (all - used) * cellPitch);
      reduce(cells, rowPasses, all * cellPitch, 0, rows.dilation() * cellPitch);
      used = all;
    }
    int spare = used * cellPitch;
    for (int p = 0; p < planeCount; p++) {
      int row = p * rows.input();
      places.plane(input.start() + (row - (int) (inside - rows.padding())) * columns.input());
      store(cells, plane + p, (int) base - row, first, outputs, spare);
    }
  }

  /** Reduces the windows of {@code count} rows, from row cell {@code inside} on, along the rows. */
  private void load(Cells cells, int plane, long inside, int count, int to) {
    int kernel = columns.kernel();
    int taps = Math.min(kernel, RowKernels.MOST_TAPS);
    int shift = columns.dilation();
    int after = (taps - 1) * shift + loadStride * reach;
    int before = direct ? columns.padding() : 0;
    if (direct) {
      long element = (plane * (long) rows.input() + rows.position(inside)) * pitch;
      input.show((int) element, count * pitch, before, after);
    } else {
      input.showCells(rows, columns, plane, inside, count, pitch, after);
    }
    byte[] array = input.array();
    int start = input.start();
    places.band(start, inside);
    // Flat rows are one stretch. The last row's windows begin as far after its cells as they begin
    // before its pixels.
    int n = flat ? count * cellPitch + (kernel > taps ? before : 0) : width;
    int end = flat ? 1 : count;
    for (int row = 0; row < end; row++) {
      int from = start + row * pitch - before;
      cells.load(array, from, taps, shift, loadStride, to + row * cellPitch, n);
    }
    if (flat) {
      reduce(cells, columnPasses, n, to, shift);
    }
    if (direct) {
      for (int output = 0; output < firstWhole; output++) {
        border(array, start, cells, output, count, to);
      }
      for (int output = endWhole; output < width; output++) {
        border(array, start, cells, output, count, to);
      }
    }
  }

  /** The windows of one column of outputs, which overlap a border; such are never dilated. */
  private void border(byte[] array, int start, Cells cells, int output, int count, int to) {
    int column = output * columns.stride() - columns.padding();
    int from = Math.max(0, column);
    int taps = Math.min(column + columns.kernel(), columns.input()) - from;
    cells.column(array, start + from, pitch, taps, 1, to + output * cellStride, cellPitch, count);
  }

  /** Makes the windows of n cells from {@code at} larger, in place. */
  private static void reduce(Cells cells, Pass[] passes, int n, int at, int shift) {
    for (Pass pass : passes) {
      // Windows past the last whole one are no output's.
      cells.max(at, pass.taps, pass.step * shift, at, n - (pass.taps - 1) * pass.step * shift);
    }
  }

  /** Makes a window of two or three that are {@code step} taps apart, and touch or overlap. */
  private record Pass(int taps, int step) {
    /** Those that make windows of {@code kernel} taps of windows of {@code span}. */
    static Pass[] all(int span, int kernel) {
      List<Pass> passes = new ArrayList<>();
      while (span < kernel) {
        int rest = kernel - span;
        int taps = rest <= span || rest % 2 == 1 && rest < 2 * span ? 2 : RowKernels.MOST_TAPS;
        int step = Math.min(span, rest / (taps - 1));
        passes.add(new Pass(taps, step));
        span += (taps - 1) * step;
      }
      return passes.toArray(new Pass[0]);
    }
  }

  /** Reduces the windows of some rows of outputs down the columns, and stores them. */
  private void store(Cells cells, int plane, int base, int first, int outputs, int spare) {
    int step = rowsAtOnce ? lastRowPass.step : 1;
    int shift = step * rows.dilation() * cellPitch;
    int used = (width - 1) * cellStride + 1;
    int end = first + outputs;
    int alike;
    for (int y = first; y < end; y += alike) {
      alike = 1;
      int to = (plane * rows.output() + y) * width;
      int taps = rowsAtOnce ? lastRowPass.taps : rowTaps[y];
      if (taps <= 0) {
        cells.pad(spare, used);
        cells.store(spare, cellStride, to, width);
        continue;
      }
      int row = rowsAtOnce ? y * rows.stride() : firstRows[y];
      int at = (row - base) * cellPitch;
      if (taps > RowKernels.MOST_TAPS) {
        cells.max(at, RowKernels.MOST_TAPS, shift, spare, used);
        for (int tap = RowKernels.MOST_TAPS; tap < taps; tap++) {
          cells.max(spare, 2, at + tap * shift - spare, spare, used);
        }
        cells.store(spare, cellStride, to, width);
        continue;
      }
      while (y + alike < end && (rowsAtOnce || isNext(y + alike, taps))) {
        alike++;
      }
      int apart = rows.stride() * cellPitch;
      if (cellStride == 1 && apart == width) {
        // Rows that touch are one.
        cells.store(at, taps, shift, cellStride, apart, spare, to, alike * width, 1);
      } else {
        cells.store(at, taps, shift, cellStride, apart, spare, to, width, alike);
      }
    }
  }

  /**
   * Whether a row of outputs is whole as another one is, so that its first tap lies a stride on.
   */
  private boolean isNext(int y, int taps) {
    return taps == rows.kernel() && rowTaps[y] == taps;
  }

  private int firstTap(long top) {
    long before = rows.firstInside(Integer.MAX_VALUE) - top;
    return before <= 0 ? 0 : (int) ((before + rows.dilation() - 1) / rows.dilation());
  }

  private int endTap(long top) {
    long inside = rows.endInside(Integer.MAX_VALUE) - top;
    return inside <= 0
        ? 0
        : (int) Math.min(rows.kernel(), (inside + rows.dilation() - 1) / rows.dilation());
  }
}
