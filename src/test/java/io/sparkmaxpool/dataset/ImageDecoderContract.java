package io.sparkmaxpool.dataset;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Shape;
import io.sparkmaxpool.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every decoder does, whatever it is made of. */
abstract class ImageDecoderContract {
  /** Where the first page's one strip ends. */
  private static final int FIRST_OF_TWO_PAGES = 1670 + 37 * 29;

  static Stream<ImageSample> samples() {
    return ImageSample.all().stream().filter(sample -> !sample.isWebp());
  }

  abstract ImageDecoder decoder();

  MalformedRecordException fault(byte[] encoded) {
    return fault(encoded, ImageSample.MAX_PIXELS);
  }

  MalformedRecordException fault(byte[] encoded, long maxPixels) {
    MalformedRecordException fault =
        catchThrowableOfType(
            MalformedRecordException.class, () -> decoder().decode(encoded, maxPixels));
    assertThat(fault).as("the fault").isNotNull();
    return fault;
  }

  @ParameterizedTest
  @MethodSource("samples")
  void decodesToThePixelsOfPillow(ImageSample sample) throws Exception {
    byte[] encoded = sample.bytes();

    Tensor tensor = decoder().decode(encoded, ImageSample.MAX_PIXELS);

    assertThat(tensor.dtype()).isEqualTo(DType.UINT8);
    assertThat(tensor.shape()).isEqualTo(Shape.of(3, sample.height(), sample.width()));
    assertThat(ImageSample.sha256(tensor.data())).isEqualTo(sample.sha256());
    assertThat(encoded).as("the input stays as it was").isEqualTo(sample.bytes());
  }

  @ParameterizedTest
  @MethodSource("samples")
  void refusesEverySampleThatWasCut(ImageSample sample) {
    byte[] whole = sample.bytes();
    // The padding of a bitmap's last row, and the end mark of a run-length one, may be missing.
    int needed = whole.length - (sample.name().contains("trailing-bytes") ? 4 : 0);
    needed -= sample.name().endsWith(".bmp") ? 4 : 0;
    // Nor is the second page of a TIFF looked at.
    needed = sample.name().equals("two-pages.tiff") ? FIRST_OF_TWO_PAGES : needed;
    for (int eighth = 0; eighth <= 8; eighth++) {
      int length = Math.min(needed - 1, needed * eighth / 8);

      MalformedRecordException fault = fault(Arrays.copyOf(whole, length));

      assertThat(fault.fault())
          .as("%s cut to %d of %d bytes: %s", sample, length, whole.length, fault.getMessage())
          .isEqualTo(BadRecord.Fault.TRUNCATED);
    }
    assertThat(fault(Arrays.copyOf(whole, needed - 1)).inputShape())
        .contains(Shape.of(3, sample.height(), sample.width()));
  }

  @Test
  void saysWhereAFileEnds() {
    byte[] jpeg = ImageSample.named("baseline-420.jpg").bytes();
    byte[] png = ImageSample.named("rgb.png").bytes();
    byte[] bmp = ImageSample.named("rgb.bmp").bytes();
    byte[] gif = ImageSample.named("plain.gif").bytes();
    byte[] tiff = ImageSample.named("rgb-lzw.tiff").bytes();

    assertThat(fault(new byte[0]))
        .hasMessage("the image ends at byte 0: that is too short to tell its format");
    assertThat(fault(Arrays.copyOf(jpeg, jpeg.length - 2)))
        .hasMessage(
            "JPEG ends at byte %d: its scan from byte 609 goes on, and there is no end marker (FFD9)"
                .formatted(jpeg.length - 2));
    assertThat(fault(Arrays.copyOf(png, png.length - 12)))
        .hasMessage("PNG ends at byte %d: it has no IEND chunk".formatted(png.length - 12));
    assertThat(fault(Arrays.copyOf(bmp, 1000)))
        .hasMessage("BMP ends at byte 1000: 3247 bytes of pixels are needed at byte 54");
    assertThat(fault(Arrays.copyOf(gif, gif.length - 1)))
        .hasMessage("GIF ends at byte %d: it has no end mark (3B)".formatted(gif.length - 1));
    assertThat(fault(Arrays.copyOf(tiff, 100)))
        .hasMessage("TIFF ends at byte 100: its first directory is at byte 3656");
  }

  @Test
  void refusesAJpegWhoseScanWasCutBeforeItsEndMarker() {
    for (String name : List.of("baseline-420.jpg", "baseline-444.jpg", "grey.jpg")) {
      byte[] jpeg = ImageSample.named(name).bytes();
      byte[] cut = Arrays.copyOf(jpeg, jpeg.length - 150);
      cut[cut.length - 2] = (byte) 0xFF;
      cut[cut.length - 1] = (byte) 0xD9;

      MalformedRecordException fault = fault(cut);

      assertThat(fault.fault()).as(name).isEqualTo(BadRecord.Fault.TRUNCATED);
      assertThat(fault)
          .hasMessage(
              "JPEG: its scans end before the last block of the image, although it has an end marker at byte %d"
                  .formatted(cut.length - 2));
      assertThat(fault.inputShape()).contains(Shape.of(3, 29, 37));
    }
  }

