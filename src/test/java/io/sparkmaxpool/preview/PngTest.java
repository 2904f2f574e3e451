package io.sparkmaxpool.preview;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PngTest {
  @ParameterizedTest
  @CsvSource({"1,1", "1,9", "9,1", "32,32", "7,5", "100,3"})
  void theJdkReadsTheSamePixels(int width, int height) throws IOException {
    for (Png.Colour colour : Png.Colour.values()) {
      int bands = colour == Png.Colour.GREY ? 1 : 3;
      for (int kind = 0; kind < 4; kind++) {
        byte[] samples = samples(kind, width, height, bands);

        byte[] png = Png.of(width, height, colour, samples);

        BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
        assertThat(image.getWidth()).isEqualTo(width);
        assertThat(image.getHeight()).isEqualTo(height);
        assertThat(image.getRaster().getNumBands()).isEqualTo(bands);
        int[] read = image.getRaster().getPixels(0, 0, width, height, (int[]) null);
        byte[] bytes = new byte[read.length];
        for (int i = 0; i < read.length; i++) {
          bytes[i] = (byte) read[i];
        }
        assertThat(bytes).as("%s, kind %d", colour, kind).isEqualTo(samples);
      }
    }
  }

  /** Noise, a gradient across, a gradient down, and both with a little noise. */
  private static byte[] samples(int kind, int width, int height, int bands) {
    byte[] samples = new byte[width * height * bands];
    Random random = new Random(7 * kind + width);
    for (int i = 0; i < samples.length; i++) {
      int x = i / bands % width;
      int y = i / bands / width;
      samples[i] =
          (byte)
              switch (kind) {
                case 0 -> random.nextInt(256);
                case 1 -> 5 * x;
                case 2 -> 9 * y;
                default -> 3 * x + 4 * y + random.nextInt(3);
              };
    }
    return samples;
  }

  @Test
  void isWhatTheSpecificationSays() {
    byte[] png = Png.of(2, 1, Png.Colour.GREY, new byte[] {7, (byte) 200});

    assertThat(HexFormat.of().formatHex(png, 0, 33))
        .isEqualTo(
            "89504e470d0a1a0a"
                + "0000000d49484452"
                + "0000000200000001"
                + "0800000000"
                + "d1492056");
    assertThat(new String(png, png.length - 8, 4, StandardCharsets.US_ASCII)).isEqualTo("IEND");
    assertThat(HexFormat.of().formatHex(png, png.length - 4, png.length)).isEqualTo("ae426082");
  }

  @Test
  void aPhotoLikePictureIsNoLargerThanTheJdkWritesIt() throws IOException {
    byte[] samples = samples(3, 96, 96, 3);
    BufferedImage image = new BufferedImage(96, 96, BufferedImage.TYPE_3BYTE_BGR);
    for (int i = 0; i < 96 * 96; i++) {
      for (int band = 0; band < 3; band++) {
        image.getRaster().setSample(i % 96, i / 96, band, samples[3 * i + band] & 0xFF);
      }
    }
    ByteArrayOutputStream theirs = new ByteArrayOutputStream();
    ImageIO.write(image, "png", theirs);

    assertThat(Png.of(96, 96, Png.Colour.RGB, samples).length).isLessThan(theirs.size() * 11 / 10);
  }
}
