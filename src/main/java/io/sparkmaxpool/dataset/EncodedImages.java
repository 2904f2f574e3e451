package io.sparkmaxpool.dataset;

import io.sparkmaxpool.tensor.DType;
import java.util.Set;

/** Makes a reader's images of encoded files, as far as its columns ask for them. */
final class EncodedImages {
  private final Set<DatasetFormat.Column> columns;
  private final long maxPixels;
  private final ImageDecoder decoder;

  /** Images as the columns ask for them, from the best decoder there is. */
  EncodedImages(DatasetFormat.ReadOptions options) {
    this(options, options.wantsPixels() ? ImageDecoders.best() : null);
  }

  /** Images from a decoder. */
  EncodedImages(DatasetFormat.ReadOptions options, ImageDecoder decoder) {
    this.columns = options.columns();
    this.maxPixels = options.maxPixels();
    this.decoder = decoder;
  }

  /** Whether the bytes of images are looked at. */
  boolean areRead() {
    return !columns.isEmpty();
  }

  /**
   * Makes a record of an image, or a bad one.
   *
   * @param encoded the whole file; not kept
   */
  void decode(byte[] encoded, ImageRecord record) {
    decode(encoded, encoded.length, record);
  }

  /**
   * The same, of an image that is part of something larger.
   *
   * @param sourceBytes what is told as the length of its source
   */
  void decode(byte[] encoded, long sourceBytes, ImageRecord record) {
    try {
      if (decoder != null) {
        record.image(decoder.decode(encoded, maxPixels), sourceBytes);
        return;
      }
      record.image(null, sourceBytes);
      if (areRead()) {
        ImageHeader header = ImageHeader.parse(encoded, encoded.length);
        header.requireAtMost(maxPixels);
        record.header(FileRecords.Content.IMAGES, DType.UINT8, header.shape());
      }
    } catch (MalformedRecordException e) {
      record.bad(e.toBadRecord(BadRecord.Stage.DECODE, sourceBytes));
    }
  }
}
