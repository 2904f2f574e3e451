package io.sparkmaxpool.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;

/** What a file of CIFAR-10 permits: records that are its bytes, read through a buffer. */
final class Cifar10Judge implements FileKind.Judge {
  @Override
  public long mostBytes(byte[] file) {
    return 1 << 20;
  }

  @Override
  public void check(byte[] file, SeenRecord record) {
    int start = 3073 * Integer.parseInt(record.key().substring(record.key().lastIndexOf('#') + 1));
    assertThat(record.label()).isEqualTo(file[start]).isBetween(0, 9);
    assertThat(record.image().data()).isEqualTo(Arrays.copyOfRange(file, start + 1, start + 3073));
  }
}
