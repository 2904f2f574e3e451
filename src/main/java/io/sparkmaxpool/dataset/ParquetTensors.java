package io.sparkmaxpool.dataset;

import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.MalformedNpyException;
import io.sparkmaxpool.tensor.NpyHeader;
import io.sparkmaxpool.tensor.Shape;
import io.sparkmaxpool.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Makes images of the rows of a Parquet file, as its column holds them. */
final class ParquetTensors {
  /** OpenCV's types of Spark's images, and their channels. */
  private static final int GREY = 0;

  private static final int BGR = 16;
  private static final int BGRA = 24;

  private final ParquetImage image;
  private final EncodedImages encoded;
  private final DatasetFormat.ReadOptions options;
  private int[] extents = {};
  private Shape shape;
  private byte[] room = {};

  ParquetTensors(ParquetImage image, EncodedImages encoded, DatasetFormat.ReadOptions options) {
    this.image = image;
    this.encoded = encoded;
    this.options = options;
  }

  /** The most elements that an image may have, whose column does not say how many. */
  long mostElements() {
    long most = Tensor.LARGEST_ARRAY / image.dtype().bytes();
    if (image.kind() != ParquetImage.Kind.FIXED) {
      return most;
    }
    double elements = 1;
    for (int extent : image.stored()) {
      elements *= extent;
    }
    return Math.min(most, (long) elements);
  }

  /**
   * Makes the record of a row.
   *
   * @param sourceBytes what is told as its length
   */
  void make(ParquetRow row, long sourceBytes, ImageRecord record) throws MalformedRecordException {
    if (image.kind() == ParquetImage.Kind.ENCODED) {
      encoded.decode(present(row.bytes()), sourceBytes, record);
      return;
    }
    Tensor tensor =
        switch (image.kind()) {
          case SPARK -> spark(row.spark(), row.bytes());
          case RAW -> raw(row);
          case NPY -> npy(present(row.bytes()));
          case FLAT, FIXED, NESTED -> list(row);
          case ENCODED -> throw new IllegalStateException("decoded above");
        };
    record.image(options.wantsPixels() ? tensor : null, sourceBytes);
    if (!options.wantsPixels()) {
      record.header(image.kind().content(), tensor.dtype(), tensor.shape());
    }
  }

  private static byte[] present(byte[] bytes) throws MalformedRecordException {
    if (bytes == null) {
      throw unsupported("the row has no image");
    }
    return bytes;
  }

  private Tensor list(ParquetRow row) throws MalformedRecordException {
    ParquetLeaf values = row.values();
    if (values.isNull()) {
      throw unsupported("the row has no image");
    }
    long[] stored =
        switch (image.kind()) {
          case FLAT -> extents(row);
          case FIXED -> image.stored().stream().mapToLong(Integer::longValue).toArray();
          default -> Arrays.stream(values.extents()).asLongStream().toArray();
        };
    values.requireRegular();
    if (image.kind() == ParquetImage.Kind.NESTED && values.count() == 0) {
      throw unsupported("the row's lists are empty");
    }
    Shape wanted = shape(stored);
    if (values.count() != wanted.elements()) {
      values.requireWhole();
      throw corrupt(
          "%d elements, where shape %s has %d"
              .formatted(values.count(), Arrays.toString(stored), wanted.elements()));
    }
    return permuted(values.data(image.dtype()), 0, stored, wanted);
  }

  private Tensor raw(ParquetRow row) throws MalformedRecordException {
    byte[] bytes = present(row.bytes());
    long[] stored = extents(row);
    Shape wanted = shape(stored);
    long needed = wanted.elements() * image.dtype().bytes();
    if (bytes.length != needed) {
      throw corrupt(
          "%d bytes, where shape %s of %s has %d"
              .formatted(bytes.length, Arrays.toString(stored), image.dtype(), needed));
    }
    return permuted(bytes, 0, stored, wanted);
  }

  private static long[] extents(ParquetRow row) throws MalformedRecordException {
    long[] extents = row.extents();
    if (extents == null) {
      throw unsupported("the row has no shape");
    }
    return extents;
  }

  private Tensor npy(byte[] file) throws MalformedRecordException {
    NpyRecords records;
    int start;
    try {
      NpyHeader header =
          NpyHeader.parse(Arrays.copyOf(file, Math.min(file.length, NpyHeader.LONGEST)));
      start = header.dataOffset();
      records = NpyRecords.of(header, Optional.empty(), file.length);
    } catch (MalformedNpyException e) {
      throw corrupt("its .npy: " + e.getMessage());
    }
    if (records.keys() != FileRecords.Keys.OF_THE_FILE) {
      throw unsupported("its .npy is a stack, and no one image");
    }
    if (records.dtype() != image.dtype()) {
      throw unsupported(
          "its .npy holds %s, where the footer says %s".formatted(records.dtype(), image.dtype()));
    }
    Shape wanted = records.shapeWithin(options.maxPixels());
    if (records.complete() < 1) {
      throw new MalformedRecordException(
          BadRecord.Fault.TRUNCATED,
          "its .npy ends at byte %d: shape %s of %s has %d bytes behind byte %d"
              .formatted(file.length, wanted, image.dtype(), records.bytesEach(), start));
    }
    byte[] data = room(wanted);
    new StoredOrder(records).copy(file, start, data);
    return Tensor.of(image.dtype(), wanted, data);
  }

