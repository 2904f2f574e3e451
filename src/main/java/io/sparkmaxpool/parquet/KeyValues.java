package io.sparkmaxpool.parquet;

import java.util.Arrays;
import java.util.Optional;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.PrimitiveType;

/**
 * Texts that are unique, as keys are (encoding PLAIN), with the least and the greatest of each
 * page, by their unsigned bytes, so that a reader who looks for one skips the other pages.
 */
final class KeyValues implements PageValues {
  private final PrimitiveType type;
  // Where the least and the greatest of the page lie in the buffer: at their lengths.
  private int least = -1;
  private int greatest = -1;

  KeyValues(PrimitiveType type) {
    this.type = type;
  }

  @Override
  public int valuesPerRow(int elements) {
    return 1;
  }

  @Override
  public long rowBytes(Slice stored) {
    return (long) Integer.BYTES + stored.length();
  }

  @Override
  public void append(Slice stored, int[] shape, GrowingBytes buffer) {
    int at = buffer.size();
    buffer.appendInt(stored.length());
    buffer.append(stored.array(), stored.offset(), stored.length());
    // Keys mostly ascend, and one that is above the greatest is not below the least.
    if (greatest < 0) {
      least = at;
      greatest = at;
    } else if (compare(buffer, at, greatest) > 0) {
      greatest = at;
    } else if (compare(buffer, at, least) < 0) {
      least = at;
    }
  }

  private static int compare(GrowingBytes buffer, int a, int b) {
    byte[] bytes = buffer.array();
    int startA = a + Integer.BYTES;
    int startB = b + Integer.BYTES;
    return Arrays.compareUnsigned(
        bytes, startA, startA + length(bytes, a), bytes, startB, startB + length(bytes, b));
  }

  private static int length(byte[] bytes, int at) {
    return (int) GrowingBytes.INTS.get(bytes, at);
  }

  @Override
  public Encoding endPage(int count, GrowingBytes head, GrowingBytes buffer) {
    return Encoding.PLAIN;
  }

  @Override
  public Optional<Statistics<?>> endPageStatistics(int absentRows, GrowingBytes buffer) {
    Statistics<?> statistics = Statistics.createStats(type);
    for (int at : new int[] {least, greatest}) {
      byte[] bytes = buffer.array();
      int start = at + Integer.BYTES;
      statistics.updateStats(
          Binary.fromConstantByteArray(
              Arrays.copyOfRange(bytes, start, start + length(bytes, at))));
    }
    least = -1;
    greatest = -1;
    return Optional.of(statistics);
  }

  @Override
  public Optional<PlainDictionary> endRowGroup() {
    return Optional.empty();
  }
}
