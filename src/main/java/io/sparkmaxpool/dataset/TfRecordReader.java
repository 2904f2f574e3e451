package io.sparkmaxpool.dataset;

import io.sparkmaxpool.tensor.Tensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Reads TFRecord files of {@code tf.train.Example}. A record whose data are rotten is bad, and the
 * next one is read; behind a length that is rotten nothing is found.
 */
final class TfRecordReader extends RecordReader {
  /** The largest elements of the most channels that a picture usually has, and other features. */
  private static final long BYTES_A_PIXEL = 24;

  private static final long OTHER_BYTES = 1 << 20;

  private final DatasetFormat.ReadOptions options;
  private final EncodedImages encoded;
  private final byte[] ahead = new byte[1 << 18];
  private final int mostBytes;
  private ExampleRecords records;
  private ExampleFeatures features;
  private ExampleImages images;
  private List<ExampleFeatures.Feature> labels;
  private List<ExampleFeatures.Feature> names;
  private RecordFrames frames;
  private byte[] name = {};
  private byte[] nameInFile = {};
  private long sourceBytes;

  TfRecordReader(Split split, DatasetFormat.ReadOptions options) {
    super(split);
    this.options = options;
    this.encoded = new EncodedImages(options);
    long most = (Tensor.LARGEST_ARRAY - OTHER_BYTES) / BYTES_A_PIXEL;
    this.mostBytes = (int) (OTHER_BYTES + BYTES_A_PIXEL * Math.min(most, options.maxPixels()));
  }

  @Override
  void enter(Split.Range range) throws IOException, MalformedRecordException {
    sourceBytes = range.file().length();
    if (!range.file().records().equals(records)) {
      records = (ExampleRecords) range.file().records();
      features = new ExampleFeatures();
      images = new ExampleImages(records, features, options, encoded);
      labels = features.want(records.label());
      names = features.want(records.labelName());
    }
    frames =
        new RecordFrames(
            range.file().location(), range.file().open(0, options.conf()), ahead, mostBytes);
    for (long i = 0; i < range.first() && skip(); i++) {}
  }

  private boolean skip() throws IOException, MalformedRecordException {
    try {
      return frames.skip();
    } catch (MalformedRecordException e) {
      throw lost(e);
    }
  }

  @Override
  boolean read(long wanted) throws IOException, MalformedRecordException {
    sourceBytes = file().length();
    try {
      if (!frames.next()) {
        return false;
      }
    } catch (MalformedRecordException e) {
      throw lost(e);
    }
    sourceBytes = frames.bytes();
    try {
      features.parse(frames.data(), frames.length());
      readLabel();
      sourceBytes = images.find();
      if (encoded.areRead()) {
        images.read(frames.data(), record);
      } else {
        record.image(null, sourceBytes);
      }
    } catch (MalformedRecordException e) {
      throw new MalformedRecordException(
          e.fault(),
          "the record at byte %d of %s: %s"
              .formatted(frames.start(), file().location(), e.getMessage()),
          e.inputShape());
    }
    return true;
  }

  private MalformedRecordException lost(MalformedRecordException e) {
    sourceBytes = frames.bytes();
    if (frames.isLost()) {
      giveUp();
    }
    return e;
  }

  private void readLabel() throws MalformedRecordException {
    ExampleFeatures.Feature label = features.first(labels);
    ExampleFeatures.Feature text = features.first(names);
    record.label(
        label == null || label.kind() == null ? InputFile.NO_LABEL : label(label),
        text == null || text.kind() == null ? null : name(text));
  }

  private int label(ExampleFeatures.Feature feature) throws MalformedRecordException {
    long label;
    if (feature.kind() == ExampleFeatures.Kind.BYTES) {
      features.findBytes(feature);
      try {
        label = Long.parseLong(features.text());
      } catch (NumberFormatException e) {
        throw badLabel(feature, features.text());
      }
    } else {
      label = features.integer(feature);
    }
    if (label < InputFile.NO_LABEL || label > Integer.MAX_VALUE) {
      throw badLabel(feature, Long.toString(label));
    }
    return (int) label;
  }

  private static MalformedRecordException badLabel(ExampleFeatures.Feature feature, String value) {
    return new MalformedRecordException(
        BadRecord.Fault.UNSUPPORTED,
        "%s, the label, is '%s': an integer from 0 to %d is wanted, or -1 for none"
            .formatted(feature, value, Integer.MAX_VALUE));
  }

  /** A name as UTF-8, whatever its bytes; records that come together often have the same. */
  private byte[] name(ExampleFeatures.Feature feature) throws MalformedRecordException {
    features.findBytes(feature);
    int start = features.valueStart();
    int end = features.valueEnd();
    if (!Arrays.equals(nameInFile, 0, nameInFile.length, frames.data(), start, end)) {
      nameInFile = Arrays.copyOfRange(frames.data(), start, end);
      name = new String(nameInFile, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8);
    }
    return name;
  }

  /** The image, else the record, else the file, where what it unpacks to is rotten. */
  @Override
  long sourceBytes(long wanted) {
    return sourceBytes;
  }

  @Override
  void leave() throws IOException {
    if (frames != null) {
      frames.close();
      frames = null;
    }
  }
}
