package io.sparkmaxpool.dataset;

/**
 * The variable-length LZW codes of a GIF frame (GIF89a specification, appendix F). A full table
 * stays as it is until a clear code comes.
 */
final class GifCodes {
  private static final int MAX_CODES = 4096;

  private final EncodedBytes in;
  private final int start;
  private final int literalBits;
  private final short[] prefix = new short[MAX_CODES];
  private final byte[] suffix = new byte[MAX_CODES];
  private final byte[] stack = new byte[MAX_CODES + 1];

  private int at;
  private int leftInBlock;
  private int bits;
  private int bitCount;

  GifCodes(EncodedBytes in, int start) throws MalformedRecordException {
    this.in = in;
    this.start = start;
    this.at = start + 1;
    this.literalBits = in.u8(start);
    if (literalBits < 1 || literalBits > 8) {
      throw in.corrupt(start, "a code size of %d bits: it must be 1 to 8".formatted(literalBits));
    }
  }

  /** The first {@code count} colour indices; further ones are ignored. */
  byte[] indices(int count) throws MalformedRecordException {
    // A code stands for at most 4,096 pixels, so few bytes cannot ask for a large array.
    long available = (long) (in.length() - start) * 8 / (literalBits + 1) * MAX_CODES;
    if (available < count) {
      throw in.truncated("its frame has no data for %d pixels".formatted(count));
    }
    byte[] out = new byte[count];
    int clear = 1 << literalBits;
    int end = clear + 1;
    int next = clear + 2;
    int width = literalBits + 1;
    int previous = -1;
    int first = 0;
    int filled = 0;
    while (filled < count) {
      int code = code(width, filled, count);
      if (code == clear) {
        next = clear + 2;
        width = literalBits + 1;
        previous = -1;
        continue;
      }
      if (code == end) {
        throw tooFew(filled, count);
      }
      if (code > next || code == next && previous < 0) {
        throw in.corrupt(at, "LZW code %d, but only %d are defined".formatted(code, next));
      }
      int depth = 0;
      int walk = code;
      if (code == next) {
        stack[depth++] = (byte) first;
        walk = previous;
      }
      while (walk > end) {
        stack[depth++] = suffix[walk];
        walk = prefix[walk];
      }
      if (walk >= clear) {
        throw in.corrupt(at, "LZW code %d stands for a control code".formatted(code));
      }
      first = walk;
      stack[depth++] = (byte) walk;
      while (depth > 0 && filled < count) {
        out[filled++] = stack[--depth];
      }
      if (previous >= 0 && next < MAX_CODES) {
        prefix[next] = (short) previous;
        suffix[next] = (byte) first;
        next++;
        if (next == 1 << width && width < 12) {
          width++;
        }
      }
      previous = code;
    }
    return out;
  }

  private int code(int width, int filled, int count) throws MalformedRecordException {
    while (bitCount < width) {
      if (leftInBlock == 0) {
        leftInBlock = in.u8(at++);
        if (leftInBlock == 0) {
          throw tooFew(filled, count);
        }
      }
      bits |= in.u8(at++) << bitCount;
      bitCount += 8;
      leftInBlock--;
    }
    int code = bits & (1 << width) - 1;
    bits >>>= width;
    bitCount -= width;
    return code;
  }

  private MalformedRecordException tooFew(int filled, int count) {
    return new MalformedRecordException(
        BadRecord.Fault.TRUNCATED,
        "GIF, byte %d: the frame's data end after %d of %d pixels".formatted(at, filled, count));
  }
}
