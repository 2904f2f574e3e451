package io.sparkmaxpool.dataset;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import io.airlift.compress.lz4.Lz4Decompressor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.xerial.snappy.Snappy;

/**
 * Unpacks the pages of Parquet files. What a page claims to unpack to is not allocated before the
 * packed bytes show that they can.
 */
final class PageCodec {
  private static final byte[] NOTHING = {};
  private static final int LEAST_ROOM = 64;

  /** A page that is larger has to have been packed by less than {@link #LEAST_SUSPECT}. */
  private static final int LARGEST = 256 << 20;

  private static final int LEAST_SUSPECT = 1000;

  /** A copy of 64 bytes takes three. */
  private static final int MOST_OF_SNAPPY = 64;

  /** A byte of length stands for 255. */
  private static final int MOST_OF_LZ4 = 256;

  private PageCodec() {}

  static boolean has(CompressionCodecName codec) {
    return switch (codec) {
      case UNCOMPRESSED, SNAPPY, GZIP, ZSTD, LZ4, LZ4_RAW -> true;
      default -> false;
    };
  }

  /**
   * Unpacks a page.
   *
   * @param from where its bytes begin in {@code packed}; they go on to the end
   * @param unpacked how many bytes it has unpacked, as it says
   * @throws MalformedRecordException if they do not unpack, or to another number
   */
  static byte[] unpack(CompressionCodecName codec, byte[] packed, int from, int unpacked)
      throws MalformedRecordException {
    int length = packed.length - from;
    if (unpacked < 0 || unpacked > LARGEST && unpacked / LEAST_SUSPECT > length) {
      throw new MalformedRecordException(
          BadRecord.Fault.TOO_LARGE,
          "%d bytes that unpack to %d: at most %d are unpacked from so few"
              .formatted(length, unpacked, LARGEST));
    }
    if (unpacked == 0) {
      return NOTHING;
    }
    byte[] bytes;
    try {
      bytes =
          switch (codec) {
            case UNCOMPRESSED -> tail(packed, from);
            case SNAPPY -> snappy(packed, from, length, unpacked);
            case GZIP ->
                all(
                    new GZIPInputStream(new ByteArrayInputStream(packed, from, length)),
                    codec,
                    unpacked);
            case ZSTD ->
                all(
                    new ZstdInputStreamNoFinalizer(new ByteArrayInputStream(packed, from, length)),
                    codec,
                    unpacked);
            case LZ4_RAW -> lz4(packed, from, length, unpacked);
            case LZ4 ->
                isFramed(packed, from, unpacked)
                    ? framedLz4(packed, from, unpacked)
                    : lz4(packed, from, length, unpacked);
            default ->
                throw new MalformedRecordException(
                    BadRecord.Fault.UNSUPPORTED,
                    "pages packed by %s are not read".formatted(codec));
          };
    } catch (IOException | RuntimeException | InternalError e) {
      throw corrupt("its %s does not unpack: %s".formatted(codec, ParquetFooter.reason(e)));
    }
    if (bytes.length != unpacked) {
      throw corrupt(
          "its %s unpacks to %d bytes, where it says %d".formatted(codec, bytes.length, unpacked));
    }
    return bytes;
  }

  /** All that a stream unpacks to, if that is not more than so many bytes. */
  private static byte[] all(InputStream unpacking, CompressionCodecName codec, int unpacked)
      throws IOException, MalformedRecordException {
    try (unpacking) {
      byte[] bytes = unpacking.readNBytes(unpacked);
      // A stream looks at its checksum when it is asked for what is behind the last byte.
      if (bytes.length == unpacked && unpacking.read() >= 0) {
        throw corrupt(
            "its %s unpacks to more than the %d bytes that it says".formatted(codec, unpacked));
      }
      return bytes;
    }
  }

  private static byte[] tail(byte[] packed, int from) {
    return from == 0 ? packed : Arrays.copyOfRange(packed, from, packed.length);
  }

  private static byte[] snappy(byte[] packed, int from, int length, int unpacked)
      throws IOException, MalformedRecordException {
    int told = Snappy.uncompressedLength(packed, from, length);
    if (told != unpacked) {
      throw corrupt("its SNAPPY unpacks to %d bytes, where it says %d".formatted(told, unpacked));
    }
    requireRoom(length, unpacked, MOST_OF_SNAPPY);
    byte[] bytes = new byte[unpacked];
    int count = Snappy.uncompress(packed, from, length, bytes, 0);
    return count == unpacked ? bytes : Arrays.copyOf(bytes, count);
  }

  private static byte[] lz4(byte[] packed, int from, int length, int unpacked)
      throws MalformedRecordException {
    requireRoom(length, unpacked, MOST_OF_LZ4);
    byte[] bytes = new byte[unpacked];
    int count = new Lz4Decompressor().decompress(packed, from, length, bytes, 0, unpacked);
    return count == unpacked ? bytes : Arrays.copyOf(bytes, count);
  }

  /** Whether it has the frames that Hadoop puts around LZ4, which not all writers do. */
  private static boolean isFramed(byte[] packed, int from, int unpacked) {
    ByteBuffer frames = ByteBuffer.wrap(packed, from, packed.length - from);
    long sum = 0;
    while (frames.remaining() >= 2 * Integer.BYTES) {
      int whole = frames.getInt();
      int part = frames.getInt();
      if (whole < 0 || part < 0 || part > frames.remaining()) {
        return false;
      }
      sum += whole;
      frames.position(frames.position() + part);
    }
    return frames.remaining() == 0 && sum == unpacked;
  }

  private static byte[] framedLz4(byte[] packed, int from, int unpacked)
      throws MalformedRecordException {
    requireRoom(packed.length - from, unpacked, MOST_OF_LZ4);
    byte[] bytes = new byte[unpacked];
    int done = 0;
    ByteBuffer frames = ByteBuffer.wrap(packed, from, packed.length - from);
    Lz4Decompressor lz4 = new Lz4Decompressor();
    while (frames.remaining() > 0) {
      int whole = frames.getInt();
      int part = frames.getInt();
      done += lz4.decompress(packed, frames.position(), part, bytes, done, whole);
      frames.position(frames.position() + part);
    }
    return done == unpacked ? bytes : Arrays.copyOf(bytes, done);
  }

  private static void requireRoom(int packed, int unpacked, int ratio)
      throws MalformedRecordException {
    if (unpacked > LEAST_ROOM + (long) packed * ratio) {
      throw corrupt("%d bytes cannot unpack to %d".formatted(packed, unpacked));
    }
  }

  private static MalformedRecordException corrupt(String what) {
    return new MalformedRecordException(BadRecord.Fault.CORRUPT, what);
  }
}
