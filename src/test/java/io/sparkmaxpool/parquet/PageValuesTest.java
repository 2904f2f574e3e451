package io.sparkmaxpool.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.values.rle.RunLengthBitPackingHybridDecoder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Dictionary pages as parquet-java's own decoder reads them, at sizes around a run's. */
class PageValuesTest {
  private static final int RUN = 8 * PageValues.RUN_GROUPS;

  @ParameterizedTest
  @CsvSource({
    "8, 1",
    "8, 503",
    "8, 504",
    "8, 505",
    "8, 512",
    "8, 1008",
    "8, 1009",
    "8, 100003",
    "16, 1",
    "16, 504",
    "16, 505",
    "16, 1009",
    "16, 70001"
  })
  void indicesComeBackInRunsThatAreShort(int bits, int count) throws IOException {
    GrowingBytes head = new GrowingBytes();
    GrowingBytes buffer = new GrowingBytes();
    for (int i = 0; i < count; i++) {
      int index = index(i, bits);
      buffer.appendByte(index);
      if (bits == Short.SIZE) {
        buffer.appendByte(index >> Byte.SIZE);
      }
    }

    assertThat(PageValues.endDictionaryPage(bits, count, head, buffer))
        .isEqualTo(Encoding.RLE_DICTIONARY);

    head.append(buffer.array(), 0, buffer.size());
    assertThat(head.array()[0]).isEqualTo((byte) bits);
    ByteArrayInputStream page = new ByteArrayInputStream(head.array(), 1, head.size() - 1);
    RunLengthBitPackingHybridDecoder decoder = new RunLengthBitPackingHybridDecoder(bits, page);
    for (int i = 0; i < count; i++) {
      int before = page.available();
      assertThat(decoder.readInt()).as("index %d of %d", i, count).isEqualTo(index(i, bits));
      // The decoder, too, takes a run at a time.
      if (i % RUN == 0) {
        int groups = Math.min(PageValues.RUN_GROUPS, (count - i + 7) / 8);
        assertThat(before - page.available()).as("run at %d", i).isEqualTo(1 + groups * bits);
      }
    }
    assertThat(page.available()).isZero();
  }

  /** Neighbours differ, and so do values a run apart. */
  private static int index(int i, int bits) {
    return i * 31 + i / RUN & (1 << bits) - 1;
  }
}
