package io.sparkmaxpool.fault;

/** The calls of a file system, by what they move. */
enum CallKind {
  /** Opens, creates, lists, renames or deletes. */
  METADATA,
  /** Reads or writes bytes of a file. */
  DATA
}
