package io.sparkmaxpool.dataset;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * The first page of a TIFF 6.0 or BigTIFF: how its pixels are stored.
 *
 * <p>Read are grey, palette, RGB and CMYK images of 8 bits a sample, RGB and CMYK and grey ones of
 * 16, grey and palette ones of 1, 2 and 4, in strips or tiles, chunky or planar, not compressed or
 * by LZW, Deflate or PackBits. Samples beyond the colour's are dropped, colours that were
 * multiplied by their alpha divided again. The pixels are those that Pillow's {@code
 * convert("RGB")} gives, with two rules of this project: of 16 bits the high byte is kept, where
 * Pillow clips grey to 255, and the orientation is ignored, as in a JPEG, where Pillow turns the
 * image.
 *
 * @param in the file
 * @param bigEndian whether 16-bit samples have their high byte first
 * @param image the extents
 * @param colour what the first samples of a pixel are
 * @param bits bits a sample
 * @param samples of a pixel, with those that are dropped
 * @param planar whether each sample's plane is stored alone
 * @param premultiplied whether the fourth sample is an alpha that the colours are multiplied by
 * @param packing how the blocks are compressed
 * @param differences whether a sample is stored as its difference from the pixel to the left
 * @param blocks the strips or tiles
 * @param palette red, green and blue of each index; empty where there is none
 */
