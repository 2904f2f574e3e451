package io.sparkmaxpool.dataset;

import java.util.OptionalLong;

/**
 * CIFAR's numbered records of one length, from a file's first byte on; what is left over is a bad
 * one.
 *
 * @param records how many there are, the incomplete one included
 * @param complete records that are there to the last byte
 */
record CifarRecords(long records, long complete) implements FileRecords {
  /** The records in a file of {@code length} bytes. */
  static CifarRecords in(long length) {
    long each = Cifar10Lister.RECORD_BYTES;
    return new CifarRecords((length + each - 1) / each, length / each);
  }

  @Override
  public OptionalLong count() {
    return OptionalLong.of(records);
  }

  @Override
  public Keys keys() {
    return Keys.NUMBERED;
  }

  @Override
  public long bytesEach() {
    return Cifar10Lister.RECORD_BYTES;
  }
}
