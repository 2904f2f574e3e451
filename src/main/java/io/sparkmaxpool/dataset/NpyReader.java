package io.sparkmaxpool.dataset;

import io.sparkmaxpool.tensor.Shape;
import io.sparkmaxpool.tensor.Tensor;
import java.io.IOException;
import java.util.Iterator;

/**
 * Reads the records of {@code .npy} files. Those that lie one after the other are streamed,
 * straight into the tensor where they are stored as it holds them; a Fortran-ordered stack is read
 * in blocks.
 */
final class NpyReader extends RecordReader {
  private static final byte[] NO_BUFFER = {};

  private final Iterator<Split.Range> ranges;
  private final DatasetFormat.ReadOptions options;
  private final byte[] buffer = new byte[ForwardInput.PIECE];
  private InputFile file;
  private NpyRecords records;
  private long first;
  private long next;
  private long end;
  private Tensor image;
  private StoredOrder order;
  private ForwardInput input;
  private byte[] stored = NO_BUFFER;
  private long blockStart;
  private long blockEnd;

  NpyReader(Split split, DatasetFormat.ReadOptions options) {
    super(split);
    this.ranges = split.ranges().iterator();
    this.options = options;
  }

  @Override
  boolean nextRecord() throws IOException {
    record.label(InputFile.NO_LABEL, null);
    while (next == end) {
      if (!ranges.hasNext()) {
        return false;
      }
      Split.Range range = ranges.next();
      if (range.file().records() instanceof FileRecords.Refused refused) {
        record.key(range.file().key());
        record.bad(refused.toBadRecord(range.file().length()));
        return true;
      }
      enter(range);
    }
    if (!records.areNumbered()) {
      record.key(file.key());
    } else if (next == first) {
      record.keyPrefix(file.key(), first);
    } else {
      record.nextOrdinal();
    }
    try {
      fill();
      next++;
    } catch (MalformedRecordException e) {
      record.bad(e.toBadRecord(BadRecord.Stage.READ, length()));
      next = e.fault() == BadRecord.Fault.TRUNCATED ? end : next + 1;
    } catch (IOException e) {
      record.bad(unreadable(file, end - next, e).orElseThrow(() -> e));
      next = end;
    }
    return true;
  }

  private void enter(Split.Range range) throws IOException {
    close();
    file = range.file();
    if (!file.records().equals(records)) {
      records = (NpyRecords) file.records();
      image = null;
    }
    first = records.first(range);
    next = first;
    end = records.end(range);
    blockStart = first;
    blockEnd = first;
  }

  /**
   * Bytes of this record's source: the file, where that is the record, else what is there of it.
   */
  private long length() {
    if (!records.areNumbered()) {
      return file.length();
    }
    return next < records.complete() ? records.bytesEach() : left();
  }

  /** Bytes from the beginning of this record to the end of the file. */
  private long left() {
    return Math.max(0, file.length() - records.start() - next * records.bytesEach());
  }

  private void fill() throws IOException, MalformedRecordException {
    if (next >= records.complete()) {
      throw truncated(left());
    }
    Shape shape = records.shapeWithin(options.maxPixels());
    if (options.columns().isEmpty()) {
      record.image(null, length());
      return;
    }
    if (image == null) {
      image = Tensor.of(records.dtype(), shape, Tensor.allocate(records.dtype(), shape));
      order = new StoredOrder(records);
    }
    if (records.isInterleaved()) {
      gather(image.data());
    } else {
      stream(image.data());
    }
    record.image(image, length());
  }

  private void stream(byte[] pixels) throws IOException, MalformedRecordException {
    if (input == null) {
      input = open(records.start() + next * records.bytesEach(), buffer);
    }
    byte[] target = order.isPlain() ? pixels : store(pixels.length);
    int read = input.read(target, 0, pixels.length);
    if (read < pixels.length) {
      throw truncated(read);
    }
    if (target != pixels) {
      order.copy(target, 0, pixels);
    }
  }

  private void gather(byte[] pixels) throws IOException, MalformedRecordException {
    if (pixels.length == 0) {
      return;
    }
    if (next == blockEnd) {
      InterleavedRecords stack = new InterleavedRecords(records);
      int count = (int) Math.min(stack.blockRecords(), end - next);
      byte[] block = store(count * pixels.length);
      try (ForwardInput pass =
          open(stack.start(next), stack.isSparse(count) ? NO_BUFFER : buffer)) {
        if (!stack.read(pass, next, count, block)) {
          throw truncated(0);
        }
      }
      blockStart = next;
      blockEnd = next + count;
    }
    order.copy(stored, (int) (next - blockStart) * pixels.length, pixels);
  }

  private ForwardInput open(long offset, byte[] ahead) throws IOException {
    return new ForwardInput(
        Storage.at(file.location(), options.conf()).open(file.location(), offset), offset, ahead);
  }

  /** Room for so many bytes as a file has them. */
  private byte[] store(int bytes) {
    if (stored.length < bytes) {
      stored = new byte[bytes];
    }
    return stored;
  }

  /** The file ends {@code read} bytes into this record. */
  private MalformedRecordException truncated(long read) {
    return new MalformedRecordException(
        BadRecord.Fault.TRUNCATED,
        records.isInterleaved()
            ? "%s ends before the last element: %d records of %d bytes in Fortran order, from byte %d on, are only there together"
                .formatted(file.location(), records.stack(), records.bytesEach(), records.start())
            : "%s ends %d bytes into the record at byte %d: a record of shape %s and dtype %s has %d bytes"
                .formatted(
                    file.location(),
                    read,
                    records.start() + next * records.bytesEach(),
                    records.extents(),
                    records.dtype(),
                    records.bytesEach()),
        records.shape());
  }

  @Override
  public void close() throws IOException {
    if (input != null) {
      input.close();
      input = null;
    }
  }
}
