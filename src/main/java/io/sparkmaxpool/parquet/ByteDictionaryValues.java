package io.sparkmaxpool.parquet;

import io.sparkmaxpool.tensor.DType;
import java.util.Optional;
import org.apache.parquet.column.Encoding;

/**
 * One-byte elements as they are: each is the index of its value in a dictionary of 256 numbers, so
 * that readers see uint8, int8 or float32 and no element is ever converted.
 */
final class ByteDictionaryValues implements PageValues {
  private static final int ENTRIES = 256;

  private final PlainDictionary dictionary;
  private boolean used;

  /**
   * Elements of the type {@code stored} (uint8 or int8) for readers of the type {@code written}.
   */
  ByteDictionaryValues(DType stored, DType written) {
    GrowingBytes entries = new GrowingBytes();
    int[] unitInterval = Conversion.unitInterval();
    for (int value = 0; value < ENTRIES; value++) {
      entries.appendInt(
          written == DType.FLOAT32
              ? unitInterval[value]
              : stored == DType.INT8 ? (byte) value : value);
    }
    dictionary = new PlainDictionary(entries.array(), ENTRIES);
  }

  @Override
  public int valuesPerRow(int elements) {
    return elements;
  }

  @Override
  public long rowBytes(Slice stored) {
    return stored.length();
  }

  @Override
  public int expansion() {
    return Integer.BYTES;
  }

  @Override
  public void append(Slice stored, int[] shape, GrowingBytes buffer) {
    buffer.append(stored.array(), stored.offset(), stored.length());
  }

  @Override
  public PageContent content() {
    return PageContent.PIXELS;
  }

  @Override
  public Encoding endPage(int count, GrowingBytes head, GrowingBytes buffer) {
    used = true;
    return PageValues.endDictionaryPage(Byte.SIZE, count, head, buffer);
  }

  @Override
  public Optional<PlainDictionary> endRowGroup() {
    Optional<PlainDictionary> page = used ? Optional.of(dictionary) : Optional.empty();
    used = false;
    return page;
  }
}
