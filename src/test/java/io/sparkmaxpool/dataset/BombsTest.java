package io.sparkmaxpool.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmaxpool.dataset.BadRecord.Fault;
import io.sparkmaxpool.tensor.Tensor;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Small files that ask for much memory or much time, made on purpose. Each is refused for what it
 * is, or decoded with no more memory than its pixels need.
 */
class BombsTest {
  private static final long MEGABYTE = 1 << 20;

  /**
   * A file made to do harm.
   *
   * @param fault why it is refused, or null where it is an image all the same
   * @param says what the message has, or the image's shape
   * @param mostBytes of heap that it may take
   */
  private record Bomb(String name, byte[] file, Fault fault, String says, long mostBytes) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Bomb> bombs() {
    byte[] gif = ImageSample.named("plain.gif").bytes();
    byte[] webp = ImageSample.named("lossy.webp").bytes();
    byte[] lossless = ImageSample.named("lossless.webp").bytes();
    byte[] bmp = ImageSample.named("rgb.bmp").bytes();
    byte[] jpeg = ImageSample.named("baseline-420.jpg").bytes();
    int frame = new String(jpeg, StandardCharsets.ISO_8859_1).indexOf("\u00FF\u00C0");
    return Stream.of(
        new Bomb(
            "a PNG whose data go on for 64 MB after the last row",
            png(2, 2, new byte[64 << 20]),
            null,
            "[3, 2, 2]",
            MEGABYTE),
        new Bomb(
            "a PNG with a profile of 64 MB",
            pngWith(PngBytes.chunk("iCCP", inflating("p\0\0", 64 << 20))),
            null,
            "[3, 2, 2]",
            MEGABYTE),
        new Bomb(
            "a PNG with a text of 64 MB",
            pngWith(PngBytes.chunk("zTXt", inflating("t\0\0", 64 << 20))),
            null,
            "[3, 2, 2]",
            MEGABYTE),
        new Bomb(
            "a PNG of 65535 x 65535",
            png(65535, 65535, new byte[1 << 20]),
            Fault.TOO_LARGE,
            "65535 x 65535 is 4294836225 pixels: at most 178956970 are accepted",
            MEGABYTE),
        new Bomb(
            "a PNG of one row of 100 million 64-bit pixels",
            PngBytes.file(
                PngBytes.header(100_000_000, 1, 16, 6),
                PngBytes.chunk("IDAT", new byte[800_000]),
                PngBytes.end()),
            Fault.TOO_LARGE,
            "a row of 800000000 bytes: at most 67108864 are read",
            MEGABYTE),
        new Bomb(
            "a PNG of 13000 x 13000 with data for a row",
            png(13_000, 13_000, new byte[13_000 * 3 + 1]),
            Fault.TRUNCATED,
            "cannot hold 507000000 of pixels",
            MEGABYTE),
        new Bomb(
            "a GIF of 65535 x 65535",
            extents(gif, 6, 0xFFFF, 0xFFFF, false),
            Fault.TOO_LARGE,
            "65535 x 65535 is 4294836225 pixels",
            MEGABYTE),
        new Bomb(
            "a GIF frame of 12000 x 12000 with data for 37 x 29",
            extents(gif, imageOf(gif) + 5, 12_000, 12_000, false),
            Fault.TRUNCATED,
            "its frame has no data for 144000000 pixels",
            MEGABYTE),
        new Bomb(
            "a BMP of 65535 x 2000",
            Mutation.with(Mutation.with(bmp.clone(), 18, 4, 65535, false), 22, 4, 2000, false),
            Fault.TRUNCATED,
            "393215997 bytes of pixels are needed at byte 54",
            MEGABYTE),
        new Bomb(
            "a JPEG of 65535 x 65535",
            extents(jpeg, frame + 5, 0xFFFF, 0xFFFF, true),
            Fault.TOO_LARGE,
            "65535 x 65535 is 4294836225 pixels",
            MEGABYTE),
        new Bomb(
            "a JPEG of 13000 x 13000 with data for 37 x 29",
            extents(jpeg, frame + 5, 13_000, 13_000, true),
            Fault.TRUNCATED,
            "bits of data, but needs at least",
            MEGABYTE),
        new Bomb(
            "a JPEG of 16 million pixels and 400 scans",
            new JpegBytes(4000, 4000).withFirstScan().withRefinements(399).end(),
            Fault.UNSUPPORTED,
            "the scans come to 8250000 blocks in an image of 250000: at most 32 times as many are decoded",
            MEGABYTE),
        new Bomb(
            "a JPEG of 501 scans",
            new JpegBytes(8, 8).withFirstScan().withRefinements(500).end(),
            Fault.UNSUPPORTED,
            "more than 500 scans",
            MEGABYTE),
        new Bomb(
            "a WebP whose canvas is 16 million pixels wide",
            extended(webp, 1 << 24, 29),
            Fault.TOO_LARGE,
            "16777216 x 29 is 486539264 pixels",
            MEGABYTE),
        new Bomb(
            "a WebP whose canvas is larger than its pixels",
            extended(webp, 10_000, 10_000),
            Fault.CORRUPT,
            "pixels of 37 x 29 in a canvas of 10000 x 10000",
            MEGABYTE),
        new Bomb(
            "a WebP whose frame says 16383 x 16383",
            extents(webp, 26, 0x3FFF, 0x3FFF, false),
            Fault.TOO_LARGE,
            "16383 x 16383 is 268402689 pixels",
            MEGABYTE),
        new Bomb(
            "a lossless WebP that says 16384 x 16384",
            Mutation.with(lossless.clone(), 21, 4, 0x0FFFFFFF, false),
            Fault.TOO_LARGE,
            "16384 x 16384 is 268435456 pixels",
            MEGABYTE),
        new Bomb(
            "a TIFF whose strip goes on for 64 MB after the last row",
            TiffBytes.rgb(2, 2)
                .tag(TiffTag.COMPRESSION, 8)
                .strips(PngBytes.deflated(new byte[64 << 20]))
                .file(),
            null,
            "[3, 2, 2]",
            MEGABYTE),
        new Bomb(
            "a TIFF of 65535 x 65535",
            TiffBytes.rgb(65535, 65535).strips(new byte[9]).file(),
            Fault.TOO_LARGE,
            "65535 x 65535 is 4294836225 pixels: at most 178956970 are accepted",
            MEGABYTE),
        new Bomb(
            "a TIFF of 13000 x 13000 with data for a row",
            TiffBytes.rgb(13_000, 13_000)
                .tag(TiffTag.COMPRESSION, 32946)
                .strips(PngBytes.deflated(new byte[39_000]))
                .file(),
            Fault.TRUNCATED,
            "cannot hold 507000000 of pixels",
            MEGABYTE),
        new Bomb(
            "a TIFF of 13000 rows in strips of a byte each",
            TiffBytes.rgb(13_000, 13_000)
                .tag(TiffTag.COMPRESSION, 8)
                .tag(TiffTag.ROWS_PER_STRIP, 1)
                .strips(tinyStrips(13_000))
                .file(),
            Fault.TRUNCATED,
            "cannot hold 39000 of pixels",
            MEGABYTE),
        new Bomb(
            "a TIFF of one row of 100 million 64-bit pixels",
            TiffBytes.rgb(100_000_000, 1)
                .tag(TiffTag.BITS_PER_SAMPLE, 16)
                .tag(TiffTag.SAMPLES_PER_PIXEL, 4)
                .tag(TiffTag.COMPRESSION, 8)
                .strips(new byte[800_000])
                .file(),
            Fault.TOO_LARGE,
            "a row of 800000000 bytes: at most 67108864 are read",
            MEGABYTE),
        new Bomb(
            "a TIFF whose one tile is 2 billion rows high",
            TiffBytes.rgb(2, 2).tiles(16, Integer.MAX_VALUE, new byte[96]).file(),
            null,
            "[3, 2, 2]",
            MEGABYTE),
        new Bomb(
            "a TIFF of 4294967295 strips",
            TiffBytes.rgb(2, 2).strips(new byte[12]).claim(TiffTag.STRIP_OFFSETS, 4, -1, 8).file(),
            Fault.TRUNCATED,
            "StripOffsets (273) has 4294967295 values",
            MEGABYTE),
        new Bomb(
            "a TIFF of a table of the longest LZW strings, for 12000 x 12000",
            TiffBytes.grey(12_000, 12_000)
                .tag(TiffTag.COMPRESSION, 5)
                .strips(TiffBytes.longestStrings((byte) 0, 8_000_000))
                .file(),
            Fault.TRUNCATED,
            "cannot hold 144000000 of pixels",
            MEGABYTE));
  }

