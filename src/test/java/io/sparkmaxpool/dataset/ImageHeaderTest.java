package io.sparkmaxpool.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkmaxpool.tensor.Shape;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ImageHeaderTest {
  static Stream<ImageSample> samples() {
    return ImageSample.all().stream();
  }

  @ParameterizedTest
  @MethodSource("samples")
  void readsFormatAndExtents(ImageSample sample) throws Exception {
    byte[] bytes = sample.bytes();

    ImageHeader header = ImageHeader.parse(bytes, bytes.length);

    String suffix = sample.name().substring(sample.name().lastIndexOf('.') + 1);
    assertThat(header.format().name().replace("JPEG", "JPG"))
        .isEqualTo(suffix.toUpperCase(Locale.ROOT));
    assertThat(header.shape()).isEqualTo(Shape.of(3, sample.height(), sample.width()));
    assertThat(header.pixels()).isEqualTo((long) sample.width() * sample.height());
  }

  @ParameterizedTest
  @MethodSource("samples")
  void everyPrefixGivesTheHeaderOrAsksForMore(ImageSample sample) throws Exception {
    byte[] bytes = sample.bytes();
    ImageHeader whole = ImageHeader.parse(bytes, bytes.length);
    boolean known = false;
    for (int length = 0; length <= bytes.length; length++) {
      var header = ImageHeader.peek(bytes, length);
      assertThat(header.isPresent()).as("%s, %d bytes", sample, length).isIn(known, true);
      known = header.isPresent();
      header.ifPresent(found -> assertThat(found).isEqualTo(whole));
    }
    assertThat(known).isTrue();
  }

  @Test
  void aPrefixThatEndsInsideALargeExifBlockIsNoFault() throws Exception {
    byte[] jpeg = ImageSample.named("baseline-420.jpg").bytes();
    byte[] large = new byte[2 + 2 + 60_000 + jpeg.length - 2];
    System.arraycopy(jpeg, 0, large, 0, 2);
    large[2] = (byte) 0xFF;
    large[3] = (byte) 0xE1;
    large[4] = (byte) (60_000 >> 8);
    large[5] = (byte) 60_000;
    System.arraycopy(jpeg, 2, large, 60_004, jpeg.length - 2);

    assertThat(ImageHeader.peek(large, 4096)).isEmpty();
    assertThat(ImageHeader.peek(large, large.length))
        .contains(new ImageHeader(ImageHeader.Format.JPEG, 37, 29));
  }

  @Test
  void namesThePositionTheValueAndTheRule() {
    byte[] depth = ImageSample.named("rgb.png").bytes();
    depth[24] = 3;
    byte[] png = PngBytes.header(0, 5);
    byte[] arithmetic = ImageSample.named("grey.jpg").bytes();
    int frame = frameOf(arithmetic);
    arithmetic[frame + 1] = (byte) 0xC9;
    byte[] twelveBits = ImageSample.named("grey.jpg").bytes();
    twelveBits[frame + 4] = 12;
    byte[] flat = ImageSample.named("rgb.bmp").bytes();
    Arrays.fill(flat, 22, 26, (byte) 0);

    assertFault(
        depth, BadRecord.Fault.CORRUPT, "PNG, byte 8: the chunk's checksum (CRC-32) is wrong");
    assertFault(
        png,
        BadRecord.Fault.CORRUPT,
        "PNG, byte 16: width 0, height 5: both must be from 1 to 2147483647");
    assertFault(
        arithmetic,
        BadRecord.Fault.UNSUPPORTED,
        "JPEG, byte %d: frame FFC9: baseline, extended and progressive Huffman are read"
            .formatted(frame));
    assertFault(
        twelveBits,
        BadRecord.Fault.UNSUPPORTED,
        "JPEG, byte %d: 12 bits a sample: 8 are read".formatted(frame + 4));
    assertFault(
        flat,
        BadRecord.Fault.CORRUPT,
        "BMP, byte 18: width 37, height 0: width must be positive, height not 0");
    assertFault(
        "RIFF....WEBPVP8?".getBytes(java.nio.charset.StandardCharsets.US_ASCII),
        BadRecord.Fault.CORRUPT,
        "WEBP, byte 12: the first chunk must be VP8, VP8L or VP8X");
    assertFault(
        new byte[] {'G', 'I', 'F', '8', '9', 'a', 1, 0, 1, 0, 0, 0, 0, 0x3B},
        BadRecord.Fault.CORRUPT,
        "GIF, byte 13: the end comes before any frame");
  }

  @Test
  void refusesALengthThatTheArrayDoesNotHave() {
    assertThatThrownBy(() -> ImageHeader.parse(new byte[5], 6))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage("length 6 of an array of 5 bytes");
  }

  private static int frameOf(byte[] jpeg) {
    for (int i = 0; i < jpeg.length - 1; i++) {
      if (jpeg[i] == -1 && (jpeg[i + 1] & 0xFF) == 0xC0) {
        return i;
      }
    }
    throw new IllegalArgumentException("no baseline frame");
  }

  private static void assertFault(byte[] bytes, BadRecord.Fault fault, String message) {
    assertThatThrownBy(() -> ImageHeader.parse(bytes, bytes.length))
        .isInstanceOfSatisfying(
            MalformedRecordException.class, e -> assertThat(e.fault()).isEqualTo(fault))
        .hasMessage(message);
  }
}
