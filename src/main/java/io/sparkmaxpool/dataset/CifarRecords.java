package io.sparkmaxpool.dataset;

import java.util.OptionalLong;

/**
 * CIFAR's numbered records of one length, from the first byte on; what is left over is a bad one.
 *
 * @param layout theirs
 * @param label which of their labels is told
 * @param entry the name in the archive of what holds them; empty for a file
 * @param records how many there are, the incomplete one included
 * @param complete records that are there to the last byte, where it can seek
 */
record CifarRecords(CifarLayout layout, int label, String entry, long records, long complete)
    implements FileRecords {

  /** The records in {@code length} bytes of a file. */
  static CifarRecords in(long length, CifarLayout layout, int label) {
    int each = layout.recordBytes();
    return new CifarRecords(layout, label, "", (length + each - 1) / each, length / each);
  }

  /** What a person finds the bytes in. */
  String place(String location) {
    return entry.isEmpty() ? location : entry + " in " + location;
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
    return layout.recordBytes();
  }
}
