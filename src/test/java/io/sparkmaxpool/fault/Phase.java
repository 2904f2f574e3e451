package io.sparkmaxpool.fault;

import java.util.Locale;

/** Where in a job a process can be stopped. */
enum Phase {
  /** A task has read bytes of its input, and made nothing of them. */
  READING,
  /** A task has pooled some of its records, and none is on the disk. */
  POOLING,
  /** Half of a page is on the disk. */
  PAGE_WRITING,
  /** A task's files are whole, and its directory is about to be renamed. */
  BEFORE_TASK_COMMIT,
  /** A task's directory is renamed, and the driver does not know. */
  AFTER_TASK_COMMIT,
  /** No file is in the table yet; of an overwritten table no file is left. */
  BEFORE_JOB_COMMIT,
  /** Some files are in the table, and some are not. */
  WITHIN_JOB_COMMIT,
  /** All files are in the table, and its ledger does not name them. */
  BEFORE_LEDGER,
  /** The same of the second batch of a run with {@code --resume}. */
  BEFORE_SECOND_LEDGER,
  /** All files are in the table and in its ledger. */
  BEFORE_REPORT,
  /** All files and the report are in the table. */
  BEFORE_MARK,
  /** The table is finished, and still claimed. */
  AFTER_MARK;

  /** Its name in a sentence. */
  String words() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
