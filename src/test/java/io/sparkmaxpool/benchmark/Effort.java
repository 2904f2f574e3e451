package io.sparkmaxpool.benchmark;

/** How long a section of the job benchmark measures. */
enum Effort {
  /** For figures to quote: what is warm after two turns, and ten seconds of it. */
  FULL(2, 5, 2.0, 1),
  /** To see that everything runs; the figures mean nothing. */
  QUICK(1, 2, 0.2, 20);

  private final int warmUps;
  private final int turns;
  private final double turnSeconds;
  private final long divisor;

  Effort(int warmUps, int turns, double turnSeconds, long divisor) {
    this.warmUps = warmUps;
    this.turns = turns;
    this.turnSeconds = turnSeconds;
    this.divisor = divisor;
  }

  /** Turns of a contender that are not counted. */
  int warmUps() {
    return warmUps;
  }

  /** Turns that are. */
  int turns() {
    return turns;
  }

  /** The least a turn takes. */
  double turnSeconds() {
    return turnSeconds;
  }

  /** A number of records, or what is left of it here. */
  long scaled(long full) {
    return Math.max(1, full / divisor);
  }
}
