package io.sparkmaxpool.job;

/** A written value that its key's type does not take; says which part, and the rule. */
final class RefusedValueException extends Exception {
  RefusedValueException(Written value, String rule) {
    super(value.shown() + ": " + rule, null, false, false);
  }
}
