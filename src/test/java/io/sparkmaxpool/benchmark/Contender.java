package io.sparkmaxpool.benchmark;

/** One of the ways to do a thing that a {@link Contest} compares. */
interface Contender {
  /** Something to do, which may fail. */
  @FunctionalInterface
  interface Work {
    void run() throws Exception;
  }

  /** What the report calls it. */
  String name();

  /**
   * Works for {@code seconds} at least, and once at least.
   *
   * @return items a second
   */
  double turn(double seconds) throws Exception;

  /**
   * Work on a fixed number of items, as often as a turn has room for it.
   *
   * @param items what one run of {@code work} goes through
   * @param reset what has to be done before each run, outside the clock
   */
  static Contender repeating(String name, long items, Work reset, Work work) {
    return new Contender() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public double turn(double seconds) throws Exception {
        long nanos = 0;
        long done = 0;
        while (nanos < seconds * 1e9) {
          reset.run();
          long start = System.nanoTime();
          work.run();
          nanos += System.nanoTime() - start;
          done += items;
        }
        return done * 1e9 / nanos;
      }
    };
  }

  /** As {@link #repeating(String, long, Work, Work)}, with nothing to be done before. */
  static Contender repeating(String name, long items, Work work) {
    return repeating(name, items, () -> {}, work);
  }
}
