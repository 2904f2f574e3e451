package io.sparkmaxpool.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;

/** What an IDX file permits: no more elements than it has bytes for, and those. */
final class IdxJudge implements FileKind.Judge {
  @Override
  public long mostBytes(byte[] file) {
    return 4 << 20;
  }

  @Override
  public void check(byte[] file, SeenRecord record) {
    byte[] bytes = CifarJudge.unpacked(file);
    IdxHeader header = header(bytes);
    int rank = header.extents().size();
    assertThat(rank).isBetween(3, 4);
    assertThat(record.image().dtype()).isEqualTo(header.dtype());
    assertThat(Arrays.stream(record.image().shape().toArray()).boxed())
        .endsWith(header.extents().subList(1, rank).toArray(new Integer[0]))
        .hasSize(3);
    byte[] data = record.image().data();
    int ordinal = Integer.parseInt(record.key().substring(record.key().lastIndexOf('#') + 1));
    int start = header.bytes() + ordinal * data.length;
    int each = header.dtype().bytes();
    byte[] reversed = new byte[data.length];
    for (int i = 0; i < data.length; i++) {
      reversed[i] = bytes[start + i / each * each + each - 1 - i % each];
    }
    assertThat(Arrays.equals(data, reversed)).as(record.key()).isTrue();
  }

  private static IdxHeader header(byte[] bytes) {
    try {
      return IdxHeader.parse(Arrays.copyOf(bytes, Math.min(bytes.length, IdxHeader.LONGEST)), "it");
    } catch (MalformedRecordException e) {
      throw new AssertionError(e);
    }
  }
}
