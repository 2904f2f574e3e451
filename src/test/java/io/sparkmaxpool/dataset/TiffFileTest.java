package io.sparkmaxpool.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkmaxpool.dataset.BadRecord.Fault;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The structure of a TIFF, and its faults; what the pixels are, the samples tell. */
class TiffFileTest {
  private static final byte[] FOUR = {10, 20, 30, 40};

  private static byte[] decode(byte[] file) throws MalformedRecordException {
    return TiffPixels.planarRgb(TiffFile.parse(new EncodedBytes(file, file.length, "TIFF")));
  }

  private static void assertFault(Fault fault, String message, byte[] file) {
    assertThatThrownBy(() -> decode(file))
        .isInstanceOfSatisfying(
            MalformedRecordException.class, e -> assertThat(e.fault()).isEqualTo(fault))
        .hasMessage(message);
  }

  private static TiffBytes grey() {
    return TiffBytes.grey(2, 2).strips(FOUR);
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  /** A table of 9-bit codes, highest bit first. */
  private static byte[] codes(int... codes) {
    byte[] bytes = new byte[(codes.length * 9 + 7) / 8];
    for (int i = 0; i < codes.length * 9; i++) {
      int bit = codes[i / 9] >> 8 - i % 9 & 1;
      bytes[i / 8] |= (byte) (bit << 7 - i % 8);
    }
    return bytes;
  }

  @Test
  void whatIsNotSaidHasItsDefault() throws Exception {
    // One bit, one sample, one strip, no compression.
    TiffBytes file =
        TiffBytes.grey(10, 1).without(TiffTag.BITS_PER_SAMPLE).strips(bytes(0xA5, 0xC0));

    assertThat(decode(file.file()))
        .startsWith(bytes(255, 0, 255, 0, 0, 255, 0, 255, 255, 255))
        .hasSize(30);
    assertThat(decode(grey().without(TiffTag.STRIP_BYTE_COUNTS).file())).startsWith(FOUR);
  }

  @Test
  void aStripMayHaveMoreThanItsRowsAndATileWhatLiesBeyondTheImage() throws Exception {
    assertThat(decode(TiffBytes.grey(2, 1).strips(FOUR).file())).startsWith(bytes(10, 20, 10));
    byte[] tile = new byte[16 * 16];
    tile[0] = 1;
    tile[1] = 2;
    tile[16] = 3;
    tile[17] = 4;
    assertThat(decode(TiffBytes.grey(2, 2).tiles(16, 16, tile).file()))
        .containsExactly(1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4);
  }

  @Test
  void blocksMayShareTheirBytes() throws Exception {
    TiffBytes file =
        TiffBytes.grey(2, 3)
            .strips(FOUR)
            .tag(TiffTag.ROWS_PER_STRIP, 1)
            .tag(TiffTag.STRIP_OFFSETS, 8, 9, 8)
            .tag(TiffTag.STRIP_BYTE_COUNTS, 2, 2, 2);

    assertThat(decode(file.file())).startsWith(bytes(10, 20, 20, 30, 10, 20));
  }

  @Test
  void theFirstDirectoryAloneIsRead() throws Exception {
    TiffBytes file = grey();

    // Its own offset, which would go round and round, and one beyond the file.
    assertThat(decode(file.next(file.directory()).file())).startsWith(FOUR);
    assertThat(decode(file.next(1 << 30).file())).startsWith(FOUR);
  }

  @Test
  void packBitsHasRunsAndStretchesOfAnyLengthAcrossRows() throws Exception {
    TiffBytes packed = TiffBytes.grey(3, 2).tag(TiffTag.COMPRESSION, 32773);

    assertThat(decode(packed.strips(bytes(-128, -3, 7, 1, 8, 9)).file()))
        .startsWith(bytes(7, 7, 7, 7, 8, 9));
    assertFault(
        Fault.TRUNCATED,
        "TIFF, byte 8: strip 0 has 2 of 3 bytes of its row 1 of 2",
        packed.strips(bytes(-3, 7, 5, 8)).file());
    assertFault(
        Fault.TRUNCATED,
        "TIFF, byte 8: strip 0 has 1 of 3 bytes of its row 1 of 2",
        packed.strips(bytes(-3, 7, -5)).file());
  }

  @Test
  void lzwCodesAreStringsOfEarlierOnes() throws Exception {
    TiffBytes lzw = TiffBytes.grey(3, 2).tag(TiffTag.COMPRESSION, 5);

    // Clear, 7, "7 7", "7 7 7", end.
    assertThat(decode(lzw.strips(codes(256, 7, 258, 259, 257)).file()))
        .startsWith(bytes(7, 7, 7, 7, 7, 7));
    assertFault(
        Fault.CORRUPT,
        "TIFF, byte 12: LZW code 300, but only 258 are defined",
        lzw.strips(codes(256, 7, 300, 257)).file());
    assertFault(
        Fault.CORRUPT,
        "TIFF, byte 11: LZW code 258, but only 258 are defined",
        lzw.strips(codes(256, 258, 257)).file());
    assertFault(
        Fault.TRUNCATED,
        "TIFF, byte 8: strip 0 has 0 of 3 bytes of its row 1 of 2",
        lzw.strips(codes(256, 7, 258, 257, 7, 7, 7)).file());
    assertFault(
        Fault.UNSUPPORTED,
        "TIFF, byte 8: LZW codes with the lowest bit first, from before TIFF 6.0",
        lzw.strips(bytes(0, 1, 2, 3)).file());
  }

  @Test
  void deflateIsRefusedWhereItIsNone() {
    TiffBytes deflated = TiffBytes.grey(2, 2).tag(TiffTag.COMPRESSION, 8);

    assertFault(
        Fault.CORRUPT,
        "TIFF, byte 8: the data cannot be inflated: incorrect header check",
        deflated.strips(FOUR).file());
    assertFault(
        Fault.TRUNCATED,
        "TIFF, byte 8: strip 0 has 1 of 2 bytes of its row 1 of 2",
        deflated.strips(PngBytes.deflated(bytes(1, 2, 3))).file());
    assertFault(
        Fault.CORRUPT,
        "TIFF, byte 12: the directory has no StripByteCounts (279)",
        deflated.strips(FOUR).without(TiffTag.STRIP_BYTE_COUNTS).file());
  }

  @Test
  void refusesTooFewBytes() {
    TiffBytes file = grey();
    assertFault(
        Fault.TRUNCATED,
        "TIFF ends at byte 90: the 3 bytes of strip 0 at byte 8 cannot hold 4 of pixels",
        file.tag(TiffTag.STRIP_BYTE_COUNTS, 3).file());
    assertFault(
        Fault.TRUNCATED,
        "TIFF ends at byte 90: strip 0 of 1 has 4 bytes at byte 87",
        grey().tag(TiffTag.STRIP_OFFSETS, 87).file());
    assertFault(
        Fault.TRUNCATED,
        "TIFF ends at byte 90: strip 0 of 1 has 4294967295 bytes at byte 4294967295",
        grey().tag(TiffTag.STRIP_OFFSETS, -1).tag(TiffTag.STRIP_BYTE_COUNTS, -1).file());
    assertFault(
        Fault.TRUNCATED,
        "TIFF ends at byte 90: strip 0 of 1 has 0 bytes at byte 4294967295",
        grey()
            .without(TiffTag.STRIP_BYTE_COUNTS)
            .tag(TiffTag.ROWS_PER_STRIP, 9)
            .tag(TiffTag.STRIP_OFFSETS, -1)
            .file());
    byte[] whole = grey().file();
    assertFault(
        Fault.TRUNCATED,
        "TIFF ends at byte 89: 4 bytes are needed at byte 86",
        Arrays.copyOf(whole, whole.length - 1));
  }

  @Test
  void refusesADirectoryThatCannotBe() {
    byte[] whole = grey().file();

    assertFault(
        Fault.CORRUPT,
        "TIFF, byte 4: the first directory cannot start at byte 7",
        Mutation.with(whole.clone(), 4, 4, 7, false));
    assertFault(
        Fault.TRUNCATED,
        "TIFF ends at byte 90: its first directory is at byte 4294967295",
        Mutation.with(whole.clone(), 4, 4, -1, false));
    assertFault(
        Fault.CORRUPT,
        "TIFF, byte 12: a directory of 0 entries: it must have 1 to 65535",
        Mutation.with(whole.clone(), 12, 2, 0, false));
    assertFault(
        Fault.TRUNCATED,
        "TIFF ends at byte 90: 786420 bytes are needed at byte 14",
        Mutation.with(whole.clone(), 12, 2, 65535, false));
    byte[] wide = ImageSample.named("rgb-bigtiff.tiff").bytes();
    assertFault(
        Fault.CORRUPT,
        "TIFF, byte 4: offsets of 4 bytes, then 0: it must be 8, 0",
        Mutation.with(wide.clone(), 4, 2, 4, false));
    assertFault(
        Fault.TRUNCATED,
        "TIFF ends at byte %d: its first directory is at byte 9223372036854775807"
            .formatted(wide.length),
        Mutation.with(wide.clone(), 8, 8, -1, false));
    assertFault(
        Fault.CORRUPT,
        "TIFF, byte 16: a directory of 4294967297 entries: it must have 1 to 65535",
        Mutation.with(wide.clone(), 16, 8, (1L << 32) + 1, false));
    // Times four bytes that is none, by the rules of long.
    byte[] many = Mutation.with(wide.clone(), 24 + 4, 8, 1L << 62, false);
    assertFault(
        Fault.TRUNCATED,
        "TIFF ends at byte %d: ImageWidth (256) has 4611686018427387904 values of 4 bytes at byte 37"
            .formatted(wide.length),
        many);
  }

  @Test
  void refusesValuesThatCannotBe() {
    assertFault(
        Fault.CORRUPT,
        "TIFF, byte 14: ImageWidth (256) is 0: it must be 1 to 2147483647",
        grey().tag(TiffTag.IMAGE_WIDTH, 0).file());
    assertFault(
        Fault.CORRUPT,
        "TIFF, byte 26: ImageLength (257) is 4294967295: it must be 1 to 2147483647",
        grey().tag(TiffTag.IMAGE_LENGTH, -1).file());
    assertFault(
        Fault.CORRUPT,
        "TIFF, byte 14: ImageWidth (256) has values of type 11: 1, 3, 4 or 16 is due",
        grey().claim(TiffTag.IMAGE_WIDTH, 11, 1, 2).file());
    assertFault(
        Fault.CORRUPT,
        "TIFF, byte 26: ImageLength (257) has 0 values, but 1 are due",
        grey().claim(TiffTag.IMAGE_LENGTH, 4, 0, 2).file());
    assertFault(
        Fault.TRUNCATED,
        "TIFF ends at byte 90: ImageLength (257) has 4294967295 values of 4 bytes at byte 2",
        grey().claim(TiffTag.IMAGE_LENGTH, 4, -1, 2).file());
    assertFault(
        Fault.CORRUPT,
        "TIFF, byte 12: the directory has no PhotometricInterpretation (262)",
        grey().without(TiffTag.PHOTOMETRIC_INTERPRETATION).file());
    assertFault(
        Fault.CORRUPT,
        "TIFF, byte 12: the directory has no StripOffsets (273)",
        grey().without(TiffTag.STRIP_OFFSETS).file());
    TiffBytes noRows = grey().tag(TiffTag.ROWS_PER_STRIP, 0);
    assertFault(
        Fault.CORRUPT,
        "TIFF, byte %d: RowsPerStrip (278) is 0: a strip has at least one row"
            .formatted(noRows.at(TiffTag.ROWS_PER_STRIP)),
        noRows.file());
    assertFault(
        Fault.CORRUPT,
        "TIFF, byte %d: StripOffsets (273) has 1 values: 2 strips need one each"
            .formatted(noRows.at(TiffTag.STRIP_OFFSETS)),
        noRows.tag(TiffTag.ROWS_PER_STRIP, 1).file());
    TiffBytes tiles = TiffBytes.grey(40, 40).tiles(16, 16, new byte[256]);
    assertFault(
        Fault.CORRUPT,
        "TIFF, byte %d: TileOffsets (324) has 1 values: 9 tiles need one each"
            .formatted(tiles.at(TiffTag.TILE_OFFSETS)),
        tiles.file());
    TiffBytes colours =
        grey().tag(TiffTag.PHOTOMETRIC_INTERPRETATION, 3).shorts(TiffTag.COLOR_MAP, 1, 2, 3);
    assertFault(
        Fault.CORRUPT,
        "TIFF, byte %d: ColorMap (320) has 3 values: 8 bits a sample need 768"
            .formatted(colours.at(TiffTag.COLOR_MAP)),
        colours.file());
    TiffBytes tooFew = TiffBytes.rgb(1, 1).strips(FOUR).tag(TiffTag.SAMPLES_PER_PIXEL, 2);
    assertFault(
        Fault.CORRUPT,
        "TIFF, byte %d: SamplesPerPixel (277) is 2: RGB has 3"
            .formatted(tooFew.at(TiffTag.SAMPLES_PER_PIXEL)),
        tooFew.file());
  }

  private static void assertUnread(TiffBytes file, TiffTag tag, String message) {
    assertFault(
        Fault.UNSUPPORTED, "TIFF, byte %d: %s".formatted(file.at(tag), message), file.file());
  }

  @Test
  void namesWhatIsNotReadAndWhatIs() {
    TiffBytes rgb = TiffBytes.rgb(1, 1).strips(FOUR);
    assertUnread(
        grey().tag(TiffTag.COMPRESSION, 7),
        TiffTag.COMPRESSION,
        "Compression (259) is 7: 1 (none), 5 (LZW), 8 and 32946 (Deflate) and 32773 (PackBits) are read");
    assertUnread(
        grey().tag(TiffTag.PHOTOMETRIC_INTERPRETATION, 6),
        TiffTag.PHOTOMETRIC_INTERPRETATION,
        "PhotometricInterpretation (262) is 6: 0 and 1 (grey), 2 (RGB), 3 (palette) and 5 (CMYK) are read");
    assertUnread(
        grey().tag(TiffTag.BITS_PER_SAMPLE, 12),
        TiffTag.BITS_PER_SAMPLE,
        "BitsPerSample (258) is 12: for BLACK_IS_ZERO 1, 2, 4, 8, 16 are read");
    assertUnread(
        rgb.shorts(TiffTag.BITS_PER_SAMPLE, 8, 16, 8),
        TiffTag.BITS_PER_SAMPLE,
        "BitsPerSample (258) is 16: the first sample of a pixel has 8");
    assertUnread(
        rgb.tag(TiffTag.BITS_PER_SAMPLE, 4),
        TiffTag.BITS_PER_SAMPLE,
        "BitsPerSample (258) is 4: for RGB 8, 16 are read");
    assertUnread(
        grey().tag(TiffTag.BITS_PER_SAMPLE, 4).tag(TiffTag.SAMPLES_PER_PIXEL, 2),
        TiffTag.BITS_PER_SAMPLE,
        "BitsPerSample (258) is 4: with 2 samples a pixel 8 and 16 are read");
    assertUnread(
        grey().tag(TiffTag.SAMPLES_PER_PIXEL, 17),
        TiffTag.SAMPLES_PER_PIXEL,
        "SamplesPerPixel (277) is 17: at most 16 are read");
    assertUnread(
        grey().tag(TiffTag.SAMPLE_FORMAT, 3),
        TiffTag.SAMPLE_FORMAT,
        "SampleFormat (339) is 3: 1, unsigned integers, is read");
    assertUnread(
        grey().tag(TiffTag.FILL_ORDER, 2),
        TiffTag.FILL_ORDER,
        "FillOrder (266) is 2: 1, the highest bit first, is read");
    assertUnread(
        grey().tag(TiffTag.PLANAR_CONFIGURATION, 3),
        TiffTag.PLANAR_CONFIGURATION,
        "PlanarConfiguration (284) is 3: 1 and 2 are read");
    assertUnread(
        grey().tag(TiffTag.COMPRESSION, 5).tag(TiffTag.PREDICTOR, 3),
        TiffTag.PREDICTOR,
        "Predictor (317) is 3: 1 and 2 are read");
    assertUnread(
        grey()
            .tag(TiffTag.COMPRESSION, 8)
            .tag(TiffTag.PREDICTOR, 2)
            .tag(TiffTag.BITS_PER_SAMPLE, 4),
        TiffTag.PREDICTOR,
        "Predictor (317) is 2: with 4 bits a sample 1 is read");
    assertUnread(
        TiffBytes.grey(2, 2).tiles(40000, 16, FOUR),
        TiffTag.TILE_WIDTH,
        "TileWidth (322) is 40000: at most 32768 are read");
  }

  /** As libtiff has it: the tag means nothing where the packing does not look at it. */
  @Test
  void aPredictorIsIgnoredWhereThereIsNoneToUndo() throws Exception {
    assertThat(decode(grey().tag(TiffTag.PREDICTOR, 2).file())).startsWith(FOUR);
  }

  @Test
  void aDirectoryAtTheEndOfTheFileIsNoFaultOfItsBeginning() throws Exception {
    byte[] file = TiffBytes.grey(300, 300).strips(new byte[90_000]).file();

    assertThat(ImageHeader.peek(file, 64 << 10)).isEmpty();
    assertThat(ImageHeader.peek(file, file.length))
        .contains(new ImageHeader(ImageHeader.Format.TIFF, 300, 300));
  }

  /** Each code the longest string there is, until the table is full, and that one ever after. */
  @Test
  @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void longStringsOfLzwTakeTheTimeOfTheirBytes() throws Exception {
    byte[] codes = TiffBytes.longestStrings((byte) 7, 16_000_000);
    TiffBytes file = TiffBytes.grey(4000, 4000).tag(TiffTag.COMPRESSION, 5).strips(codes);
    byte[] sevens = new byte[48_000_000];
    Arrays.fill(sevens, (byte) 7);

    assertThat(codes).hasSizeLessThan(12_000);
    assertThat(Arrays.equals(decode(file.file()), sevens)).as("all are 7").isTrue();
  }
}
