package io.sparkmaxpool.job;

/**
 * What to verify.
 *
 * @param table a table that {@code pool} or {@code unpool} wrote, a Hadoop path
 * @param sample how many records to compute again, at most
 */
public record VerifySpec(String table, int sample) {
  /** Records to compute again where nothing is said. */
  public static final int SAMPLE = 100;

  /** The most records to compute again: they come to the driver one by one. */
  public static final int MOST = 100_000;
}