record TiffFile(
    EncodedBytes in,
    boolean bigEndian,
    ImageHeader image,
    Colour colour,
    int bits,
    int samples,
    boolean planar,
    boolean premultiplied,
    Packing packing,
    boolean differences,
    TiffBlocks blocks,
    byte[][] palette) {
  private static final int MOST_SAMPLES = 16;
  private static final int ASSOCIATED_ALPHA = 1;
  private static final int DIFFERENCES = 2;

  /** What {@code PhotometricInterpretation} may say, with the bits of a sample that go with it. */
  enum Colour {
    WHITE_IS_ZERO(0, 1, 1, 2, 4, 8, 16),
    BLACK_IS_ZERO(1, 1, 1, 2, 4, 8, 16),
    RGB(2, 3, 8, 16),
    PALETTE(3, 1, 1, 2, 4, 8),
    CMYK(5, 4, 8, 16);

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

    private String depths() {
      String all =
          Arrays.stream(depths).mapToObj(String::valueOf).collect(Collectors.joining(", "));
      return "for %s %s are read".formatted(this, all);
    }
  }

  /** The values of {@code Compression} that are read, with the most that a byte can stand for. */
  enum Packing {
    NONE(1),
    LZW(TiffCodes.MOST_OF_A_CODE),
    DEFLATE(1032),
    /** Two bytes are 128. */
    PACK_BITS(64);

    private final int mostOfAByte;

    Packing(int mostOfAByte) {
      this.mostOfAByte = mostOfAByte;
    }

    long most(long bytes) {
      return bytes * mostOfAByte;
    }
  }

  static ImageHeader header(EncodedBytes in) throws MalformedRecordException {
    return header(TiffDirectory.first(in));
  }

  private static ImageHeader header(TiffDirectory directory) throws MalformedRecordException {
    return new ImageHeader(
        ImageHeader.Format.TIFF,
        directory.extent(TiffTag.IMAGE_WIDTH),
        directory.extent(TiffTag.IMAGE_LENGTH));
  }

  /**
   * @throws MalformedRecordException TRUNCATED where values or blocks lie beyond the end, CORRUPT
   *     where tags are missing or contradict each other, UNSUPPORTED for an unread kind, with tag
   *     and value
   */
  static TiffFile parse(EncodedBytes in) throws MalformedRecordException {
    TiffDirectory directory = TiffDirectory.first(in);
    directory.requireWhole();
    ImageHeader image = header(directory);
    Packing packing = packing(directory);
    Colour colour = colour(directory);
    int samples = samples(directory, colour);
    int bits = bits(directory, colour, samples);
    requirePlain(directory, TiffTag.FILL_ORDER, "1, the highest bit first, is read");
    requirePlain(directory, TiffTag.SAMPLE_FORMAT, "1, unsigned integers, is read");
    boolean planar = planar(directory) && samples > 1;
    TiffFile file =
        new TiffFile(
            in,
            directory.bigEndian(),
            image,
            colour,
            bits,
            samples,
            planar,
            colour == Colour.RGB
                && samples > colour.channels()
                && directory.number(TiffTag.EXTRA_SAMPLES, 0) == ASSOCIATED_ALPHA,
            packing,
            differences(directory, packing, bits),
            TiffBlocks.of(directory, image, planar ? samples : 1, packing),
            colour == Colour.PALETTE ? palette(directory, bits) : new byte[0][]);
    file.requireBlocks();
    return file;
  }

  private static Packing packing(TiffDirectory directory) throws MalformedRecordException {
    long compression = directory.number(TiffTag.COMPRESSION, 1);
    if (compression == 1) {
      return Packing.NONE;
    } else if (compression == 5) {
      return Packing.LZW;
    } else if (compression == 8 || compression == 32946) {
      return Packing.DEFLATE;
    } else if (compression == 32773) {
      return Packing.PACK_BITS;
    }
    throw directory.unread(
        TiffTag.COMPRESSION,
        compression,
        "1 (none), 5 (LZW), 8 and 32946 (Deflate) and 32773 (PackBits) are read");
  }

  private static Colour colour(TiffDirectory directory) throws MalformedRecordException {
    TiffTag tag = TiffTag.PHOTOMETRIC_INTERPRETATION;
    long number = directory.number(directory.required(tag), 0);
    for (Colour colour : Colour.values()) {
      if (colour.number == number) {
        return colour;
      }
    }
    throw directory.unread(
        tag, number, "0 and 1 (grey), 2 (RGB), 3 (palette) and 5 (CMYK) are read");
  }

  private static int samples(TiffDirectory directory, Colour colour)
      throws MalformedRecordException {
    long samples = directory.number(TiffTag.SAMPLES_PER_PIXEL, 1);
    if (samples < colour.channels) {
      throw directory
          .in()
          .corrupt(
              directory
                  .find(TiffTag.SAMPLES_PER_PIXEL)
                  .map(TiffDirectory.Entry::at)
                  .orElse(directory.start()),
              "%s is %d: %s has %d"
                  .formatted(TiffTag.SAMPLES_PER_PIXEL, samples, colour, colour.channels));
    }
    if (samples > MOST_SAMPLES) {
      throw directory.unread(
          TiffTag.SAMPLES_PER_PIXEL, samples, "at most %d are read".formatted(MOST_SAMPLES));
    }
    return (int) samples;
  }

  /** One value stands for every sample; several must be alike. */
  private static int bits(TiffDirectory directory, Colour colour, int samples)
      throws MalformedRecordException {
    TiffTag tag = TiffTag.BITS_PER_SAMPLE;
    long bits = directory.number(tag, 1);
    if (Arrays.stream(colour.depths).noneMatch(depth -> depth == bits)) {
      throw directory.unread(tag, bits, colour.depths());
    }
    if (samples > 1 && bits < 8) {
      throw directory.unread(
          tag, bits, "with %d samples a pixel 8 and 16 are read".formatted(samples));
    }
    if (directory.find(tag).isPresent() && directory.required(tag).count() > 1) {
      for (int i = 1; i < samples; i++) {
        long other = directory.number(directory.required(tag), i);
        if (other != bits) {
          throw directory.unread(tag, other, "the first sample of a pixel has %d".formatted(bits));
        }
      }
    }
    return (int) bits;
  }

  /** The high bytes of the map's 16 bits: all reds, then all greens, then all blues. */
  private static byte[][] palette(TiffDirectory directory, int bits)
      throws MalformedRecordException {
    TiffDirectory.Entry map = directory.required(TiffTag.COLOR_MAP);
    int colours = 1 << bits;
    if (map.count() != 3L * colours) {
      throw directory
          .in()
          .corrupt(
              map.at(),
              "%s has %d values: %d bits a sample need %d"
                  .formatted(TiffTag.COLOR_MAP, map.count(), bits, 3 * colours));
    }
    byte[][] palette = new byte[3][colours];
    for (int i = 0; i < 3 * colours; i++) {
      palette[i / colours][i % colours] = (byte) (directory.number(map, i) >> 8);
    }
    return palette;
  }

  private static void requirePlain(TiffDirectory directory, TiffTag tag, String read)
      throws MalformedRecordException {
    long value = directory.number(tag, 1);
    if (value != 1) {
      throw directory.unread(tag, value, read);
    }
  }

  private static boolean planar(TiffDirectory directory) throws MalformedRecordException {
    long planar = directory.number(TiffTag.PLANAR_CONFIGURATION, 1);
    if (planar != 1 && planar != 2) {
      throw directory.unread(TiffTag.PLANAR_CONFIGURATION, planar, "1 and 2 are read");
    }
    return planar == 2;
  }

  /** The tag belongs to LZW and Deflate; other packings do not look at it. */
  private static boolean differences(TiffDirectory directory, Packing packing, int bits)
      throws MalformedRecordException {
    if (packing != Packing.LZW && packing != Packing.DEFLATE) {
      return false;
    }
    long predictor = directory.number(TiffTag.PREDICTOR, 1);
    if (predictor == 1) {
      return false;
    }
    if (predictor != DIFFERENCES) {
      throw directory.unread(TiffTag.PREDICTOR, predictor, "1 and 2 are read");
    }
    if (bits < 8) {
      throw directory.unread(
          TiffTag.PREDICTOR, predictor, "with %d bits a sample 1 is read".formatted(bits));
    }
    return true;
  }

  /**
   * All blocks lie in the file and may hold their rows: what is allocated then has a reason. Those
   * of planes that are dropped are looked at too, for a file without them was cut. The extents were
   * accepted before, so that no product is beyond a long.
   */
  private void requireBlocks() throws MalformedRecordException {
    for (long block = 0; block < blocks.count(); block++) {
      blocks.requireInside(block);
      long needed = rowBytes() * rows(block);
      if (packing.most(blocks.length(block)) < needed) {
        throw in.truncated(
            "the %d bytes of %s %d at byte %d cannot hold %d of pixels"
                .formatted(
                    blocks.length(block), blocks.kind(), block, blocks.start(block), needed));
      }
    }
  }

  /** Bytes of a block's row. */
  long rowBytes() {
    return ((long) blocks.width() * bits * (planar ? 1 : samples) + 7) / 8;
  }

  /** The first row of a block. */
  int firstRow(long block) {
    return (int) (block / blocks.across() % blocks.down() * blocks.height());
  }

  /** Rows of a block that are the image's: the padding below it is not looked at. */
  int rows(long block) {
    return Math.min(blocks.height(), image.height() - firstRow(block));
  }
}
