package io.sparkmaxpool.dataset;

import io.sparkmaxpool.tensor.Shape;
import io.sparkmaxpool.tensor.Tensor;
import java.io.EOFException;
import java.io.IOException;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;

/**
 * Reads the records of {@code .npy} files. Those that lie one after the other are streamed,
 * straight into the tensor where they are stored as it holds them; a Fortran-ordered stack is read
 * in blocks.
 */
final class NpyReader extends RecordReader {
  private static final byte[] NO_BUFFER = {};

  private final DatasetFormat.ReadOptions options;
  private final byte[] buffer = new byte[ForwardInput.PIECE];
  private NpyRecords records;
  private long end;
  private Tensor image;
  private StoredOrder order;
  private ForwardInput input;
  private CheckedInputStream checked;
  private LabelArray.Input labels;
  private byte[] stored = NO_BUFFER;
  private long blockStart;
  private long blockEnd;

  NpyReader(Split split, DatasetFormat.ReadOptions options) {
    super(split);
    this.options = options;
  }

  @Override
  void enter(Split.Range range) throws IOException, MalformedRecordException {
    if (!range.file().records().equals(records)) {
      records = (NpyRecords) range.file().records();
      image = null;
    }
    end = range.end();
    blockStart = range.first();
    blockEnd = range.first();
    if (records.labels() != null) {
      openLabels(range.first());
    }
    if (!records.canSeek() && records.isInterleaved()) {
      // Its blocks are of several passes, none of which sees all.
      ForwardInput pass = openPacked(0);
      try {
        checkTheEnd(0);
      } catch (MalformedRecordException e) {
        giveUp();
        throw e;
      } finally {
        pass.close();
        checked = null;
      }
    }
  }

  @Override
  boolean read(long wanted) throws IOException, MalformedRecordException {
    if (wanted >= records.whole()) {
      throw truncated(wanted, left(wanted));
    }
    Shape shape = records.shapeWithin(options.maxPixels());
    if (!options.wantsPixels()) {
      label(wanted);
      record.image(null, sourceBytes(wanted));
      record.header(FileRecords.Content.ARRAYS, records.dtype(), shape);
      return true;
    }
    if (image == null) {
      image = Tensor.of(records.dtype(), shape, Tensor.allocate(records.dtype(), shape));
      order = new StoredOrder(records);
    }
    if (records.isInterleaved()) {
      gather(wanted, image.data());
    } else {
      stream(wanted, image.data());
    }
    // After the pixels, so that a bad one does not leave them to the next record.
    label(wanted);
    record.image(image, sourceBytes(wanted));
    return true;
  }

  private void openLabels(long first) throws IOException, MalformedRecordException {
    try {
      labels = records.labels().open(first, options.conf());
    } catch (IOException e) {
      if (e instanceof MalformedStreamException || reason(e).isEmpty()) {
        throw e;
      }
      giveUp();
      throw new MalformedRecordException(
          BadRecord.Fault.UNREADABLE,
          "labels of %s: %s"
              .formatted(
                  file().location(), unreadable(records.labels().location(), e).orElseThrow()));
    }
  }

  private void label(long wanted) throws IOException, MalformedRecordException {
    if (labels != null) {
      label(labels.next(wanted));
    }
  }

  /** The file, where that is the record, else what is there of the record. */
  @Override
  long sourceBytes(long wanted) {
    if (records.keys() == FileRecords.Keys.OF_THE_FILE) {
      return file().length();
    }
    return wanted < records.whole() ? records.bytesEach() : left(wanted);
  }

  /** Bytes from the beginning of a record to the end of the file. */
  private long left(long wanted) {
    return Math.max(0, records.end() - offset(wanted));
  }

  private long offset(long ordinal) {
    return records.start() + ordinal * records.bytesEach();
  }