  private Tensor spark(long[] numbers, byte[] data) throws MalformedRecordException {
    byte[] bytes = present(data);
    long height = numbers[0];
    long width = numbers[1];
    long mode = numbers[3];
    int channels = mode == GREY ? 1 : mode == BGR ? 3 : mode == BGRA ? 4 : 0;
    if (channels == 0) {
      throw unsupported(
          mode == ParquetRow.ABSENT || mode == -1
              ? "the row's image is undefined"
              : "an image of mode %d: %d, %d and %d are read".formatted(mode, GREY, BGR, BGRA));
    }
    if (numbers[2] != channels) {
      throw corrupt("an image of mode %d with %d channels".formatted(mode, numbers[2]));
    }
    Shape wanted = shape(new long[] {3, height, width});
    int plane = (int) (height * width);
    if (bytes.length != (long) plane * channels) {
      throw corrupt(
          "%d bytes, where %d x %d pixels of mode %d have %d"
              .formatted(bytes.length, width, height, mode, (long) plane * channels));
    }
    byte[] from = bytes;
    byte[] to = room(wanted);
    for (int i = 0; i < plane; i++) {
      int blue = i * channels;
      int step = channels == 1 ? 0 : 1;
      to[i] = from[blue + 2 * step];
      to[plane + i] = from[blue + step];
      to[2 * plane + i] = from[blue];
    }
    return Tensor.of(DType.UINT8, wanted, to);
  }

  /** The elements in the order of C, H, W. */
  private Tensor permuted(byte[] elements, int offset, long[] stored, Shape wanted) {
    List<Integer> axes = image.permutation();
    if (axes.isEmpty() || stored.length == 2) {
      return Tensor.of(image.dtype(), wanted, elements);
    }
    int size = image.dtype().bytes();
    int[] steps = {(int) (stored[1] * stored[2]) * size, (int) stored[2] * size, size};
    StridedElements order = new StridedElements(size, false);
    byte[] to = room(wanted);
    int width = wanted.extent(2);
    int target = 0;
    for (int c = 0; c < wanted.extent(0); c++) {
      for (int h = 0; h < wanted.extent(1); h++) {
        int at = offset + c * steps[axes.get(0)] + h * steps[axes.get(1)];
        order.copy(elements, at, steps[axes.get(2)], to, target, width);
        target += width * size;
      }
    }
    return Tensor.of(image.dtype(), wanted, to);
  }

  private byte[] room(Shape wanted) {
    int bytes = (int) (wanted.elements() * image.dtype().bytes());
    if (room.length != bytes) {
      room = new byte[bytes];
    }
    return room;
  }

  /** The shape of an image that is stored with these extents. */
  private Shape shape(long[] stored) throws MalformedRecordException {
    if (stored.length != 2 && stored.length != 3) {
      throw unsupported(
          "a shape of %d extents: [H,W] and [C,H,W] are read".formatted(stored.length));
    }
    List<Integer> axes = image.permutation();
    long[] chw = {1, stored[stored.length - 2], stored[stored.length - 1]};
    if (stored.length == 3) {
      for (int i = 0; i < 3; i++) {
        chw[i] = stored[axes.isEmpty() ? i : axes.get(i)];
      }
    }
    for (long extent : chw) {
      if (extent < 0 || extent > Integer.MAX_VALUE) {
        throw corrupt("a shape of %s".formatted(Arrays.toString(stored)));
      }
    }
    if (chw[1] * chw[2] > options.maxPixels()) {
      throw new MalformedRecordException(
          BadRecord.Fault.TOO_LARGE,
          "%d x %d is %d pixels: at most %d are accepted"
              .formatted(chw[1], chw[2], chw[1] * chw[2], options.maxPixels()));
    }
    int bytesEach = image.dtype().bytes();
    if ((double) chw[0] * chw[1] * chw[2] * bytesEach > Tensor.LARGEST_ARRAY) {
      throw new MalformedRecordException(
          BadRecord.Fault.TOO_LARGE,
          "a record of shape %s and dtype %s: at most %d bytes are accepted"
              .formatted(Arrays.toString(chw), image.dtype(), Tensor.LARGEST_ARRAY));
    }
    int[] now = {(int) chw[0], (int) chw[1], (int) chw[2]};
    if (shape == null || !Arrays.equals(now, extents)) {
      extents = now;
      shape = Shape.of(now);
    }
    return shape;
  }

  private static MalformedRecordException unsupported(String what) {
    return new MalformedRecordException(BadRecord.Fault.UNSUPPORTED, what);
  }

  private static MalformedRecordException corrupt(String what) {
    return new MalformedRecordException(BadRecord.Fault.CORRUPT, what);
  }
}
