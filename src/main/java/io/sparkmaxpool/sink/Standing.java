package io.sparkmaxpool.sink;

/**
 * What of a table counts, whatever a job that died while it wrote has left in its directory.
 *
 * @param commits so many entries of its ledger
 * @param isFinished whether they make a finished table; else its batches are to be gone on with,
 *     or, without any, there is nothing
 */
public record Standing(int commits, boolean isFinished) {
  /** Nothing counts. */
  static final Standing NOTHING = new Standing(0, false);
}
