package io.sparkmaxpool.dataset;

/**
 * The axes of a {@code .npy} file's array, outermost first: N is the record, C the channel, H and W
 * the row and the column. Arrays of rank 3 are CHW and those of rank 4 NCHW, unless said; nothing
 * is guessed from extents.
 */
public enum Layout {
  CHW,
  NCHW,
  NHW,
  NHWC;

  /** The number of axes. */
  int rank() {
    return name().length();
  }

  /** Whether the first axis is the record, else the file is one record. */
  boolean isStack() {
    return this != CHW;
  }

  /** The axes of one record. */
  String recordAxes() {
    return isStack() ? name().substring(1) : name();
  }
}
