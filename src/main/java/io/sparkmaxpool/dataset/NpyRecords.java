package io.sparkmaxpool.dataset;

import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.NpyHeader;
import io.sparkmaxpool.tensor.NpyHeader.Order;
import io.sparkmaxpool.tensor.Shape;
import io.sparkmaxpool.tensor.Tensor;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The records of a {@code .npy} file, as its header and its length tell.
 *
 * @param dtype type of the elements
 * @param bigEndian whether an element's first byte is its highest
 * @param order how the elements lie
 * @param layout the array's axes
 * @param stack extent of the record axis; 1 where the file is one record
 * @param channels channels of a record
 * @param height rows
 * @param width columns
 * @param start the byte at which the elements begin
 * @param bytesEach bytes of a record
 * @param end the byte behind the last that there is of the array
 * @param records how many there are, the incomplete one included
 * @param whole records that are there to the last byte
 * @param crc CRC-32 of the whole array file where it is compressed, and so only read from its
 *     beginning; else {@link #SEEKS}
 * @param labels the array of their labels, or null
 */
record NpyRecords(
    DType dtype,
    boolean bigEndian,
    Order order,
    Layout layout,
    long stack,
    long channels,
    long height,
    long width,
    long start,
    long bytesEach,
    long end,
    long records,
    long whole,
    long crc,
    LabelArray labels)
    implements FileRecords {
  /** No CRC: the array is stored as it is. */
  static final long SEEKS = -1;

  /** Records without an element cost a file nothing, and a header can claim any number of them. */
  private static final long MOST_EMPTY = 1_000_000;

  /**
   * The records of a file.
   *
   * @param header its header
   * @param wanted its axes, where they are not by rank
   * @param length its bytes, header and all
   * @throws MalformedRecordException if its rank does not fit, or it claims too many empty records
   */
  static NpyRecords of(NpyHeader header, Optional<Layout> wanted, long length)
      throws MalformedRecordException {
    Layout layout = layout(header, wanted);
    long stack = layout.isStack() ? header.shape().get(0) : 1;
    long channels = axis(header, layout, 'C');
    long height = axis(header, layout, 'H');
    long width = axis(header, layout, 'W');
    boolean empty = channels == 0 || height == 0 || width == 0;
    if (empty && stack > MOST_EMPTY) {
      throw new MalformedRecordException(
          BadRecord.Fault.CORRUPT,
          "shape %s has %d records without an element: at most %d of them are read"
              .formatted(header.shape(), stack, MOST_EMPTY));
    }
    // A header whose elements have more than 2^63 bytes is refused, but for those without any.
    long bytes = empty || stack == 0 ? 0 : header.dtype().bytes() * channels * height * width;
    long available = Math.max(0, length - header.dataOffset());
    long complete = bytes == 0 ? stack : Math.min(stack, available / bytes);
    if (isInterleaved(header.order(), stack) && complete < stack) {
      // Each record has elements at the end of the file.
      complete = 0;
    }
    return new NpyRecords(
        header.dtype(),
        header.byteOrder() == ByteOrder.BIG_ENDIAN,
        header.order(),
        layout,
        stack,
        channels,
        height,
        width,
        header.dataOffset(),
        bytes,
        length,
        Math.min(stack, complete + 1),
        complete,
        SEEKS,
        null);
  }

  /** The same records, in an archive's member that has to be unpacked from its beginning. */
  NpyRecords packed(long itsCrc) {
    return new NpyRecords(
        dtype, bigEndian, order, layout, stack, channels, height, width, start, bytesEach, end,
        records, whole, itsCrc, labels);
  }

  /** The same records, with labels. */
  NpyRecords with(LabelArray theirs) {
    return new NpyRecords(
        dtype, bigEndian, order, layout, stack, channels, height, width, start, bytesEach, end,
        records, whole, crc, theirs);
  }

  private static Layout layout(NpyHeader header, Optional<Layout> wanted)
      throws MalformedRecordException {
    int rank = header.shape().size();
    if (wanted.isEmpty() && (rank == 3 || rank == 4)) {
      return rank == 3 ? Layout.CHW : Layout.NCHW;
    }
    if (wanted.isPresent() && wanted.get().rank() == rank) {
      return wanted.get();
    }
    throw new MalformedRecordException(
        BadRecord.Fault.UNSUPPORTED,
        "shape %s has %d axes: %s"
            .formatted(
                header.shape(),
                rank,
                wanted
                    .map(layout -> "layout %s has %d".formatted(layout, layout.rank()))
                    .orElse("3 (CHW) or 4 (NCHW) are read, or as a layout says")));
  }

  private static long axis(NpyHeader header, Layout layout, char axis) {
    int at = layout.name().indexOf(axis);
    return at < 0 ? 1 : header.shape().get(at);
  }

  private static boolean isInterleaved(Order order, long stack) {
    return order == Order.FORTRAN && stack > 1;
  }

  /**
   * Whether each record's elements lie all over the file, since the record's index runs fastest.
   */
  boolean isInterleaved() {
    return isInterleaved(order, stack);
  }

  @Override
  public OptionalLong count() {
    return OptionalLong.of(records);
  }

  /** Whether reading can begin anywhere. */
  boolean canSeek() {
    return crc == SEEKS;
  }

  @Override
  public long complete() {
    return canSeek() ? whole : 0;
  }

  @Override
  public Keys keys() {
    return layout.isStack() ? Keys.NUMBERED : Keys.OF_THE_FILE;
  }

  @Override
  public Content content() {
    return Content.ARRAYS;
  }

  /** The extent of one axis of a record: C, H or W. */
  long extent(char axis) {
    return switch (axis) {
      case 'C' -> channels;
      case 'H' -> height;
      case 'W' -> width;
      default -> throw new IllegalArgumentException("a record has no axis " + axis);
    };
  }

  /** The extents {@code [C, H, W]} as a text; they may be larger than a shape's. */
  String extents() {
    return "[%d, %d, %d]".formatted(channels, height, width);
  }

  /** The record's shape {@code [C,H,W]}; empty where an extent is beyond any tensor's. */
  Optional<Shape> shape() {
    return Math.max(channels, Math.max(height, width)) > Integer.MAX_VALUE
        ? Optional.empty()
        : Optional.of(Shape.of((int) channels, (int) height, (int) width));
  }

  /**
   * The record's shape, if it can be a tensor.
   *
   * @throws MalformedRecordException TOO_LARGE if it has more than {@code maxPixels}, or more bytes
   *     than an array
   */
  Shape shapeWithin(long maxPixels) throws MalformedRecordException {
    if (height > 0 && width > maxPixels / height) {
      // With no channel at all, both can have 64 bits.
      BigInteger pixels = BigInteger.valueOf(width).multiply(BigInteger.valueOf(height));
      throw tooLarge(
          "%d x %d is %d pixels: at most %d are accepted"
              .formatted(width, height, pixels, maxPixels));
    }
    if (bytesEach > Tensor.LARGEST_ARRAY || shape().isEmpty()) {
      throw tooLarge(
          "a record of shape %s and dtype %s has %d bytes: at most %d are accepted"
              .formatted(extents(), dtype, bytesEach, Tensor.LARGEST_ARRAY));
    }
    return shape().get();
  }

  private MalformedRecordException tooLarge(String message) {
    return new MalformedRecordException(BadRecord.Fault.TOO_LARGE, message, shape());
  }

  /** Elements of a record. */
  long elements() {
    return bytesEach / dtype.bytes();
  }
}
