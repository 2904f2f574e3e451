package io.sparkmaxpool.parquet;

import java.util.Optional;
import org.apache.parquet.column.Encoding;

/** Elements of a list one after the other, little-endian (encoding PLAIN). */
final class PlainValues implements PageValues {
  private final Conversion conversion;

  PlainValues(Conversion conversion) {
    this.conversion = conversion;
  }

  @Override
  public int valuesPerRow(int elements) {
    return elements;
  }

  @Override
  public long rowBytes(Slice stored) {
    return conversion.convertedBytes(stored.length());
  }

  @Override
  public void append(Slice stored, int[] shape, GrowingBytes buffer) {
    conversion.append(stored, buffer);
  }

  @Override
  public Encoding endPage(int count, GrowingBytes head, GrowingBytes buffer) {
    return Encoding.PLAIN;
  }

  @Override
  public Optional<PlainDictionary> endRowGroup() {
    return Optional.empty();
  }
}
