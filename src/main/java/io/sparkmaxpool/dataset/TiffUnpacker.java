package io.sparkmaxpool.dataset;

import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Gives the bytes of one strip or tile after the other, as they were before they were compressed,
 * in portions of any size. What it needs of memory it has for all of a file.
 */
abstract class TiffUnpacker implements AutoCloseable {
  final EncodedBytes in;

  private TiffUnpacker(EncodedBytes in) {
    this.in = in;
  }

  static TiffUnpacker of(TiffFile file) {
    return switch (file.packing()) {
      case NONE -> new Plain(file.in());
      case LZW -> new Lzw(file.in());
      case DEFLATE -> new Deflated(file.in());
      case PACK_BITS -> new PackBits(file.in());
    };
  }

  /** Begins a block, all of which lies in the file. */
  abstract void start(int at, int length) throws MalformedRecordException;

  /**
   * Unpacks the next bytes.
   *
   * @return how many there were: fewer than {@code count} only at the end of the block
   * @throws MalformedRecordException CORRUPT if they cannot be unpacked
   */
  abstract int read(byte[] into, int count) throws MalformedRecordException;

  @Override
  public void close() {}

  private static final class Plain extends TiffUnpacker {
    private int at;
    private int end;

    Plain(EncodedBytes in) {
      super(in);
    }

    @Override
    void start(int start, int length) {
      at = start;
      end = start + length;
    }

    @Override
    int read(byte[] into, int count) {
      int some = Math.min(count, end - at);
      System.arraycopy(in.bytes(), at, into, 0, some);
      at += some;
      return some;
    }
  }

  /** Runs of a byte, and stretches of bytes as they are (TIFF 6.0, section 9). */
  private static final class PackBits extends TiffUnpacker {
    private static final int NOTHING = -128;

    private int at;
    private int end;
    private int left;
    private boolean isRun;

    PackBits(EncodedBytes in) {
      super(in);
    }

    @Override
    void start(int start, int length) {
      at = start;
      end = start + length;
      left = 0;
    }

    @Override
    int read(byte[] into, int count) {
      byte[] bytes = in.bytes();
      int filled = 0;
      while (filled < count) {
        if (left == 0) {
          // A byte at least must follow the one that says how many.
          if (at + 1 >= end) {
            return filled;
          }
          int head = bytes[at++];
          isRun = head < 0;
          left = head == NOTHING ? 0 : isRun ? 1 - head : 1 + head;
          continue;
        }
        int some = Math.min(left, count - filled);
        if (isRun) {
          Arrays.fill(into, filled, filled + some, bytes[at]);
          at += some == left ? 1 : 0;
        } else {
          some = Math.min(some, end - at);
          if (some == 0) {
            return filled;
          }
          System.arraycopy(bytes, at, into, filled, some);
          at += some;
        }
        left -= some;
        filled += some;
      }
      return filled;
    }
  }

  private static final class Lzw extends TiffUnpacker {
    private final TiffCodes codes;

    Lzw(EncodedBytes in) {
      super(in);
      this.codes = new TiffCodes(in);
    }

    @Override
    void start(int start, int length) throws MalformedRecordException {
      codes.start(start, length);
    }

    @Override
    int read(byte[] into, int count) throws MalformedRecordException {
      return codes.read(into, count);
    }
  }

  private static final class Deflated extends TiffUnpacker {
    private final Inflater inflater = new Inflater();
    private int start;

    Deflated(EncodedBytes in) {
      super(in);
    }

    @Override
    void start(int at, int length) {
      start = at;
      inflater.reset();
      inflater.setInput(in.bytes(), at, length);
    }

    @Override
    int read(byte[] into, int count) throws MalformedRecordException {
      int filled = 0;
      try {
        while (filled < count) {
          int some = inflater.inflate(into, filled, count - filled);
          filled += some;
          if (some == 0) {
            if (inflater.needsDictionary()) {
              throw in.corrupt(start, "the data want a dictionary");
            }
            return filled;
          }
        }
      } catch (DataFormatException e) {
        throw in.corrupt(start, "the data cannot be inflated: " + e.getMessage());
      }
      return filled;
    }

    @Override
    public void close() {
      inflater.end();
    }
  }
}
