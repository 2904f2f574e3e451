package io.sparkmaxpool.job;

/**
 * What TensorBoard is to show of a table.
 *
 * @param directory that its event file goes to, a Hadoop path
 * @param records how many at most, the first in the order of file and ordinal; 0 shows figures only
 */
public record TensorBoardSpec(String directory, int records) {
  /** Ten batches, as many pictures as TensorBoard keeps of a tag unless told otherwise. */
  public static final int RECORDS = 640;

  /** The most records. */
  public static final int MOST_RECORDS = 6400;
}
