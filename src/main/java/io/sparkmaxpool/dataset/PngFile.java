package io.sparkmaxpool.dataset;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;

/**
 * The chunks of a PNG (PNG specification, third edition, 5), walked from the signature to IEND.
 *
 * <p>Lengths, order and the checksums of the critical chunks are checked; ancillary chunks are
 * skipped, so that gamma, profiles, transparency and the further frames of an animation change
 * nothing. What follows IEND is ignored.
 *
 * @param in the file
 * @param header what IHDR says
 * @param palette the bytes of PLTE, empty where there is none
 * @param data where the contents of the IDAT chunks stand, in order
 */
record PngFile(EncodedBytes in, Header header, byte[] palette, List<Range> data) {
  static final String SIGNATURE = "\u0089PNG\r\n\u001A\n";

  private static final int FIRST_CHUNK = 8;
  private static final int CHUNK_OVERHEAD = 12;

  /** A run of bytes of the file. */
  record Range(int start, int length) {}

  /** The colour types, in the order of their numbers' meaning. */
  enum Colour {
    GREY(0, 1, 1, 2, 4, 8, 16),
    RGB(2, 3, 8, 16),
    PALETTE(3, 1, 1, 2, 4, 8),
    GREY_ALPHA(4, 2, 8, 16),
    RGB_ALPHA(6, 4, 8, 16);

    private final int number;
    private final int channels;
    private final int[] depths;

    Colour(int number, int channels, int... depths) {
      this.number = number;
      this.channels = channels;
      this.depths = depths;
    }

    int channels() {
      return channels;
    }
  }

  /**
   * What IHDR says.
   *
   * @param depth bits a sample
   */
  record Header(int width, int height, int depth, Colour colour, boolean interlaced) {

    static Header parse(EncodedBytes in) throws MalformedRecordException {
      in.require(FIRST_CHUNK, 8);
      if (!in.has(FIRST_CHUNK + 4, "IHDR") || in.i32Big(FIRST_CHUNK) != 13) {
        throw in.corrupt(FIRST_CHUNK, "the first chunk must be an IHDR of 13 bytes");
      }
      in.require(FIRST_CHUNK, 13 + CHUNK_OVERHEAD);
      checkSum(in, FIRST_CHUNK, 13);
      int width = in.i32Big(16);
      int height = in.i32Big(20);
      if (width < 1 || height < 1) {
        throw in.corrupt(
            16,
            "width %d, height %d: both must be from 1 to 2147483647"
                .formatted(Integer.toUnsignedLong(width), Integer.toUnsignedLong(height)));
      }
      if (in.u8(26) != 0 || in.u8(27) != 0 || in.u8(28) > 1) {
        throw in.corrupt(
            26,
            "compression %d, filter %d, interlace %d: the standard has 0, 0 and 0 or 1"
                .formatted(in.u8(26), in.u8(27), in.u8(28)));
      }
      return new Header(width, height, in.u8(24), colour(in), in.u8(28) == 1);
    }

    private static Colour colour(EncodedBytes in) throws MalformedRecordException {
      for (Colour colour : Colour.values()) {
        for (int depth : colour.depths) {
          if (colour.number == in.u8(25) && depth == in.u8(24)) {
            return colour;
          }
        }
      }
      throw in.corrupt(
          24, "colour type %d of %d bits is not in the standard".formatted(in.u8(25), in.u8(24)));
    }
  }

  static PngFile parse(EncodedBytes in) throws MalformedRecordException {
    Header header = Header.parse(in);
    byte[] palette = new byte[0];
    List<Range> data = new ArrayList<>();
    boolean dataEnded = false;
    int at = FIRST_CHUNK + CHUNK_OVERHEAD + 13;
    while (true) {
      if (in.length() - at < CHUNK_OVERHEAD) {
        throw in.truncated("it has no IEND chunk");
      }
      int length = in.i32Big(at);
      if (length < 0) {
        throw in.corrupt(at, "a chunk of %d bytes".formatted(Integer.toUnsignedLong(length)));
      }
      if (length > in.length() - at - CHUNK_OVERHEAD) {
        throw in.truncated("the chunk at byte %d has %d bytes".formatted(at, length));
      }
      boolean critical = (in.u8(at + 4) & 0x20) == 0;
      if (critical) {
        checkSum(in, at, length);
      }
      if (in.has(at + 4, "IDAT")) {
        if (dataEnded) {
          throw in.corrupt(at, "IDAT chunks must follow each other");
        }
        data.add(new Range(at + 8, length));
      } else {
        dataEnded = !data.isEmpty();
        if (in.has(at + 4, "IEND")) {
          break;
        } else if (in.has(at + 4, "PLTE")) {
          if (length % 3 != 0 || length > 768 || length == 0) {
            throw in.corrupt(at, "PLTE of %d bytes: 3 to 768, a multiple of 3".formatted(length));
          }
          palette = Arrays.copyOfRange(in.bytes(), at + 8, at + 8 + length);
        } else if (critical) {
          throw in.corrupt(at, "an unknown critical chunk, or one out of order");
        }
      }
      at += CHUNK_OVERHEAD + length;
    }
    if (data.isEmpty()) {
      throw in.truncated("it has no IDAT chunk");
    }
    if (header.colour() == Colour.PALETTE && palette.length == 0) {
      throw in.corrupt(data.get(0).start() - 8, "colour type 3 needs a PLTE before its data");
    }
    return new PngFile(in, header, palette, data);
  }

  private static void checkSum(EncodedBytes in, int at, int length)
      throws MalformedRecordException {
    CRC32 crc = new CRC32();
    crc.update(in.bytes(), at + 4, length + 4);
    if ((int) crc.getValue() != in.i32Big(at + 8 + length)) {
      throw in.corrupt(at, "the chunk's checksum (CRC-32) is wrong");
    }
  }
}
