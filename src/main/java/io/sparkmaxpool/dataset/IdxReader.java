package io.sparkmaxpool.dataset;

import io.sparkmaxpool.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;

/**
 * Reads the records of IDX files, {@code [N, H, W]} as {@code [1, H, W]} each. A file that ends
 * before the last record that its header tells of, or goes on behind it, has one bad record more
 * than good ones; so has a packed one whose checksum, looked at behind the last record, is wrong.
 */
final class IdxReader extends RecordReader {
  private static final byte[] NO_BUFFER = {};

  private final DatasetFormat.ReadOptions options;
  private final byte[] buffer = new byte[ForwardInput.PIECE];
  private IdxRecords records;
  private Tensor image;
  private byte[] stored = NO_BUFFER;
  private ForwardInput input;
  private InputStream labels;
  private byte[] label = NO_BUFFER;

  IdxReader(Split split, DatasetFormat.ReadOptions options) {
    super(split);
    this.options = options;
  }

  @Override
  void enter(Split.Range range) throws IOException, MalformedRecordException {
    if (!range.file().records().equals(records)) {
      records = (IdxRecords) range.file().records();
      image = null;
    }
    if (records.labels().isThere()) {
      openLabels(range.first());
    }
    if (records.isPacked() || options.wantsPixels()) {
      long offset = records.offset(range.first());
      // What is packed is read a record at a time, so that all before a damage is read.
      input =
          new ForwardInput(
              range.file().open(offset, options.conf()),
              offset,
              records.isPacked() ? NO_BUFFER : buffer);
    }
  }

  private void openLabels(long first) throws IOException, MalformedRecordException {
    try {
      labels = records.labels().open(first, options.conf());
      label = new byte[records.labels().dtype().bytes()];
    } catch (IOException e) {
      Optional<String> message = unreadable(records.labels().location(), e);
      giveUp();
      throw new MalformedRecordException(
          BadRecord.Fault.UNREADABLE, message.orElseThrow(() -> e), Optional.of(records.shape()));
    }
  }

  @Override
  boolean read(long wanted) throws IOException, MalformedRecordException {
    if (wanted == records.stack()) {
      return readBehind();
    }
    int value = readLabel(wanted);
    if (records.isPacked() || options.wantsPixels()) {
      readImage(wanted);
    } else if (wanted >= records.complete()) {
      throw truncated(wanted, records.length() - records.offset(wanted));
    }
    if (labels != null && value < 0) {
      throw bad(
          BadRecord.Fault.CORRUPT,
          "label %d at byte %d of %s: a label is at least 0"
              .formatted(value, records.labels().offset(wanted), records.labels().location()));
    }
    label(value);
    if (options.wantsPixels()) {
      record.image(image, records.bytesEach());
    } else {
      record.image(null, records.bytesEach());
      record.header(records.content(), records.dtype(), records.shape());
    }
    return true;
  }

  /** The label of a record, or {@link InputFile#NO_LABEL} where there are none. */
  private int readLabel(long wanted) throws IOException, MalformedRecordException {
    if (labels == null) {
      return InputFile.NO_LABEL;
    }
    int count = labels.readNBytes(label, 0, label.length);
    if (count < label.length) {
      giveUp();
      throw bad(
          BadRecord.Fault.TRUNCATED,
          "%s ends %d bytes into the label at byte %d"
              .formatted(records.labels().location(), count, records.labels().offset(wanted)));
    }
    return records.labels().value(label);
  }

  private void readImage(long wanted) throws IOException, MalformedRecordException {
    if (!records.isPacked() && wanted >= records.complete()) {
      throw truncated(wanted, records.length() - records.offset(wanted));
    }
    int bytes = bytes(wanted);
    int each = records.dtype().bytes();
    // Only what a file has bytes for takes memory; a packed one does not say how many it has.
    if (stored.length != bytes) {
      stored = new byte[records.isPacked() ? Math.min(bytes, ForwardInput.PIECE) : bytes];
      image = null;
    }
    int count = input.read(stored, 0, stored.length);
    while (count == stored.length && count < bytes) {
      stored = Arrays.copyOf(stored, (int) Math.min(bytes, 2L * count));
      count += input.read(stored, count, stored.length - count);
    }
    if (count < bytes) {
      throw truncated(wanted, count);
    }
    if (image == null) {
      byte[] pixels = each == 1 ? stored : Tensor.allocate(records.dtype(), records.shape());
      image = Tensor.of(records.dtype(), records.shape(), pixels);
    }
    if (each > 1) {
      new StridedElements(each, true).copy(stored, 0, each, image.data(), 0, bytes / each);
    }
  }

  /** Bytes of a record, if it can be a tensor. */
  private int bytes(long wanted) throws MalformedRecordException {
    try {
      records.requireWithin(options.maxPixels(), wanted, file().location());
    } catch (MalformedRecordException e) {
      if (records.isPacked()) {
        giveUp();
      }
      throw e;
    }
    return (int) records.bytesEach();
  }

  /** What is behind the last record: nothing, or else a bad record. */
  private boolean readBehind() throws IOException, MalformedRecordException {
    long behind = 0;
    if (records.isPacked()) {
      for (int count = buffer.length; count == buffer.length; behind += count) {
        count = input.read(buffer, 0, buffer.length);
      }
    } else {
      behind = records.length() - records.offset(records.stack());
    }
    giveUp();
    if (behind == 0) {
      return false;
    }
    throw bad(
        BadRecord.Fault.CORRUPT,
        "%s goes on for %d bytes at byte %d, behind the last of %d records"
            .formatted(
                file().location(), behind, records.offset(records.stack()), records.stack()));
  }

  private MalformedRecordException truncated(long wanted, long count) {
    giveUp();
    return bad(
        BadRecord.Fault.TRUNCATED,
        "%s ends %d bytes into the record at byte %d: a record of shape %s and dtype %s has %d bytes, and there are %d"
            .formatted(
                file().location(),
                count,
                records.offset(wanted),
                records.shape(),
                records.dtype(),
                records.bytesEach(),
                records.stack()));
  }

  private MalformedRecordException bad(BadRecord.Fault fault, String message) {
    return new MalformedRecordException(fault, message, Optional.of(records.shape()));
  }

  @Override
  long sourceBytes(long wanted) {
    return records.isPacked() || wanted < records.complete()
        ? records.bytesEach()
        : Math.max(0, file().length() - records.offset(wanted));
  }

  @Override
  void leave() throws IOException {
    if (input != null) {
      input.close();
      input = null;
    }
    if (labels != null) {
      labels.close();
      labels = null;
    }
  }
}
