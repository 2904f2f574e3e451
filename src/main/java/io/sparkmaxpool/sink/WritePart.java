package io.sparkmaxpool.sink;

import java.util.Locale;

/** What a write is of its table. */
public enum WritePart {
  /** A run, whole: the table is finished with it. */
  ALL,
  /** A part of a run: others follow, or the caller finishes the table. */
  BATCH,
  /** The table's bad records once more: what comes of them takes their place. */
  BAD_RECORDS;

  /** The word of the option {@code part}, e.g. {@code "bad-records"}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
