package io.sparkmaxpool.sink;

/** Something is where a table is to be written, or another job writes there. */
public final class TableConflictException extends IllegalStateException {
  TableConflictException(String message) {
    super(message);
  }
}
