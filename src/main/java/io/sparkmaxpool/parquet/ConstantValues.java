package io.sparkmaxpool.parquet;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.parquet.column.Encoding;

/** One text for all rows of a file: a dictionary of one entry, and pages of one run. */
final class ConstantValues implements PageValues {
  private final PlainDictionary dictionary;

  ConstantValues(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    byte[] entry = new byte[Integer.BYTES + utf8.length];
    GrowingBytes.INTS.set(entry, 0, utf8.length);
    System.arraycopy(utf8, 0, entry, Integer.BYTES, utf8.length);
    dictionary = new PlainDictionary(entry, 1);
  }

  @Override
  public int valuesPerRow(int elements) {
    return 1;
  }

  @Override
  public long rowBytes(Slice stored) {
    return 0;
  }

  @Override
  public void append(Slice stored, int[] shape, GrowingBytes buffer) {
    // The run at the end of the page stands for all its rows.
  }

  @Override
  public Encoding endPage(int count, GrowingBytes head, GrowingBytes buffer) {
    head.appendByte(1);
    head.appendVarint(count << 1);
    head.appendByte(0);
    return Encoding.RLE_DICTIONARY;
  }

  @Override
  public Optional<PlainDictionary> endRowGroup() {
    return Optional.of(dictionary);
  }
}
