package io.sparkmaxpool.dataset;

import io.sparkmaxpool.tensor.MalformedNpyException;
import io.sparkmaxpool.tensor.NpyHeader;
import io.sparkmaxpool.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * One array of NumPy's format that is one record: CHW, or HW, which has one channel.
 *
 * @param bytes the file
 * @param records what its header says
 */
record NpyImage(byte[] bytes, NpyRecords records) {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

  /** Whether a file is of this format, by its first bytes. */
  static boolean isOne(byte[] file) {
    return file.length >= MAGIC.length
        && Arrays.equals(file, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
  }

  /**
   * Reads the header.
   *
   * @param maxPixels the largest image to accept, in pixels
   * @throws MalformedRecordException if it is none that can be read, or claims more than is there
   */
  static NpyImage parse(byte[] file, long maxPixels) throws MalformedRecordException {
    NpyHeader header;
    try {
      header = NpyHeader.parse(Arrays.copyOf(file, Math.min(file.length, NpyHeader.LONGEST)));
    } catch (MalformedNpyException e) {
      throw MalformedRecordException.of("", e);
    }
    NpyRecords records = NpyRecords.of(withChannel(header), Optional.of(Layout.CHW), file.length);
    records.shapeWithin(maxPixels);
    if (records.complete() == 0) {
      throw new MalformedRecordException(
          BadRecord.Fault.TRUNCATED,
          "the array ends at byte %d: one of shape %s and dtype %s has %d bytes from byte %d on"
              .formatted(
                  file.length,
                  records.extents(),
                  records.dtype(),
                  records.bytesEach(),
                  records.start()),
          records.shape());
    }
    return new NpyImage(file, records);
  }

  /** The header with a channel before the rows, which changes nothing of how elements lie. */
  private static NpyHeader withChannel(NpyHeader header) throws MalformedRecordException {
    List<Long> shape = header.shape();
    return switch (shape.size()) {
      case 2 ->
          new NpyHeader(
              header.dtype(),
              header.byteOrder(),
              header.order(),
              List.of(1L, shape.get(0), shape.get(1)),
              header.dataOffset());
      case 3 -> header;
      default ->
          throw new MalformedRecordException(
              BadRecord.Fault.UNSUPPORTED,
              "shape %s has %d axes: 2 (HW) or 3 (CHW) are read".formatted(shape, shape.size()));
    };
  }

  /** The array, row-major and little-endian. */
  Tensor tensor(long maxPixels) throws MalformedRecordException {
    byte[] elements = Tensor.allocate(records.dtype(), records.shapeWithin(maxPixels));
    new StoredOrder(records).copy(bytes, (int) records.start(), elements);
    return Tensor.of(records.dtype(), records.shapeWithin(maxPixels), elements);
  }
}
