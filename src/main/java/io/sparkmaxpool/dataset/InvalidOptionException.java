package io.sparkmaxpool.dataset;

/** An option of a format that the format does not have, or a value that it cannot take. */
public final class InvalidOptionException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /** A message for a person: the option, its value, the rule. */
  public InvalidOptionException(String message) {
    super(message);
  }
}
