package io.sparkmaxpool.dataset;

import io.sparkmaxpool.tensor.Shape;
import java.util.Optional;

/**
 * One record that cannot be read or decoded; the reader turns it into a {@link BadRecord} and goes
 * on. Carries no stack trace: it is data about the input, and a rotten dataset throws it millions
 * of times.
 */
public final class MalformedRecordException extends Exception {
  private final BadRecord.Fault fault;
  private final transient Optional<Shape> inputShape;

  /** A fault in a record of unknown shape. */
  public MalformedRecordException(BadRecord.Fault fault, String message) {
    this(fault, message, Optional.empty());
  }

  /** A fault in a record whose header gave its shape. */
  public MalformedRecordException(
      BadRecord.Fault fault, String message, Optional<Shape> inputShape) {
    super(message, null, false, false);
    this.fault = fault;
    this.inputShape = inputShape;
  }

  public BadRecord.Fault fault() {
    return fault;
  }

  public Optional<Shape> inputShape() {
    return inputShape;
  }

  /** This fault as the bad record of a source of {@code length} bytes. */
  public BadRecord toBadRecord(BadRecord.Stage stage, long length) {
    return new BadRecord(stage, fault, getMessage(), length, inputShape);
  }
}
