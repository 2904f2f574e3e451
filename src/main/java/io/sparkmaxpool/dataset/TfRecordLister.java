package io.sparkmaxpool.dataset;

import io.sparkmaxpool.tensor.DType;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;

/**
 * Lists TFRecord files: a directory means those that are named as TensorFlow's tools name them, a
 * file named by itself is taken whatever its name. Each is opened, since only its first bytes tell
 * whether it is compressed; how many records it has is not known before it is read.
 */
final class TfRecordLister {
  private static final String OF = "-[0-9]+-of-[0-9]+";

  /**
   * {@code a.tfrecord}, {@code a.tfrecord-00000-of-00010} and {@code train-00000-of-01024}; but
   * {@code model.data-00000-of-00001}, say, is a checkpoint's.
   */
  private static final Pattern NAME =
      Pattern.compile(
          "(.*\\.(tfrecords?|tfrec)(" + OF + ")?|[^.]*" + OF + ")(\\.gz)?", Pattern.DOTALL);

  /** A zlib stream (RFC 1950): two bytes, 31 times a number, and a deflated stream. */
  private static final Packing ZLIB = new Packing(Packing.Codec.DEFLATE, 2);

  private TfRecordLister() {}

  static Listing list(Inputs inputs, DatasetFormat.ListOptions options) throws IOException {
    ExampleRecords records = ExampleRecords.of(options.options());
    FoundFiles found = FoundFiles.in(inputs, TfRecordLister::kind);
    List<InputFile> looked =
        ParallelOpens.of(
            found.files(), file -> look(file, inputs.key(file.path()), records, options.conf()));
    ShardSample sample = ShardSample.of(looked, DatasetFormat.TFRECORD, options);
    // Where none can be read now, what can be later is a picture, as with loose images.
    ExampleRecords decided =
        records.of(sample.first().map(ImageRecord.Header::dtype).orElse(DType.UINT8));
    return sample.listing(DatasetFormat.TFRECORD, found, looked, records, decided);
  }

  /** Whether a file has a name and the beginning of a TFRecord file. */
  static boolean isLike(FileStart file) {
    return NAME.matcher(file.name()).matches() && RecordFrames.isBegun(file.bytes());
  }

  private static FoundFiles.Kind kind(Inputs.Place place, String path) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    return !place.isDirectory() || NAME.matcher(name).matches()
        ? FoundFiles.Kind.RECORDS
        : FoundFiles.Kind.IGNORED;
  }

  private static InputFile look(
      Storage.FoundFile file, String key, FileRecords records, Configuration conf)
      throws IOException {
    try (InputStream stream = Storage.at(file.location(), conf).open(file.location(), 0)) {
      return InputFile.of(file, key, records, packing(stream.readNBytes(RecordFrames.HEADER)));
    } catch (IOException e) {
      return InputFile.of(
          file, key, FileRecords.Refused.unreadable(file.location(), e), Packing.NONE);
    }
  }

  /** How a file is packed: a length can look like the beginning of what is compressed. */
  private static Packing packing(byte[] first) {
    if (RecordFrames.isBegun(first)) {
      return Packing.NONE;
    }
    boolean isZlib =
        first.length >= 2
            && first[0] == 0x78
            && (0x7800 | first[1] & 0xFF) % 31 == 0
            && (first[1] & 0x20) == 0;
    return isZlib ? ZLIB : new Packing(Packing.Codec.of(first), 0);
  }
}