  private static byte[][] tinyStrips(int count) {
    byte[][] strips = new byte[count][];
    Arrays.fill(strips, new byte[] {1});
    return strips;
  }

  private static byte[] png(int width, int height, byte[] rows) {
    return PngBytes.file(PngBytes.header(width, height, 8, 2), PngBytes.data(rows), PngBytes.end());
  }

  private static byte[] pngWith(byte[] chunk) {
    return PngBytes.file(
        PngBytes.header(2, 2, 8, 2), chunk, PngBytes.data(new byte[14]), PngBytes.end());
  }

  private static byte[] inflating(String start, int bytes) {
    return Mutation.joined(
        start.getBytes(StandardCharsets.ISO_8859_1), PngBytes.deflated(new byte[bytes]));
  }

  private static byte[] extents(byte[] file, int at, int first, int second, boolean bigEndian) {
    return Mutation.with(
        Mutation.with(file.clone(), at, 2, first, bigEndian), at + 2, 2, second, bigEndian);
  }

  private static int imageOf(byte[] gif) {
    for (int i = 13; ; i++) {
      if (gif[i] == 0x2C && gif[i + 1] == 0 && gif[i + 2] == 0) {
        return i;
      }
    }
  }

  /** The pixels of a simple WebP in an extended one. */
  private static byte[] extended(byte[] webp, int width, int height) {
    byte[] canvas = new byte[18];
    System.arraycopy("VP8X".getBytes(StandardCharsets.US_ASCII), 0, canvas, 0, 4);
    Mutation.with(canvas, 4, 4, 10, false);
    Mutation.with(canvas, 12, 3, width - 1, false);
    Mutation.with(canvas, 15, 3, height - 1, false);
    byte[] file = Mutation.inserted(webp, 12, canvas);
    return Mutation.with(file, 4, 4, file.length - 8, false);
  }

  @ParameterizedTest
  @MethodSource("bombs")
  void isRefusedOrDecodedWithinItsLimits(Bomb bomb) throws Exception {
    List<ImageDecoder> decoders =
        bomb.name().contains("WebP")
            ? List.of(OpenCvImageDecoder.load())
            : List.of(OpenCvImageDecoder.load(), new ImageIoImageDecoder());
    Watch.run(
        watch -> {
          for (ImageDecoder decoder : decoders) {
            watch.begin("%s, by %s".formatted(bomb, decoder.name()));
            try {
              Tensor tensor = decoder.decode(bomb.file(), ImageSample.MAX_PIXELS);
              watch.end(bomb.mostBytes());
              assertThat(bomb.fault()).as("the fault it should have").isNull();
              assertThat(tensor.shape().toString()).isEqualTo(bomb.says());
            } catch (MalformedRecordException e) {
              watch.end(bomb.mostBytes());
              assertThat(e).hasMessageContaining(bomb.says());
              assertThat(e.fault()).isEqualTo(bomb.fault());
            }
          }
        });
  }
}
