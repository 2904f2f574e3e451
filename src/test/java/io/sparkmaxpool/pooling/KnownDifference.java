package io.sparkmaxpool.pooling;

/**
 * A rule by which one engine is known to differ from another. A comparison fails where no rule
 * holds, and also if a rule never held: a difference that went away is to be taken off the list.
 */
interface KnownDifference {
  /** Whether this is why the outcomes differ. */
  boolean explains(PoolingCall call, Outcome expected, Outcome actual);

  /** Whether the text of a refusal begins so. */
  static boolean refuses(Outcome outcome, String beginning) {
    return outcome instanceof Outcome.Refused refused && refused.text().startsWith(beginning);
  }

  static boolean isNotImplemented(Outcome outcome) {
    return outcome instanceof Outcome.Refused refused
        && refused.text().matches("\"\\w+\" not implemented for '\\w+'");
  }
}
