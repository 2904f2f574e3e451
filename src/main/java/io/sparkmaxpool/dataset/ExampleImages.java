package io.sparkmaxpool.dataset;

import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Shape;
import io.sparkmaxpool.tensor.Tensor;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Makes a reader's images of the features of {@code tf.train.Example} records: of an encoded image,
 * or of elements, as bytes or as numbers, and their extents.
 */
final class ExampleImages {
  private final ExampleRecords records;
  private final ExampleFeatures features;
  private final DatasetFormat.ReadOptions options;
  private final EncodedImages encoded;
  private final List<ExampleFeatures.Feature> images;
  private final List<ExampleFeatures.Feature> shapes;
  private final List<ExampleFeatures.Feature> heights;
  private final List<ExampleFeatures.Feature> widths;
  private final List<ExampleFeatures.Feature> depths;
  private final long[] extents = new long[3];
  private final byte[] signature = new byte[ImageHeader.LONGEST_SIGNATURE];
  private ExampleFeatures.Feature image;
  private int bytes;
  private long channels;
  private long height;
  private long width;
  private Tensor tensor;
  private StoredOrder order;
  private byte[] numbers = {};

  ExampleImages(
      ExampleRecords records,
      ExampleFeatures features,
      DatasetFormat.ReadOptions options,
      EncodedImages encoded) {
    this.records = records;
    this.features = features;
    this.options = options;
    this.encoded = encoded;
    this.images = features.want(records.image());
    this.shapes = features.want(records.shape());
    this.heights = features.want(records.height());
    this.widths = features.want(records.width());
    this.depths = features.want(records.channels());
  }

  /** Finds the image in the features of a record; returns the bytes that it takes there. */
  int find() throws MalformedRecordException {
    image = features.first(images);
    if (image == null) {
      throw unsupported(
          "no feature %s has an image: %s"
              .formatted(String.join(", ", records.image()), features.names()));
    }
    if (image.kind() == null) {
      throw unsupported("%s, the image, is empty".formatted(image));
    }
    bytes = image.bytes();
    if (image.kind() == ExampleFeatures.Kind.BYTES) {
      features.findBytes(image);
      bytes = features.valueEnd() - features.valueStart();
    }
    return bytes;
  }

  /** Makes a record of the image that was found, as far as the columns ask for it. */
  void read(byte[] data, ImageRecord record) throws MalformedRecordException {
    switch (image.kind()) {
      case BYTES -> ofBytes(data, features.valueStart(), record);
      case FLOATS -> ofNumbers(DType.FLOAT32, record);
      case INTS -> ofNumbers(DType.INT64, record);
    }
  }

  private void ofBytes(byte[] data, int start, ImageRecord record) throws MalformedRecordException {
    int known = Math.min(bytes, signature.length);
    System.arraycopy(data, start, signature, 0, known);
    boolean isBegun = ImageHeader.isBegun(signature, known);
    boolean hasExtents;
    try {
      hasExtents = findExtents();
    } catch (MalformedRecordException e) {
      if (!isBegun) {
        throw e;
      }
      hasExtents = false;
    }
    DType dtype = records.bytesType();
    boolean fits = hasExtents && bytes % dtype.bytes() == 0 && fits(bytes / dtype.bytes());
    if (isBegun && !(fits && isOfAnotherSize(data, start))) {
      requireDType(DType.UINT8);
      encoded.decode(Arrays.copyOfRange(data, start, start + bytes), record);
    } else if (!hasExtents) {
      throw unsupported(
          "%s has %d bytes that begin as no encoded image does, and no shape tells what they are: %s"
              .formatted(image, bytes, features.names()));
    } else if (!fits) {
      throw corrupt(
          "%s has %d bytes, but %s of %s have %s"
              .formatted(image, bytes, extents(), dtype, elements(dtype.bytes())));
    } else if (begin(dtype, record)) {
      store(data, start);
      record.image(tensor, bytes);
    }
  }

  private void ofNumbers(DType dtype, ImageRecord record) throws MalformedRecordException {
    if (!findExtents()) {
      throw unsupported(
          "%s is %s, and no shape tells what its values are: %s"
              .formatted(image, image.kind(), features.names()));
    }
    int count = features.count(image);
    if (!fits(count)) {
      throw corrupt(
          "%s has %d values, but %s are %s".formatted(image, count, extents(), elements(1)));
    }
    if (begin(dtype, record)) {
      int size = count * dtype.bytes();
      if (numbers.length < size) {
        numbers = new byte[size];
      }
      features.copy(image, numbers);
      store(numbers, 0);
      record.image(tensor, bytes);
    }
  }

