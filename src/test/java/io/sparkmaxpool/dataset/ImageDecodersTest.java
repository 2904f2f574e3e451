package io.sparkmaxpool.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageDecodersTest {
  /** Two hundred photographs that lie beside some checkouts; the committed samples come first. */
  private static final Path PHOTOS = Path.of("../shared/data/imagenet-real-200-jpeg.tar");

  @Test
  void choosesByTheProperty() {
    assertThat(ImageDecoders.choose(Optional.of("imageio")).name()).isEqualTo("imageio");
    assertThat(ImageDecoders.choose(Optional.of("opencv")).name()).isEqualTo("opencv");
    assertThat(ImageDecoders.choose(Optional.empty()).name()).isEqualTo("opencv");
    assertThatThrownBy(() -> ImageDecoders.choose(Optional.of("pillow")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("sparkmaxpool.decoder is 'pillow': it must be opencv or imageio");
  }

  @Test
  void choosesOnce() {
    assertThat(ImageDecoders.best()).isSameAs(ImageDecoders.best());
  }

  @Test
  void bothDecodersGiveTheSameTensors() throws Exception {
    ImageDecoder openCv = OpenCvImageDecoder.load();
    ImageDecoder imageIo = new ImageIoImageDecoder();
    List<byte[]> images = new ArrayList<>();
    for (ImageSample sample : ImageSample.all()) {
      if (!sample.isWebp()) {
        images.add(sample.bytes());
      }
    }
    images.addAll(photos());

    assertThat(images).hasSizeGreaterThan(130);
    for (int i = 0; i < images.size(); i++) {
      assertThat(openCv.decode(images.get(i), ImageSample.MAX_PIXELS))
          .as("image %d", i)
          .isEqualTo(imageIo.decode(images.get(i), ImageSample.MAX_PIXELS));
    }
  }

  /** OpenCV would decode them, with libraries that are old, or of which much is known. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "762f3101", // OpenEXR
        "0000000c6a5020200d0a870a", // JPEG 2000
        "ff4fff51",
        "59a66a95", // Sun raster
        "233f52414449414e43450a", // Radiance HDR
        "50360a", // PNM
        "5046", // PFM
        "000000206674797061766966", // AVIF
      })
  void whatIsNoneOfTheSixFormatsReachesNoDecoder(String start) {
    byte[] file = Arrays.copyOf(HexFormat.of().parseHex(start), 4096);

    assertThatThrownBy(() -> OpenCvImageDecoder.load().decode(file, ImageSample.MAX_PIXELS))
        .asInstanceOf(InstanceOfAssertFactories.type(MalformedRecordException.class))
        .extracting(e -> e.toBadRecord(BadRecord.Stage.DECODE, file.length).fault())
        .isEqualTo(BadRecord.Fault.UNSUPPORTED);
  }

  private static List<byte[]> photos() throws IOException {
    List<byte[]> photos = new ArrayList<>();
    if (Files.exists(PHOTOS)) {
      try (InputStream file = Files.newInputStream(PHOTOS);
          TarArchiveInputStream tar = new TarArchiveInputStream(file)) {
        while (tar.getNextEntry() != null) {
          if (tar.getCurrentEntry().isFile()) {
            photos.add(tar.readAllBytes());
          }
        }
      }
    }
    return photos;
  }
}
