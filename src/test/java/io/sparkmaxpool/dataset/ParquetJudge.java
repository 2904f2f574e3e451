package io.sparkmaxpool.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a Parquet file permits. Pages have checksums, but what headers say of them can be a lie, so
 * that good records may be others than the sample's: images within the limits, and no more than the
 * footer counts.
 */
final class ParquetJudge implements FileKind.Judge {
  private static final Pattern LOST = Pattern.compile("; (\\d+) rows from row \\d+ on are lost$");
  private static final long ANY_FILE = 8 << 20;
  private static final int FOR_A_BYTE = 512;

  @Override
  public long mostBytes(byte[] file) {
    return ANY_FILE + FOR_A_BYTE * (long) file.length;
  }

  @Override
  public void check(byte[] file, SeenRecord record) {
    assertThat(record.image().shape().rank()).isEqualTo(3);
    assertThat((long) record.image().shape().extent(1) * record.image().shape().extent(2))
        .isLessThanOrEqualTo(MutantsTest.MAX_PIXELS);
    assertThat((long) record.image().data().length)
        .isEqualTo(record.image().shape().elements() * record.image().dtype().bytes());
  }

  @Override
  public long standsFor(SeenRecord record) {
    if (record.bad() == null) {
      return 1;
    }
    Matcher lost = LOST.matcher(record.bad().message());
    return lost.find() ? Long.parseLong(lost.group(1)) : 1;
  }
}