  /** Raw bytes can begin as an image does; an image can have as many bytes as it has pixels. */
  private boolean isOfAnotherSize(byte[] data, int start) {
    try {
      byte[] whole = Arrays.copyOfRange(data, start, start + bytes);
      ImageHeader header = ImageHeader.parse(whole, bytes);
      return header.height() != height || header.width() != width;
    } catch (MalformedRecordException e) {
      return true;
    }
  }

  /** Finds height, width and channels; false where the record does not tell. */
  private boolean findExtents() throws MalformedRecordException {
    ExampleFeatures.Feature shape = features.first(shapes);
    if (shape == null) {
      ExampleFeatures.Feature rows = features.first(heights);
      ExampleFeatures.Feature columns = features.first(widths);
      if (rows == null || columns == null) {
        return false;
      }
      ExampleFeatures.Feature depth = features.first(depths);
      height = features.integer(rows);
      width = features.integer(columns);
      channels = depth == null ? 1 : features.integer(depth);
    } else {
      int count = features.ints(shape, extents);
      if (count < 2) {
        throw unsupported(
            "%s has %d values: an image has rows, columns and, if more than one, channels"
                .formatted(shape, count));
      }
      boolean isChw = records.axes() == ExampleRecords.Axes.CHW && count == extents.length;
      height = extents[isChw ? 1 : 0];
      width = extents[isChw ? 2 : 1];
      channels = count < extents.length ? 1 : extents[isChw ? 0 : 2];
    }
    if (Math.min(channels, Math.min(height, width)) < 1) {
      throw corrupt("%s of an image: each is at least 1".formatted(extents()));
    }
    return true;
  }

  /** Whether so many elements are those of the extents. */
  private boolean fits(int count) {
    return height <= count
        && width <= count / height
        && channels <= count / (height * width)
        && height * width * channels == count;
  }

  private BigInteger elements(int bytesEach) {
    return BigInteger.valueOf(height)
        .multiply(BigInteger.valueOf(width))
        .multiply(BigInteger.valueOf(channels))
        .multiply(BigInteger.valueOf(bytesEach));
  }

  private String extents() {
    return "height %d, width %d and channels %d".formatted(height, width, channels);
  }

  /**
   * Begins an image of the extents, which fit; false where its elements are not asked for, but its
   * header is.
   */
  private boolean begin(DType dtype, ImageRecord record) throws MalformedRecordException {
    requireDType(dtype);
    if (tensor == null || tensor.dtype() != dtype || !isLast(tensor.shape())) {
      Shape shape = Shape.of((int) channels, (int) height, (int) width);
      if (height * width > options.maxPixels()) {
        throw new MalformedRecordException(
            BadRecord.Fault.TOO_LARGE,
            "%d x %d is %d pixels: at most %d are accepted"
                .formatted(width, height, height * width, options.maxPixels()),
            Optional.of(shape));
      }
      if (shape.elements() * dtype.bytes() > Tensor.LARGEST_ARRAY) {
        throw new MalformedRecordException(
            BadRecord.Fault.TOO_LARGE,
            "%s of %s have %s bytes: at most %d are accepted"
                .formatted(extents(), dtype, elements(dtype.bytes()), Tensor.LARGEST_ARRAY),
            Optional.of(shape));
      }
      if (!options.wantsPixels()) {
        record.image(null, bytes);
        record.header(ExampleRecords.contentOf(dtype), dtype, shape);
        return false;
      }
      tensor = Tensor.of(dtype, shape, Tensor.allocate(dtype, shape));
      order =
          new StoredOrder(
              new StridedElements(dtype.bytes(), false),
              records.axes().name(),
              (int) channels,
              (int) height,
              (int) width);
    }
    return true;
  }

  private boolean isLast(Shape shape) {
    return shape.extent(0) == channels && shape.extent(1) == height && shape.extent(2) == width;
  }

  private void store(byte[] elements, int start) {
    byte[] target = tensor.data();
    if (order.isPlain()) {
      System.arraycopy(elements, start, target, 0, target.length);
    } else {
      order.copy(elements, start, target);
    }
  }

  private void requireDType(DType dtype) throws MalformedRecordException {
    if (records.dtype() != null && records.dtype() != dtype) {
      throw unsupported(
          "its image is of %s, but the dataset's first one of %s: all are of one dtype"
              .formatted(dtype, records.dtype()));
    }
  }

  private static MalformedRecordException unsupported(String message) {
    return new MalformedRecordException(BadRecord.Fault.UNSUPPORTED, message);
  }

  private static MalformedRecordException corrupt(String message) {
    return new MalformedRecordException(BadRecord.Fault.CORRUPT, message);
  }
}
