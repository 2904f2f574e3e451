package io.sparkmaxpool.tensor;

/**
 * A {@code .npy} header that cannot be read. The message has position, value and rule, and not the
 * file, which its reader knows. Carries no stack trace: it is data about the input.
 */
public final class MalformedNpyException extends Exception {
  /** What is wrong with the header. */
  public enum Fault {
    /** The file ends in it. */
    TRUNCATED,
    /** It is no header that NumPy would read. */
    CORRUPT,
    /** NumPy reads it, but not into a tensor that PyTorch pools. */
    UNSUPPORTED
  }

  private final Fault fault;

  MalformedNpyException(Fault fault, String message) {
    super(message, null, false, false);
    this.fault = fault;
  }

  public Fault fault() {
    return fault;
  }
}
