package io.sparkmaxpool.dataset;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;

/** Reads and decodes image files, one record each. */
final class ImageFolderReader extends RecordReader {
  private static final int LARGEST_FILE = Integer.MAX_VALUE - 8;

  private final Configuration conf;
  private final EncodedImages images;

  ImageFolderReader(Split split, DatasetFormat.ReadOptions options) {
    this(split, options, new EncodedImages(options));
  }

  /** A reader with a decoder of its own. */
  ImageFolderReader(Split split, DatasetFormat.ReadOptions options, ImageDecoder decoder) {
    this(split, options, new EncodedImages(options, decoder));
  }

  private ImageFolderReader(Split split, DatasetFormat.ReadOptions options, EncodedImages images) {
    super(split);
    this.conf = options.conf();
    this.images = images;
  }

  @Override
  void enter(Split.Range entered) {}

  @Override
  boolean read(long wanted) throws IOException, MalformedRecordException {
    if (images.areRead()) {
      images.decode(encoded(file()), record);
    } else {
      record.image(null, file().length());
    }
    return true;
  }

  private byte[] encoded(InputFile file) throws IOException, MalformedRecordException {
    if (file.length() > LARGEST_FILE) {
      throw new MalformedRecordException(
          BadRecord.Fault.TOO_LARGE,
          "%s has %d bytes: an image file may have %d"
              .formatted(file.location(), file.length(), LARGEST_FILE));
    }
    return Storage.at(file.location(), conf).read(file.location(), file.length());
  }

  @Override
  void leave() {}
}
