package io.sparkmaxpool.dataset;

import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Shape;
import io.sparkmaxpool.tensor.Tensor;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The records of an IDX file of images, as its header and its length tell. Of a packed one the
 * length is not known, so they are counted by reading.
 *
 * @param dtype type of the elements
 * @param shape of every record
 * @param start the byte at which they begin
 * @param stack how many the header says there are
 * @param length bytes of the file; negative where it is packed
 * @param labels theirs
 */
record IdxRecords(DType dtype, Shape shape, long start, long stack, long length, IdxLabels labels)
    implements FileRecords {
  /** Records without an element cost a file nothing, and a header can claim any number of them. */
  private static final long MOST_EMPTY = 1 << 16;

  /**
   * The records of a file.
   *
   * @param length its bytes; negative where it is packed
   * @param location for messages
   */
  static IdxRecords of(IdxHeader header, long length, String location)
      throws MalformedRecordException {
    List<Integer> extents = header.extents();
    int rank = extents.size();
    if (rank != 3 && rank != 4) {
      throw new MalformedRecordException(
          BadRecord.Fault.UNSUPPORTED,
          "%s has %d axes at byte 3: images have 3 (N, H, W) or 4 (N, C, H, W)"
              .formatted(location, rank));
    }
    int channels = rank == 3 ? 1 : extents.get(1);
    int height = extents.get(rank - 2);
    int width = extents.get(rank - 1);
    long plane = (long) height * width;
    if (channels > 0 && plane > Long.MAX_VALUE / DType.FLOAT64.bytes() / channels) {
      throw new MalformedRecordException(
          BadRecord.Fault.TOO_LARGE,
          "%s has at byte 8 images of %d x %d x %d".formatted(location, channels, height, width));
    }
    Shape shape = Shape.of(channels, height, width);
    if (shape.elements() == 0 && extents.get(0) > MOST_EMPTY) {
      throw new MalformedRecordException(
          BadRecord.Fault.CORRUPT,
          "%s has at byte 4 %d images without an element: at most %d of them are read"
              .formatted(location, extents.get(0), MOST_EMPTY));
    }
    return new IdxRecords(
        header.dtype(), shape, header.bytes(), extents.get(0), length, IdxLabels.NONE);
  }

  IdxRecords with(IdxLabels its) {
    return new IdxRecords(dtype, shape, start, stack, length, its);
  }

  boolean isPacked() {
    return length < 0;
  }

  /** One more than are there where the file ends too early or too late; that one is bad. */
  @Override
  public OptionalLong count() {
    if (isPacked()) {
      return OptionalLong.empty();
    }
    // Only of records that are there the bytes can be counted: a header may tell of any number.
    boolean isExact = complete() == stack && offset(stack) == length;
    return OptionalLong.of(complete() + (isExact ? 0 : 1));
  }

  @Override
  public Content content() {
    return dtype == DType.UINT8 ? Content.IMAGES : Content.ARRAYS;
  }

  @Override
  public Keys keys() {
    return Keys.NUMBERED;
  }

  @Override
  public long complete() {
    if (isPacked()) {
      return 0;
    }
    return bytesEach() == 0 ? stack : Math.min(stack, (length - start) / bytesEach());
  }

  @Override
  public long bytesEach() {
    return shape.elements() * dtype.bytes();
  }

  /** The byte, of what the file unpacks to, at which a record begins. */
  long offset(long ordinal) {
    return start + ordinal * bytesEach();
  }

  /**
   * Refuses a record that cannot be a tensor.
   *
   * @param location the file, for messages
   * @throws MalformedRecordException TOO_LARGE if it has more than {@code maxPixels}, or more bytes
   *     than an array
   */
  void requireWithin(long maxPixels, long ordinal, String location)
      throws MalformedRecordException {
    long pixels = (long) shape.extent(1) * shape.extent(2);
    if (pixels > maxPixels) {
      throw tooLarge(
          "%d x %d is %d pixels: at most %d are accepted"
              .formatted(shape.extent(2), shape.extent(1), pixels, maxPixels));
    }
    if (bytesEach() > Tensor.LARGEST_ARRAY) {
      throw tooLarge(
          "the record at byte %d of %s, of shape %s and dtype %s, has %d bytes: at most %d are accepted"
              .formatted(
                  offset(ordinal), location, shape, dtype, bytesEach(), Tensor.LARGEST_ARRAY));
    }
  }

  private MalformedRecordException tooLarge(String message) {
    return new MalformedRecordException(BadRecord.Fault.TOO_LARGE, message, Optional.of(shape));
  }
}
