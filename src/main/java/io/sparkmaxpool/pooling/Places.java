package io.sparkmaxpool.pooling;

/**
 * Where in the input a maximum was, as the index that PyTorch gives it. A place is an element of
 * the array that {@link InputRows} shows, or {@link #NONE}.
 */
final class Places {
  /** The place of a window, or of a row of one, that saw no pixel. */
  static final int NONE = -1;

  private Axis rows;
  private Axis columns;
  private int start;
  private int planeStart;
  private long firstCell;
  private int pitch;

  /** Sets the geometry; a pitch is that of padded rows, 0 where places lie in the input itself. */
  void plan(Axis rows, Axis columns, int pitch) {
    this.rows = rows;
    this.columns = columns;
    this.pitch = pitch;
  }

  /** Sets where a band's first row is, which is of row cell {@code firstCell}. */
  void band(int start, long firstCell) {
    this.start = start;
    this.firstCell = firstCell;
  }

  /** Sets where the first pixel of a plane is, or would be, if it lies before the band. */
  void plane(int planeStart) {
    this.planeStart = planeStart;
  }

  /** Where the band's first row is. */
  int start() {
    return start;
  }

  /** Writes the index of an output element. */
  void store(int place, byte[] indices, int output) {
    long index = pitch == 0 && place != NONE ? place - planeStart : index(place, output);
    WindowScan.LONGS.set(indices, output * Long.BYTES, index);
  }

  private long index(int place, int output) {
    if (place == NONE) {
      int row = output / columns.output() % rows.output();
      int column = output % columns.output();
      return index(
          rows.firstTap(rows.position((long) row * rows.stride())),
          columns.firstTap(columns.position((long) column * columns.stride())));
    }
    int row = (place - start) / pitch;
    int column = (place - start) % pitch;
    // A cell of padding before the row wins where nothing is greater: it is the window's first.
    return index(rows.position(firstCell + row), columns.firstTap(columns.position(column)));
  }

  private long index(long row, long column) {
    return row * columns.input() + column;
  }
}
