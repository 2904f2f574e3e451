package io.sparkmaxpool.fault;

/**
 * What a table has other than one that was written without a fault.
 *
 * @param lost records that are missing
 * @param doubled records that are there again
 * @param wrong rows that have other values
 */
record Counted(long lost, long doubled, long wrong) {
  static final Counted NONE = new Counted(0, 0, 0);
}
