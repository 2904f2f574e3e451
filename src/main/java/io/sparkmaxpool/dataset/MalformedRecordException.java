package io.sparkmaxpool.dataset;

import io.sparkmaxpool.tensor.MalformedNpyException;
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

  /**
   * A fault of an array's header.
   *
   * @param place what to say before the header's own message
   */
  static MalformedRecordException of(String place, MalformedNpyException e) {
    BadRecord.Fault fault =
        switch (e.fault()) {
          case TRUNCATED -> BadRecord.Fault.TRUNCATED;
          case CORRUPT -> BadRecord.Fault.CORRUPT;
          case UNSUPPORTED -> BadRecord.Fault.UNSUPPORTED;
        };
    return new MalformedRecordException(fault, place + e.getMessage());
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
