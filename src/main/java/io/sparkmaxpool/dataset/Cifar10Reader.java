package io.sparkmaxpool.dataset;

import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/**
 * Reads CIFAR-10's binary records: one label byte, then 1024 bytes of each of red, green, blue,
 * row-major, which is a {@code [3, 32, 32]} tensor as it stands.
 */
final class Cifar10Reader extends RecordReader {
  /** Some 256 kB: what is read is copied three times, and a second-level cache holds it. */
  private static final int BUFFERED_RECORDS = 85;

  private final Configuration conf;
  private final byte[] buffer = new byte[BUFFERED_RECORDS * Cifar10Lister.RECORD_BYTES];
  private final byte[] pixels = new byte[Cifar10Lister.RECORD_BYTES - 1];
  private final Tensor image = Tensor.of(DType.UINT8, Cifar10Lister.SHAPE, pixels);
  private InputStream stream;
  private long end;
  private int at;
  private int filled;

  Cifar10Reader(Split split, DatasetFormat.ReadOptions options) {
    super(split);
    this.conf = options.conf();
  }

  @Override
  void enter(Split.Range entered) throws IOException {
    end = entered.end();
    at = 0;
    filled = 0;
    stream = entered.file().open(offset(entered.first()), conf);
  }

  @Override
  boolean read(long wanted) throws IOException, MalformedRecordException {
    if (at == filled) {
      fill(wanted);
    }
    if (filled - at < Cifar10Lister.RECORD_BYTES) {
      giveUp();
      throw bad(
          BadRecord.Fault.TRUNCATED,
          "%s ends %d bytes into the record at byte %d: a CIFAR-10 record has %d bytes"
              .formatted(
                  file().location(), filled - at, offset(wanted), Cifar10Lister.RECORD_BYTES));
    }
    int start = at;
    at += Cifar10Lister.RECORD_BYTES;
    int label = buffer[start] & 0xFF;
    if (label >= Cifar10Lister.LABELS) {
      throw bad(
          BadRecord.Fault.CORRUPT,
          "label %d at byte %d of %s: a CIFAR-10 label is at most %d"
              .formatted(label, offset(wanted), file().location(), Cifar10Lister.LABELS - 1));
    }
    System.arraycopy(buffer, start + 1, pixels, 0, pixels.length);
    label(label);
    record.image(image, Cifar10Lister.RECORD_BYTES);
    return true;
  }

  /** Reads on, up to a buffer full of whole records or the end of the file. */
  private void fill(long wanted) throws IOException {
    int records = (int) Math.min(BUFFERED_RECORDS, end - wanted);
    at = 0;
    filled = stream.readNBytes(buffer, 0, records * Cifar10Lister.RECORD_BYTES);
  }

  private static long offset(long ordinal) {
    return ordinal * Cifar10Lister.RECORD_BYTES;
  }

  private static MalformedRecordException bad(BadRecord.Fault fault, String message) {
    return new MalformedRecordException(fault, message, Optional.of(Cifar10Lister.SHAPE));
  }

  @Override
  long sourceBytes(long wanted) {
    return Math.min(Cifar10Lister.RECORD_BYTES, file().length() - offset(wanted));
  }

  @Override
  void leave() throws IOException {
    if (stream != null) {
      stream.close();
      stream = null;
    }
  }
}
