package io.sparkmaxpool.parquet;

import java.util.Optional;
import org.apache.parquet.column.Encoding;

/**
 * Pooling indices: int64 to readers, but mostly two bytes or one in the file.
 *
 * <p>Indices below 65,536 (planes up to 256 by 256) are kept as uint16, each the index of its own
 * value in a dictionary that counts 0, 1, 2 up to the largest of the row group. A page whose
 * indices all fit in a byte uses bytes. Rows with a larger index, or with the -1 that PyTorch gives
 * for some empty windows, go to pages of plain int64, and so does a page with fewer values than the
 * dictionary it would bring along. The rest of the row group is plain then: Spark 4.2 reads wrong
 * values, or fails, where a dictionary page follows a plain one, which no other writer makes.
 *
 * <p>For CIFAR-10 pooled by 3 and zstd the column is a sixth smaller than plain int64, and the
 * whole row takes a quarter less CPU time (TensorWriteBenchmark).
 */
final class IndexValues implements PageValues {
  private static final int STORED = Long.BYTES;
  private static final int LARGEST_NARROW = 0xffff;

  // Whether the row group has a plain page.
  private boolean plain;
  private boolean narrow = true;
  private boolean empty = true;
  private int pageMax;
  // The largest index that the row group's dictionary must have, -1 while it needs none.
  private int dictionaryMax = -1;

  @Override
  public int valuesPerRow(int elements) {
    return elements;
  }

  @Override
  public long rowBytes(Slice stored) {
    return stored.length();
  }

  @Override
  public boolean joins(Slice stored) {
    return isNarrow(stored) == narrow;
  }

  private boolean isNarrow(Slice stored) {
    return !plain && fits(stored);
  }

  private static boolean fits(Slice stored) {
    long bits = 0;
    for (int i = 0; i < stored.length(); i += STORED) {
      bits |= (long) GrowingBytes.LONGS.get(stored.array(), stored.offset() + i);
    }
    return (bits & ~(long) LARGEST_NARROW) == 0;
  }

  @Override
  public void append(Slice stored, int[] shape, GrowingBytes buffer) {
    if (empty) {
      narrow = isNarrow(stored);
      plain = !narrow;
      empty = false;
    }
    byte[] from = stored.array();
    if (narrow) {
      int count = stored.length() / STORED;
      int start = buffer.reserve(2 * count);
      byte[] to = buffer.array();
      int max = pageMax;
      for (int i = 0; i < count; i++) {
        int index = (int) (long) GrowingBytes.LONGS.get(from, stored.offset() + STORED * i);
        max = Math.max(max, index);
        GrowingBytes.SHORTS.set(to, start + 2 * i, (short) index);
      }
      pageMax = max;
    } else {
      buffer.append(from, stored.offset(), stored.length());
    }
  }

  @Override
  public PageContent content() {
    return PageContent.POSITIONS;
  }

  @Override
  public Encoding endPage(int count, GrowingBytes head, GrowingBytes buffer) {
    Encoding encoding;
    if (!narrow) {
      encoding = Encoding.PLAIN;
    } else if (pageMax > dictionaryMax && pageMax >= count) {
      widen(count, buffer);
      encoding = Encoding.PLAIN;
    } else {
      dictionaryMax = Math.max(dictionaryMax, pageMax);
      int bits = pageMax <= 0xff ? Byte.SIZE : Short.SIZE;
      if (bits == Byte.SIZE) {
        halve(count, buffer);
      }
      encoding = PageValues.endDictionaryPage(bits, count, head, buffer);
    }
    plain = encoding == Encoding.PLAIN;
    empty = true;
    pageMax = 0;
    return encoding;
  }

  /** uint16 to int64, in place, from the end so that nothing is overwritten before it is read. */
  private static void widen(int count, GrowingBytes buffer) {
    buffer.reserve((STORED - 2) * count);
    byte[] bytes = buffer.array();
    for (int i = count - 1; i >= 0; i--) {
      long index = (short) GrowingBytes.SHORTS.get(bytes, 2 * i) & 0xffffL;
      GrowingBytes.LONGS.set(bytes, STORED * i, index);
    }
  }

  /** uint16 to uint8, in place. */
  private static void halve(int count, GrowingBytes buffer) {
    byte[] bytes = buffer.array();
    for (int i = 0; i < count; i++) {
      bytes[i] = bytes[2 * i];
    }
    buffer.reset();
    buffer.reserve(count);
  }

  @Override
  public Optional<PlainDictionary> endRowGroup() {
    plain = false;
    if (dictionaryMax < 0) {
      return Optional.empty();
    }
    int entries = dictionaryMax + 1;
    byte[] bytes = new byte[entries * STORED];
    for (int i = 0; i < entries; i++) {
      GrowingBytes.LONGS.set(bytes, STORED * i, (long) i);
    }
    dictionaryMax = -1;
    return Optional.of(new PlainDictionary(bytes, entries));
  }
}
