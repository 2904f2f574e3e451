package io.sparkmaxpool.dataset;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.apache.commons.compress.compressors.CompressorInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.apache.hadoop.conf.Configuration;

/**
 * How the bytes of a dataset's file lie in the file that a storage has: as they are, compressed, or
 * as a part of either.
 *
 * @param codec what they have to go through
 * @param start where they begin: in the unpacked bytes of a compressed stream, in the stored ones
 *     of what is not, or of a {@link Codec#DEFLATE} one, which is itself a part of a file
 */
record Packing(Codec codec, long start) implements Serializable {
  /** The file as it is. */
  static final Packing NONE = new Packing(Codec.NONE, 0);

  /** The first bytes that {@link Codec#of} needs. */
  static final int MAGIC_BYTES = 4;

  /** What bytes have to go through. */
  enum Codec {
    /** Nothing: a file can seek. */
    NONE,
    /** RFC 1952, of any number of members. */
    GZIP,
    /** RFC 8878, of any number of frames. */
    ZSTD,
    /** RFC 1951 alone, as in a zip file. */
    DEFLATE;

    /** The codec of a file, by its first {@link #MAGIC_BYTES}; a name says nothing. */
    static Codec of(byte[] start) {
      if (start.length >= 2 && start[0] == 0x1F && start[1] == (byte) 0x8B) {
        return GZIP;
      }
      if (start.length >= 4
          && start[0] == 0x28
          && start[1] == (byte) 0xB5
          && start[2] == 0x2F
          && start[3] == (byte) 0xFD) {
        return ZSTD;
      }
      return NONE;
    }

    /** The codec of a file that is there. */
    static Codec at(String location, Configuration conf) throws IOException {
      try (InputStream stream = Storage.at(location, conf).open(location, 0)) {
        return of(stream.readNBytes(MAGIC_BYTES));
      }
    }

    private InputStream unpack(InputStream stored) throws IOException {
      return switch (this) {
        case NONE -> stored;
        case GZIP ->
            GzipCompressorInputStream.builder()
                .setInputStream(stored)
                .setDecompressConcatenated(true)
                .get();
        case ZSTD -> new ZstdInputStreamNoFinalizer(stored);
        case DEFLATE -> new InflatedInput(stored);
      };
    }
  }

  /** Whether a reader can begin anywhere without unpacking what is before. */
  boolean canSeek() {
    return codec == Codec.NONE;
  }

  /**
   * Opens the bytes at an offset. What is wrong with the packing is a {@link
   * MalformedStreamException}, here or when they are read; any other exception is the storage's.
   */
  InputStream open(Storage storage, String location, long offset) throws IOException {
    if (codec == Codec.NONE) {
      return storage.open(location, start + offset);
    }
    boolean isPart = codec == Codec.DEFLATE;
    InputStream stored = storage.open(location, isPart ? start : 0);
    InputStream unpacked;
    try {
      unpacked = new UnpackedInput(location, codec, stored);
    } catch (IOException e) {
      stored.close();
      throw e;
    }
    try {
      unpacked.skipNBytes(isPart ? offset : start + offset);
      return unpacked;
    } catch (EOFException e) {
      unpacked.close();
      throw new MalformedStreamException(
          BadRecord.Fault.TRUNCATED,
          "%s: its %s data end before byte %d of what they unpack to"
              .formatted(location, codec, isPart ? offset : start + offset));
    } catch (IOException e) {
      unpacked.close();
      throw e;
    }
  }

  /** Native memory goes with the stream, not when someone looks for garbage. */
  private static final class InflatedInput extends InflaterInputStream {
    InflatedInput(InputStream stored) {
      super(stored, new Inflater(true), 1 << 16);
    }

    @Override
    public void close() throws IOException {
      super.close();
      inf.end();
    }
  }

  /** Tells the faults of the data from those of the storage. */
  private static final class UnpackedInput extends InputStream {
    /** What a codec gives up with when it fails: all that it was asked for at once. */
    private static final int STEP = 1 << 13;

    private final String location;
    private final Codec codec;
    private final StoredInput stored;
    private final InputStream unpacked;
    private long position;
    private IOException failure;

    UnpackedInput(String location, Codec codec, InputStream stream) throws IOException {
      this.location = location;
      this.codec = codec;
      this.stored = new StoredInput(stream);
      try {
        this.unpacked = codec.unpack(stored);
      } catch (IOException | RuntimeException e) {
        throw explained(e);
      }
    }

    private IOException explained(Exception e) {
      if (stored.failure != null) {
        return stored.failure;
      }
      boolean isCut = e instanceof EOFException || stored.isAtEnd;
      return new MalformedStreamException(
          isCut ? BadRecord.Fault.TRUNCATED : BadRecord.Fault.CORRUPT,
          isCut
              ? "%s: its %s data end at byte %d, behind byte %d of what they unpack to"
                  .formatted(location, codec, stored.position, position)
              : "%s: its %s data are corrupt before byte %d, behind byte %d of what they unpack to: %s"
                  .formatted(location, codec, stored.position, position, e.getMessage()));
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (failure != null) {
        throw failure;
      }
      try {
        int count = unpacked.read(target, offset, Math.min(STEP, length));
        position += Math.max(0, count);
        return count;
      } catch (IOException | RuntimeException e) {
        int count = unpackedBefore();
        position += count;
        failure = explained(e);
        if (count == 0) {
          throw failure;
        }
        return count;
      }
    }

    /** Bytes that a failed read had unpacked: what is before the fault is to be read. */
    private int unpackedBefore() {
      return unpacked instanceof CompressorInputStream counting
          ? (int) (counting.getBytesRead() - position)
          : 0;
    }

    @Override
    public void close() throws IOException {
      try (stored) {
        unpacked.close();
      }
    }
  }

  /** Remembers how reading ended. */
  private static final class StoredInput extends InputStream {
    private final InputStream stream;
    private IOException failure;
    private boolean isAtEnd;
    private long position;

    StoredInput(InputStream stream) {
      this.stream = stream;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      try {
        int count = stream.read(target, offset, length);
        isAtEnd |= count < 0;
        position += Math.max(0, count);
        return count;
      } catch (IOException e) {
        failure = e;
        throw e;
      }
    }

    @Override
    public int available() throws IOException {
      return stream.available();
    }

    @Override
    public void close() throws IOException {
      stream.close();
    }
  }
}