  @Test
  void refusesAJpegThatLacksARestartMarkerOrAScan() {
    byte[] restarts = ImageSample.named("restart-markers.jpg").bytes();
    int last =
        IntStream.range(0, restarts.length - 1)
            .filter(i -> restarts[i] == -1 && (restarts[i + 1] & 0xF8) == 0xD0)
            .max()
            .orElseThrow();
    byte[] without = restarts.clone();
    without[last] = 0;
    byte[] progressive = ImageSample.named("progressive-444.jpg").bytes();
    int firstScan = indexOf(progressive, 0xFF, 0xDA);
    byte[] noScan = Arrays.copyOf(progressive, firstScan + 2);
    noScan[firstScan + 1] = (byte) 0xD9;

    assertThat(fault(without).getMessage())
        .matches("JPEG: the scan at byte \\d+ has \\d+ restart markers, but needs \\d+");
    assertThat(fault(without).fault()).isEqualTo(BadRecord.Fault.TRUNCATED);
    assertThat(fault(noScan))
        .hasMessage(
            "JPEG: component 1 has no scan before the end marker at byte %d".formatted(firstScan));
  }

  @Test
  void refusesDamagedFiles() {
    byte[] png = ImageSample.named("rgb.png").bytes();
    png[120] ^= 1;
    byte[] gif = ImageSample.named("plain.gif").bytes();
    gif[indexOf(gif, 0x2C, 0) + 10] = 12;
    byte[] bmp = ImageSample.named("rgb.bmp").bytes();
    bmp[28] = 25;
    byte[] tiff = TiffBytes.rgb(3, 2).tag(TiffTag.COMPRESSION, 7).strips(new byte[18]).file();

    assertThat(fault(png).fault()).isEqualTo(BadRecord.Fault.CORRUPT);
    assertThat(fault(gif).fault()).isEqualTo(BadRecord.Fault.CORRUPT);
    assertThat(fault(gif).getMessage())
        .matches("GIF, byte \\d+: a code size of 12 bits: it must be 1 to 8");
    assertThat(fault(bmp).fault()).isEqualTo(BadRecord.Fault.UNSUPPORTED);
    assertThat(fault(bmp))
        .hasMessage("BMP, byte 30: 25 bits a pixel with compression 0 is not read");
    assertThat(fault(tiff).fault()).isEqualTo(BadRecord.Fault.UNSUPPORTED);
    assertThat(fault(tiff).getMessage()).startsWith("TIFF, byte 64: Compression (259) is 7: ");
    assertThat(fault(tiff).inputShape()).contains(Shape.of(3, 2, 3));
  }

  @Test
  void refusesALargeImageFromItsHeader() {
    byte[] png = PngBytes.header(60_000, 60_000);

    MalformedRecordException fault = fault(png);

    assertThat(fault.fault()).isEqualTo(BadRecord.Fault.TOO_LARGE);
    assertThat(fault)
        .hasMessage("60000 x 60000 is 3600000000 pixels: at most 178956970 are accepted");
    assertThat(fault.inputShape()).contains(Shape.of(3, 60_000, 60_000));
    assertThat(fault(png, Long.MAX_VALUE))
        .hasMessage("60000 x 60000 is 3600000000 pixels: at most 715827879 are accepted");
  }

  @Test
  void acceptsAnImageOfExactlyTheLimit() throws Exception {
    byte[] png = ImageSample.named("rgb.png").bytes();

    assertThat(decoder().decode(png, 37 * 29).shape()).isEqualTo(Shape.of(3, 29, 37));
    assertThat(fault(png, 37 * 29 - 1))
        .hasMessage("37 x 29 is 1073 pixels: at most 1072 are accepted");
  }

  @Test
  void refusesAFormatItDoesNotKnow() {
    MalformedRecordException fault = fault("P6 2 2 255 and so on".getBytes(US_ASCII));

    assertThat(fault.fault()).isEqualTo(BadRecord.Fault.UNSUPPORTED);
    assertThat(fault)
        .hasMessage("the first bytes are 50362032: JPEG, PNG, BMP, GIF, WebP and TIFF are read");
    assertThat(fault.inputShape()).isEqualTo(Optional.empty());
  }

  @Test
  void servesSeveralThreads() {
    List<ImageSample> samples = samples().toList();
    List<String> found =
        IntStream.range(0, 4 * samples.size())
            .parallel()
            .mapToObj(i -> samples.get(i % samples.size()))
            .filter(sample -> !decodesTo(sample))
            .map(ImageSample::name)
            .toList();

    assertThat(found).as("samples that another thread disturbed").isEmpty();
  }

  private boolean decodesTo(ImageSample sample) {
    try {
      Tensor tensor = decoder().decode(sample.bytes(), ImageSample.MAX_PIXELS);
      return ImageSample.sha256(tensor.data()).equals(sample.sha256());
    } catch (MalformedRecordException e) {
      return false;
    }
  }

  private static int indexOf(byte[] bytes, int first, int second) {
    return IntStream.range(0, bytes.length - 1)
        .filter(i -> (bytes[i] & 0xFF) == first && (bytes[i + 1] & 0xFF) == second)
        .findFirst()
        .orElseThrow();
  }
}
