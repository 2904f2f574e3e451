package io.sparkmaxpool.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmaxpool.tensor.MalformedNpyException;
import io.sparkmaxpool.tensor.NpyHeader;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/** What a {@code .npy} file permits: no more elements than it has bytes for, and those. */
final class NpyJudge implements FileKind.Judge {
  private static final long ANY_FILE = 4 << 20;
  private static final int FOR_A_BYTE = 16;

  @Override
  public long mostBytes(byte[] file) {
    return ANY_FILE + FOR_A_BYTE * (long) file.length;
  }

  @Override
  public void check(byte[] file, SeenRecord record) {
    NpyHeader header = header(file);
    List<Long> shape = header.shape();
    int rank = shape.size();
    assertThat(rank).isBetween(3, 4);
    assertThat(record.image().dtype()).isEqualTo(header.dtype());
    assertThat(Arrays.stream(record.image().shape().toArray()).asLongStream().boxed())
        .isEqualTo(shape.subList(rank - 3, rank));
    int number = record.key().lastIndexOf('#');
    assertThat(number >= 0).isEqualTo(rank == 4);
    long ordinal = rank == 4 ? Long.parseLong(record.key().substring(number + 1)) : 0;
    byte[] data = record.image().data();
    if (header.order() == NpyHeader.Order.C && header.byteOrder() == ByteOrder.LITTLE_ENDIAN) {
      int start = header.dataOffset() + (int) ordinal * data.length;
      assertThat(data).isEqualTo(Arrays.copyOfRange(file, start, start + data.length));
    }
  }

  private static NpyHeader header(byte[] file) {
    try {
      return NpyHeader.parse(Arrays.copyOf(file, Math.min(file.length, NpyHeader.LONGEST)));
    } catch (MalformedNpyException e) {
      throw new AssertionError(e);
    }
  }
}
