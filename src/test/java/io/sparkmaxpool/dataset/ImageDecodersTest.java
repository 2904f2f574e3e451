package io.sparkmaxpool.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;

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

    assertThat(images).hasSizeGreaterThan(70);
    for (int i = 0; i < images.size(); i++) {
      assertThat(openCv.decode(images.get(i), ImageSample.MAX_PIXELS))
          .as("image %d", i)
          .isEqualTo(imageIo.decode(images.get(i), ImageSample.MAX_PIXELS));
    }
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
