package io.sparkmaxpool.dataset;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * The records of a TFRecord file, one after the other: the data's length in 64 bits, a checksum of
 * these, the data, and a checksum of the data. What a length claims is allocated only as the bytes
 * come.
 */
final class RecordFrames implements Closeable {
  /** Bytes before the data. */
  static final int HEADER = Long.BYTES + Integer.BYTES;

  private static final int FOOTER = Integer.BYTES;

  /** Added to a checksum, lest data that holds checksums of itself has a checksum of no worth. */
  private static final int MASK = 0xA282EAD8;

  private static final int SMALLEST_BUFFER = 1 << 16;
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final String location;
  private final ForwardInput input;
  private final int mostBytes;
  private final CRC32C crc = new CRC32C();
  private final byte[] header = new byte[HEADER];
  private byte[] data = new byte[SMALLEST_BUFFER];
  private long start;
  private long next;
  private long length;
  private long bytes;
  private boolean isLost;

  /**
   * Records of a stream that is at its beginning.
   *
   * @param location for messages
   * @param ahead to read ahead into
   * @param mostBytes the most data of a record that is read
   */
  RecordFrames(String location, InputStream stream, byte[] ahead, int mostBytes) {
    this.location = location;
    this.input = new ForwardInput(stream, 0, ahead);
    this.mostBytes = mostBytes;
  }

  /**
   * Reads the next record; false at the end of the file.
   *
   * @throws MalformedRecordException if it is bad; whether the next one can be read, {@link
   *     #isLost} tells
   */
  boolean next() throws IOException, MalformedRecordException {
    if (!begin()) {
      return false;
    }
    if (Long.compareUnsigned(length, mostBytes) > 0) {
      pass();
      throw bad(
          BadRecord.Fault.TOO_LARGE,
          "the record at byte %d of %s has %d bytes: at most %d are read"
              .formatted(start, location, length, mostBytes));
    }
    int wanted = (int) length + FOOTER;
    int done = 0;
    while (done < wanted) {
      if (done == data.length) {
        data = Arrays.copyOf(data, (int) Math.min(wanted, 2L * data.length));
      }
      int piece = Math.min(wanted, data.length) - done;
      int read = input.read(data, done, piece);
      done += read;
      bytes += read;
      if (read < piece) {
        throw truncated(done);
      }
    }
    next = start + HEADER + wanted;
    int stored = (int) INTS.get(data, (int) length);
    int computed = checksum(crc, data, (int) length);
    if (stored != computed) {
      throw bad(
          BadRecord.Fault.CORRUPT,
          "the %d bytes of data of the record at byte %d of %s have the checksum %08x, but %08x is stored"
              .formatted(length, start, location, computed, stored));
    }
    return true;
  }

  /** Passes the next record by without a look at its data; false at the end of the file. */
  boolean skip() throws IOException, MalformedRecordException {
    if (!begin()) {
      return false;
    }
    pass();
    return true;
  }

  private boolean begin() throws IOException, MalformedRecordException {
    start = next;
    int read = input.read(header, 0, HEADER);
    bytes = read;
    if (read == 0) {
      return false;
    }
    if (read < HEADER) {
      isLost = true;
      throw bad(
          BadRecord.Fault.TRUNCATED,
          "%s ends %d bytes into the record at byte %d: a record begins with %d bytes of length and checksum"
              .formatted(location, read, start, HEADER));
    }
    length = (long) LONGS.get(header, 0);
    int stored = (int) INTS.get(header, Long.BYTES);
    int computed = checksum(crc, header, Long.BYTES);
    if (stored != computed) {
      isLost = true;
      throw bad(
          BadRecord.Fault.CORRUPT,
          "the length %s of the record at byte %d of %s has the checksum %08x, but %08x is stored: nothing behind it can be read"
              .formatted(Long.toUnsignedString(length), start, location, computed, stored));
    }
    return true;
  }

  private void pass() throws IOException, MalformedRecordException {
    next = start + HEADER + length + FOOTER;
    if (length < 0 || next < 0) {
      throw truncated(0);
    }
    try {
      input.skipTo(next);
    } catch (EOFException e) {
      throw truncated(0);
    }
  }

  private MalformedRecordException truncated(int done) {
    isLost = true;
    return bad(
        BadRecord.Fault.TRUNCATED,
        "%s ends within the record at byte %d%s: its length is %s, and a checksum comes after it"
            .formatted(
                location,
                start,
                done > 0 ? ", %d bytes into its data".formatted(done) : "",
                Long.toUnsignedString(length)));
  }

  private static MalformedRecordException bad(BadRecord.Fault fault, String message) {
    return new MalformedRecordException(fault, message);
  }

  /** Whether the place where the next record begins is not known. */
  boolean isLost() {
    return isLost;
  }

  /** The byte at which the record begins. */
  long start() {
    return start;
  }

  /** The record's data, of which {@link #length} bytes count; the same array for many records. */
  byte[] data() {
    return data;
  }

  int length() {
    return (int) length;
  }

  /** Bytes of the record that were read, with those around its data. */
  long bytes() {
    return bytes;
  }

  /** Whether a file begins with a record, by its first {@link #HEADER} bytes. */
  static boolean isBegun(byte[] first) {
    return first.length >= HEADER
        && (int) INTS.get(first, Long.BYTES) == checksum(new CRC32C(), first, Long.BYTES);
  }

  /** The CRC-32C of the first bytes, turned by 15 bits, and masked. */
  private static int checksum(CRC32C crc, byte[] bytes, int length) {
    crc.reset();
    crc.update(bytes, 0, length);
    return Integer.rotateRight((int) crc.getValue(), 15) + MASK;
  }

  @Override
  public void close() throws IOException {
    input.close();
  }
}
