package io.sparkmaxpool.dataset;

import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/**
 * Reads CIFAR's binary records: the label bytes, then 1024 bytes of each of red, green, blue,
 * row-major, which is a {@code [3, 32, 32]} tensor as it stands.
 */
final class CifarReader extends RecordReader {
  /** Some 256 kB: what is read is copied three times, and a second-level cache holds it. */
  private static final int BUFFERED_RECORDS = 85;

  private final Configuration conf;
  private final byte[] pixels = new byte[(int) CifarLayout.SHAPE.elements()];
  private final Tensor image = Tensor.of(DType.UINT8, CifarLayout.SHAPE, pixels);
  private byte[] buffer = {};
  private CifarRecords records;
  private int recordBytes;
  private InputStream stream;
  private long end;
  private int at;
  private int filled;

  CifarReader(Split split, DatasetFormat.ReadOptions options) {
    super(split);
    this.conf = options.conf();
  }

  @Override
  void enter(Split.Range entered) throws IOException {
    records = (CifarRecords) entered.file().records();
    recordBytes = records.layout().recordBytes();
    if (buffer.length != BUFFERED_RECORDS * recordBytes) {
      buffer = new byte[BUFFERED_RECORDS * recordBytes];
    }
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
    if (filled - at < recordBytes) {
      giveUp();
      throw bad(
          BadRecord.Fault.TRUNCATED,
          "%s ends %d bytes into the record at byte %d: a %s record has %d bytes"
              .formatted(
                  place(), filled - at, offset(wanted), records.layout().title(), recordBytes));
    }
    int start = at;
    at += recordBytes;
    int labels = records.layout().labels().size();
    for (int i = 0; i < labels; i++) {
      int label = buffer[start + i] & 0xFF;
      CifarLayout.Labels known = records.layout().labels().get(i);
      if (label >= known.classes()) {
        throw bad(
            BadRecord.Fault.CORRUPT,
            "label %d at byte %d of %s: a %s label is at most %d"
                .formatted(label, offset(wanted) + i, place(), known.title(), known.classes() - 1));
      }
    }
    System.arraycopy(buffer, start + labels, pixels, 0, pixels.length);
    label(buffer[start + records.label()] & 0xFF);
    record.image(image, recordBytes);
    return true;
  }

  /**
   * Reads on, up to a buffer full of whole records or the end of the file. What cannot seek is read
   * a record at a time, as it was listed: so all that is before a damage is read.
   */
  private void fill(long wanted) throws IOException {
    long most = file().packing().canSeek() ? BUFFERED_RECORDS : 1;
    long wish = Math.min(most, end - wanted) * recordBytes;
    at = 0;
    // Behind an archive's entry come other bytes.
    filled =
        stream.readNBytes(
            buffer, 0, (int) Math.min(wish, Math.max(0, file().length() - offset(wanted))));
  }

  private String place() {
    return records.place(file().location());
  }

  private long offset(long ordinal) {
    return ordinal * recordBytes;
  }

  private static MalformedRecordException bad(BadRecord.Fault fault, String message) {
    return new MalformedRecordException(fault, message, Optional.of(CifarLayout.SHAPE));
  }

  @Override
  long sourceBytes(long wanted) {
    return Math.min(recordBytes, file().length() - offset(wanted));
  }

  @Override
  void leave() throws IOException {
    if (stream != null) {
      stream.close();
      stream = null;
    }
  }
}
