package io.sparkmaxpool.parquet;

import java.util.Optional;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/**
 * Class indices (INT32) or names (BINARY): few different ones, so a dictionary of those in the row
 * group, and pages of numbers in it, of one byte, or of two once there are more than 256. When the
 * dictionary is full, the pages that follow hold the values themselves (encoding PLAIN).
 */
final class LabelValues implements PageValues {
  private static final int MOST_NARROW = 1 << Byte.SIZE;

  private final PrimitiveType type;
  private final boolean isText;
  private final LabelDictionary dictionary;
  private final Slice shown = new Slice();
  private boolean[] onPage = new boolean[MOST_NARROW];
  private Statistics<?> statistics;
  private boolean full;
  private boolean used;
  private int bits = Byte.SIZE;
  private int valuesOnPage;
  // The entry of the value that was last asked whether it joins.
  private int found = LabelDictionary.ABSENT;

  LabelValues(PrimitiveType type) {
    this.type = type;
    this.isText = type.getPrimitiveTypeName() == PrimitiveTypeName.BINARY;
    this.dictionary = new LabelDictionary(isText ? Integer.BYTES : 0);
    this.statistics = Statistics.createStats(type);
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
  public boolean joins(Slice stored) {
    found = full ? LabelDictionary.ABSENT : dictionary.find(stored);
    return full
        || found != LabelDictionary.ABSENT
        || dictionary.hasRoomFor(stored)
            && (bits > Byte.SIZE || dictionary.entries() < MOST_NARROW);
  }

  @Override
  public void append(Slice stored, int[] shape, GrowingBytes buffer) {
    // A page's first value was not asked whether it joins.
    int entry = valuesOnPage > 0 || full ? found : dictionary.find(stored);
    if (entry == LabelDictionary.ABSENT && !full) {
      if (dictionary.hasRoomFor(stored)) {
        entry = dictionary.add(stored);
      } else {
        full = true;
      }
    }
    if (full) {
      if (isText) {
        buffer.appendInt(stored.length());
      }
      buffer.append(stored.array(), stored.offset(), stored.length());
      count(stored);
    } else {
      appendEntry(entry, buffer);
    }
    valuesOnPage++;
  }

  private void appendEntry(int entry, GrowingBytes buffer) {
    if (valuesOnPage == 0) {
      bits = dictionary.entries() <= MOST_NARROW ? Byte.SIZE : Short.SIZE;
      onPage = bits == Byte.SIZE ? new boolean[MOST_NARROW] : new boolean[1 << Short.SIZE];
    }
    onPage[entry] = true;
    if (bits == Byte.SIZE) {
      buffer.appendByte(entry);
    } else {
      int at = buffer.reserve(Short.BYTES);
      GrowingBytes.SHORTS.set(buffer.array(), at, (short) entry);
    }
  }

  private void count(Slice value) {
    if (isText) {
      statistics.updateStats(
          Binary.fromReusedByteArray(value.array(), value.offset(), value.length()));
    } else {
      statistics.updateStats((int) GrowingBytes.INTS.get(value.array(), value.offset()));
    }
  }

  @Override
  public Encoding endPage(int count, GrowingBytes head, GrowingBytes buffer) {
    if (full || valuesOnPage == 0) {
      return Encoding.PLAIN;
    }
    used = true;
    return PageValues.endDictionaryPage(bits, valuesOnPage, head, buffer);
  }

  @Override
  public Optional<Statistics<?>> endPageStatistics(int absentRows, GrowingBytes buffer) {
    if (!full && valuesOnPage > 0) {
      for (int entry = 0; entry < dictionary.entries(); entry++) {
        if (onPage[entry]) {
          dictionary.show(entry, shown);
          count(shown);
        }
      }
    }
    Statistics<?> ended = statistics;
    ended.incrementNumNulls(absentRows);
    statistics = Statistics.createStats(type);
    valuesOnPage = 0;
    return Optional.of(ended);
  }

  @Override
  public Optional<PlainDictionary> endRowGroup() {
    Optional<PlainDictionary> page = used ? Optional.of(dictionary.page()) : Optional.empty();
    dictionary.clear();
    full = false;
    used = false;
    return page;
  }
}
