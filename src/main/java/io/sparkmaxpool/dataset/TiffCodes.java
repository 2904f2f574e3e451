package io.sparkmaxpool.dataset;

/**
 * The LZW codes of a TIFF (TIFF 6.0, section 13): highest bit first, and a bit longer one code
 * before they have to be. A full table stays as it is until a clear code comes.
 */
final class TiffCodes {
  /** The longest string that a table of 4,096 can hold, and so the most that a byte of codes is. */
  static final int MOST_OF_A_CODE = 4096;

  private static final int CLEAR = 256;
  private static final int END = 257;
  private static final int FIRST_STRING = 258;
  private static final int SHORTEST = 9;
  private static final int LONGEST = 12;
  private static final int MOST_CODES = 1 << LONGEST;

  private final EncodedBytes in;
  private final short[] prefix = new short[MOST_CODES];
  private final byte[] suffix = new byte[MOST_CODES];

  /** A string, last byte first, of which {@code depth} bytes were not yet asked for. */
  private final byte[] string = new byte[MOST_CODES];

  private int depth;
  private int at;
  private int end;
  private int bits;
  private int bitCount;
  private int width;
  private int next;
  private int previous;
  private byte first;

  TiffCodes(EncodedBytes in) {
    this.in = in;
  }

  void start(int start, int length) throws MalformedRecordException {
    at = start;
    end = start + length;
    bits = 0;
    bitCount = 0;
    depth = 0;
    clear();
    // A clear code, lowest bit first.
    if (length > 1 && in.u8(start) == 0 && (in.u8(start + 1) & 1) == 1) {
      throw in.unsupported(start, "LZW codes with the lowest bit first, from before TIFF 6.0");
    }
  }

  private void clear() {
    width = SHORTEST;
    next = FIRST_STRING;
    previous = -1;
  }

  /**
   * The next bytes.
   *
   * @return how many there were: fewer than {@code count} only at the end of the codes
   * @throws MalformedRecordException CORRUPT for a code that is not defined
   */
  int read(byte[] into, int count) throws MalformedRecordException {
    int filled = 0;
    while (true) {
      while (depth > 0 && filled < count) {
        into[filled++] = string[--depth];
      }
      if (filled == count) {
        return filled;
      }
      int code = code();
      if (code == END) {
        // Nothing follows, whatever is there.
        at = end;
        bitCount = 0;
        return filled;
      } else if (code == CLEAR) {
        clear();
      } else {
        expand(code);
      }
    }
  }

  private void expand(int code) throws MalformedRecordException {
    if (code > next || code == next && previous < 0) {
      throw in.corrupt(at, "LZW code %d, but only %d are defined".formatted(code, next));
    }
    int walk = code;
    if (code == next) {
      string[depth++] = first;
      walk = previous;
    }
    while (walk >= FIRST_STRING) {
      string[depth++] = suffix[walk];
      walk = prefix[walk];
    }
    first = (byte) walk;
    string[depth++] = first;
    if (previous >= 0 && next < MOST_CODES) {
      prefix[next] = (short) previous;
      suffix[next] = first;
      next++;
      if (next == (1 << width) - 1 && width < LONGEST) {
        width++;
      }
    }
    previous = code;
  }

  private int code() {
    while (bitCount < width) {
      if (at == end) {
        return END;
      }
      bits = bits << 8 | in.bytes()[at++] & 0xFF;
      bitCount += 8;
    }
    bitCount -= width;
    return bits >>> bitCount & (1 << width) - 1;
  }
}