  private void stream(long wanted, byte[] pixels) throws IOException, MalformedRecordException {
    if (input == null) {
      input = records.canSeek() ? open(offset(wanted), buffer) : openPacked(offset(wanted));
    }
    byte[] target = order.isPlain() ? pixels : store(pixels.length);
    int read = input.read(target, 0, pixels.length);
    if (read < pixels.length) {
      throw truncated(wanted, read);
    }
    if (target != pixels) {
      order.copy(target, 0, pixels);
    }
    if (checked != null && wanted == records.stack() - 1) {
      checkTheEnd(offset(records.stack()));
    }
  }

  /** What is behind the last record, and whether all was what the archive says. */
  private void checkTheEnd(long from) throws IOException, MalformedRecordException {
    long left = records.end() - from;
    for (int count = 0; count >= 0 && left >= 0; count = checked.read(buffer)) {
      left -= count;
    }
    long crc = checked.getChecksum().getValue();
    if (crc != records.crc()) {
      throw new MalformedRecordException(
          BadRecord.Fault.CORRUPT,
          "%s: the array's CRC-32 is %08X, and its archive says %08X: some of its %d records are not what was written"
              .formatted(file().location(), crc, records.crc(), records.stack()),
          records.shape());
    }
  }

  private void gather(long wanted, byte[] pixels) throws IOException, MalformedRecordException {
    if (pixels.length == 0) {
      return;
    }
    if (wanted == blockEnd) {
      InterleavedRecords stack = new InterleavedRecords(records);
      int count = (int) Math.min(stack.blockRecords(), end - wanted);
      byte[] block = store(count * pixels.length);
      try (ForwardInput pass =
          open(stack.start(wanted), stack.isSparse(count) ? NO_BUFFER : buffer)) {
        if (!stack.read(pass, wanted, count, block)) {
          throw truncated(wanted, 0);
        }
      }
      blockStart = wanted;
      blockEnd = wanted + count;
    }
    order.copy(stored, (int) (wanted - blockStart) * pixels.length, pixels);
  }

  /** Through all that is before, which the CRC is of, too; unbuffered, so that no byte is ahead. */
  private ForwardInput openPacked(long offset) throws IOException {
    checked = new CheckedInputStream(file().open(0, options.conf()), new CRC32());
    ForwardInput packed = new ForwardInput(checked, 0, NO_BUFFER);
    try {
      packed.skipTo(offset);
    } catch (EOFException e) {
      packed.close();
      throw new MalformedStreamException(
          BadRecord.Fault.TRUNCATED,
          "%s: its array ends before byte %d, where its archive says that it has %d"
              .formatted(file().location(), offset, records.end()));
    } catch (IOException e) {
      packed.close();
      throw e;
    }
    return packed;
  }

  private ForwardInput open(long offset, byte[] ahead) throws IOException {
    return new ForwardInput(file().open(offset, options.conf()), offset, ahead);
  }

  /** Room for so many bytes as a file has them. */
  private byte[] store(int bytes) {
    if (stored.length < bytes) {
      stored = new byte[bytes];
    }
    return stored;
  }

  /** The file ends {@code read} bytes into a record, which is the last. */
  private MalformedRecordException truncated(long wanted, long read) {
    giveUp();
    return new MalformedRecordException(
        BadRecord.Fault.TRUNCATED,
        records.isInterleaved()
            ? "%s ends before the last element: %d records of %d bytes in Fortran order, from byte %d on, are only there together"
                .formatted(file().location(), records.stack(), records.bytesEach(), records.start())
            : "%s ends %d bytes into the record at byte %d: a record of shape %s and dtype %s has %d bytes"
                .formatted(
                    file().location(),
                    read,
                    offset(wanted),
                    records.extents(),
                    records.dtype(),
                    records.bytesEach()),
        records.shape());
  }

  @Override
  void leave() throws IOException {
    if (input != null) {
      input.close();
      input = null;
      checked = null;
    }
    if (labels != null) {
      labels.close();
      labels = null;
    }
  }
}
