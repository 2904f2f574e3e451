package io.sparkmaxpool.dataset;

import java.io.IOException;
import java.util.Iterator;
import java.util.List;

/** Reads and decodes image files, one record each. */
final class ImageFolderReader extends RecordReader {
  private static final int LARGEST_FILE = Integer.MAX_VALUE - 8;

  private final Iterator<Split.Range> ranges;
  private final DatasetFormat.ReadOptions options;
  private final ImageDecoder decoder;
  private List<String> lastNames;
  private byte[][] labelNames;

  ImageFolderReader(Split split, DatasetFormat.ReadOptions options) {
    this(split, options, options.columns().isEmpty() ? null : ImageDecoders.best());
  }

  /** A reader with a decoder of its own; with none, no image is read. */
  ImageFolderReader(Split split, DatasetFormat.ReadOptions options, ImageDecoder decoder) {
    super(split);
    this.ranges = split.ranges().iterator();
    this.options = options;
    this.decoder = decoder;
  }

  @Override
  boolean nextRecord() throws IOException {
    if (!ranges.hasNext()) {
      return false;
    }
    InputFile file = ranges.next().file();
    record.key(file.key());
    label(file);
    if (decoder == null) {
      record.image(null, file.length());
      return true;
    }
    byte[] encoded;
    try {
      encoded = read(file);
    } catch (MalformedRecordException e) {
      record.bad(e.toBadRecord(BadRecord.Stage.READ, file.length()));
      return true;
    } catch (IOException e) {
      record.bad(unreadable(file, 1, e).orElseThrow(() -> e));
      return true;
    }
    try {
      record.image(decoder.decode(encoded, options.maxPixels()), encoded.length);
    } catch (MalformedRecordException e) {
      record.bad(e.toBadRecord(BadRecord.Stage.DECODE, encoded.length));
    }
    return true;
  }

  private void label(InputFile file) {
    if (file.label() == InputFile.NO_LABEL) {
      record.label(InputFile.NO_LABEL, null);
      return;
    }
    // All files of a listing share one list.
    if (file.labelNames() != lastNames) {
      lastNames = file.labelNames();
      labelNames = utf8(lastNames);
    }
    record.label(file.label(), labelNames[file.label()]);
  }

  private byte[] read(InputFile file) throws IOException, MalformedRecordException {
    if (file.length() > LARGEST_FILE) {
      throw new MalformedRecordException(
          BadRecord.Fault.TOO_LARGE,
          "%s has %d bytes: an image file may have %d"
              .formatted(file.location(), file.length(), LARGEST_FILE));
    }
    return Storage.at(file.location(), options.conf()).read(file.location(), file.length());
  }

  @Override
  public void close() {}
}
