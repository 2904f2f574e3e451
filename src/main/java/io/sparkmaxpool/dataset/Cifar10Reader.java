package io.sparkmaxpool.dataset;

import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/**
 * Reads CIFAR-10's binary records: one label byte, then 1024 bytes of each of red, green, blue,
 * row-major, which is a {@code [3, 32, 32]} tensor as it stands.
 */
final class Cifar10Reader extends RecordReader {
  /** Some 256 kB: what is read is copied three times, and a second-level cache holds it. */
  private static final int BUFFERED_RECORDS = 85;

  private final Iterator<Split.Range> ranges;
  private final Configuration conf;
  private final byte[] buffer = new byte[BUFFERED_RECORDS * Cifar10Lister.RECORD_BYTES];
  private final byte[] pixels = new byte[Cifar10Lister.RECORD_BYTES - 1];
  private final Tensor image = Tensor.of(DType.UINT8, Cifar10Lister.SHAPE, pixels);
  private Split.Range range;
  private byte[][] labelNames;
  private InputStream stream;
  private long offset;
  private int at;
  private int filled;

  Cifar10Reader(Split split, DatasetFormat.ReadOptions options) {
    super(split);
    this.ranges = split.ranges().iterator();
    this.conf = options.conf();
  }

  @Override
  boolean nextRecord() throws IOException {
    while (range == null || offset >= range.end()) {
      if (!ranges.hasNext()) {
        return false;
      }
      if (!open(ranges.next())) {
        return true;
      }
    }
    if (offset > range.start()) {
      record.nextOrdinal();
    }
    if (at == filled) {
      fill();
    }
    if (filled - at < Cifar10Lister.RECORD_BYTES) {
      truncated(filled - at);
      return true;
    }
    int label = buffer[at] & 0xFF;
    if (label >= Cifar10Lister.LABELS) {
      record.label(InputFile.NO_LABEL, null);
      record.bad(
          bad(
              BadRecord.Fault.CORRUPT,
              "label %d at byte %d of %s: a CIFAR-10 label is at most %d"
                  .formatted(label, offset, range.file().location(), Cifar10Lister.LABELS - 1)));
    } else {
      System.arraycopy(buffer, at + 1, pixels, 0, pixels.length);
      record.label(label, labelNames[label]);
      record.image(image, Cifar10Lister.RECORD_BYTES);
    }
    at += Cifar10Lister.RECORD_BYTES;
    offset += Cifar10Lister.RECORD_BYTES;
    return true;
  }

  /** Opens a range; false if it cannot be read, which the record then says. */
  private boolean open(Split.Range next) throws IOException {
    close();
    range = next;
    offset = next.start();
    at = 0;
    filled = 0;
    labelNames = utf8(next.file().labelNames());
    record.keyPrefix(next.file().key(), offset / Cifar10Lister.RECORD_BYTES);
    if (next.file().records() instanceof FileRecords.Refused refused) {
      record.key(next.file().key());
      return refuse(refused.toBadRecord(next.file().length()));
    }
    String location = next.file().location();
    try {
      stream = Storage.at(location, conf).open(location, offset);
      return true;
    } catch (IOException e) {
      long records = (next.end() - offset) / Cifar10Lister.RECORD_BYTES;
      return refuse(unreadable(next.file(), records, e).orElseThrow(() -> e));
    }
  }

  /** The range is one bad record; returns false. */
  private boolean refuse(BadRecord reason) {
    record.label(InputFile.NO_LABEL, null);
    record.bad(reason);
    offset = range.end();
    return false;
  }

  /** Reads on, up to a buffer full of whole records or the end of the file. */
  private void fill() throws IOException {
    int wanted = (int) Math.min(buffer.length, range.end() - offset);
    at = 0;
    filled = stream.readNBytes(buffer, 0, wanted);
  }

  private void truncated(int left) {
    record.label(InputFile.NO_LABEL, null);
    record.bad(
        bad(
            BadRecord.Fault.TRUNCATED,
            "%s ends %d bytes into the record at byte %d: a CIFAR-10 record has %d bytes"
                .formatted(range.file().location(), left, offset, Cifar10Lister.RECORD_BYTES)));
    offset = range.end();
  }

  private BadRecord bad(BadRecord.Fault fault, String message) {
    return new BadRecord(
        BadRecord.Stage.READ,
        fault,
        message,
        Math.min(Cifar10Lister.RECORD_BYTES, range.file().length() - offset),
        Optional.of(Cifar10Lister.SHAPE));
  }

  @Override
  public void close() throws IOException {
    if (stream != null) {
      stream.close();
      stream = null;
    }
  }
}
