package io.sparkmaxpool.dataset;

import io.sparkmaxpool.tensor.DType;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import org.apache.hadoop.conf.Configuration;

/**
 * The file of labels beside one of images, an integer each.
 *
 * @param location where it lies; empty where there is none
 * @param codec how it is packed
 * @param dtype of the labels
 */
record IdxLabels(String location, Packing.Codec codec, DType dtype) implements Serializable {
  /** There is no file of labels. */
  static final IdxLabels NONE = new IdxLabels("", Packing.Codec.NONE, DType.UINT8);

  private static final int HEADER = 8;

  boolean isThere() {
    return !location.isEmpty();
  }

  /**
   * The labels in a file, which is looked at to its end, or to where it has one too many.
   *
   * @param images how many labels there must be, and of what file
   * @throws MalformedRecordException if they are no labels of that many images
   * @throws IOException of the storage, also where there is no such file
   */
  static IdxLabels at(String location, long images, String imageFile, Configuration conf)
      throws IOException, MalformedRecordException {
    Packing.Codec codec = Packing.Codec.at(location, conf);
    try (InputStream stream = new Packing(codec, 0).open(Storage.at(location, conf), location, 0)) {
      byte[] start = stream.readNBytes(IdxHeader.LONGEST);
      IdxHeader header = IdxHeader.parse(start, location);
      requireLabels(header, images, location, imageFile);
      long wanted = HEADER + images * header.dtype().bytes();
      long bytes = start.length + length(stream, wanted + 1 - start.length);
      if (bytes < wanted) {
        throw new MalformedRecordException(
            BadRecord.Fault.TRUNCATED,
            "%s ends at byte %d: %d labels end at byte %d"
                .formatted(location, bytes, images, wanted));
      }
      if (bytes > wanted) {
        throw corrupt(
            "%s goes on behind byte %d, where its %d labels end"
                .formatted(location, wanted, images));
      }
      return new IdxLabels(location, codec, header.dtype());
    } catch (MalformedStreamException e) {
      throw new MalformedRecordException(e.fault(), e.getMessage());
    }
  }

  private static void requireLabels(
      IdxHeader header, long images, String location, String imageFile)
      throws MalformedRecordException {
    if (header.extents().size() != 1 || header.dtype().isFloating()) {
      throw new MalformedRecordException(
          BadRecord.Fault.UNSUPPORTED,
          "%s has %s of %d axes: labels are integers of one axis"
              .formatted(location, header.dtype(), header.extents().size()));
    }
    long count = header.extents().get(0);
    if (count != images) {
      throw corrupt(
          "%s has %d labels, but %s has %d images".formatted(location, count, imageFile, images));
    }
  }

  private static MalformedRecordException corrupt(String message) {
    return new MalformedRecordException(BadRecord.Fault.CORRUPT, message);
  }

  /** Bytes up to the end, where what packed them has its checksum, but not more than so many. */
  private static long length(InputStream stream, long most) throws IOException {
    byte[] piece = new byte[1 << 13];
    long length = 0;
    int count = 0;
    while (count >= 0 && length < most) {
      count = stream.read(piece, 0, (int) Math.min(piece.length, most - length));
      length += Math.max(0, count);
    }
    return length;
  }

  /** The byte, of what it unpacks to, at which a label begins. */
  long offset(long ordinal) {
    return HEADER + ordinal * dtype.bytes();
  }

  /** Opens it at a label. */
  InputStream open(long ordinal, Configuration conf) throws IOException {
    return new Packing(codec, 0).open(Storage.at(location, conf), location, offset(ordinal));
  }

  /** A label's value. */
  int value(byte[] label) {
    int value = dtype == DType.UINT8 ? label[0] & 0xFF : label[0];
    for (int i = 1; i < dtype.bytes(); i++) {
      value = value << 8 | label[i] & 0xFF;
    }
    return value;
  }
}
