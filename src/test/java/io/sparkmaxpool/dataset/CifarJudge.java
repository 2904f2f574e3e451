package io.sparkmaxpool.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;

/**
 * What a file of CIFAR-10 permits: records that are its bytes, read through a buffer.
 *
 * @param archives what mutants of packed archives are made of; empty where files are not packed
 */
record CifarJudge(List<byte[]> archives) implements FileKind.Judge {
  @Override
  public long mostBytes(byte[] file) {
    return 1 << 20;
  }

  @Override
  public void check(byte[] file, SeenRecord record) {
    assertThat(record.label()).isBetween(0, 9);
    if (record.key().contains(".bin#") && !record.key().contains(".tar")) {
      int start = 3073 * Integer.parseInt(record.key().substring(record.key().indexOf('#') + 1));
      assertThat(record.label()).isEqualTo(file[start]);
      assertThat(record.image().data())
          .isEqualTo(Arrays.copyOfRange(file, start + 1, start + 3073));
    }
  }
}
