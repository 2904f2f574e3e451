package io.sparkmaxpool.dataset;

import java.io.IOException;

/**
 * Packed bytes that do not unpack: a fault of the file, which trying again does not mend, and not
 * of the storage. It says how far they went.
 */
final class MalformedStreamException extends IOException {
  private static final long serialVersionUID = 1L;

  private final BadRecord.Fault fault;

  MalformedStreamException(BadRecord.Fault fault, String message) {
    super(message);
    this.fault = fault;
  }

  BadRecord.Fault fault() {
    return fault;
  }
}
