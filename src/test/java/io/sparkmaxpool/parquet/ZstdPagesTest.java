package io.sparkmaxpool.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.codec.ZstandardCodec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ZstdPagesTest {
  private static final Path IMAGES = Path.of("data", "cifar10", "test_batch.bin");

  @ParameterizedTest
  @EnumSource(PageContent.class)
  void pagesOfEveryLengthComeBack(PageContent content) {
    ZstdPages pages = new ZstdPages(new Configuration(false));
    Random random = new Random(7);
    for (int length : new int[] {0, 1, 255, 70_000, 3, 300_000, 64}) {
      byte[] page = new byte[length + 5];
      random.nextBytes(page);
      Arrays.fill(page, 0, length / 2, (byte) 9);
      byte[] compressed = pages.compress(page, length, content);
      assertThat(Zstd.decompress(compressed, length)).isEqualTo(Arrays.copyOf(page, length));
    }
    pages.release();
    assertThat(pages.compress(new byte[4], 4, content)).isNotEmpty();
    pages.release();
  }

  @Test
  void pixelsAreAboutAsSmallAsAtTheDefaultLevel() throws Exception {
    byte[] pixels = Files.readAllBytes(IMAGES);
    int tuned =
        new ZstdPages(new Configuration(false))
            .compress(pixels, pixels.length, PageContent.PIXELS)
            .length;
    assertThat(tuned).isLessThan(atLevel(3, pixels).length * 102 / 100);
  }

  @Test
  void aLargeImageIsSmallerThanAtTheDefaultLevel() {
    byte[] image = new byte[40 * 5_000];
    Random random = new Random(3);
    // Parts of one brightness each, as sky and wall have.
    for (int i = 0; i < image.length; i++) {
      int brightness = 7 * (i / 5_000 * 17 % 31);
      image[i] = (byte) (brightness + 5 * random.nextGaussian());
    }
    int tuned =
        new ZstdPages(new Configuration(false))
            .compress(image, image.length, PageContent.LARGE_IMAGES)
            .length;
    assertThat(tuned).isLessThan(atLevel(3, image).length);
  }

  @Test
  void pixelsOfImagesThatFillBlocksAreThoseOfLargeImages() {
    int least = PageContent.LARGE_IMAGE;
    assertThat(PageContent.PIXELS.inRowsOf(least)).isEqualTo(PageContent.LARGE_IMAGES);
    assertThat(PageContent.PIXELS.inRowsOf(least - 1)).isEqualTo(PageContent.PIXELS);
    assertThat(PageContent.POSITIONS.inRowsOf(least)).isEqualTo(PageContent.POSITIONS);
    assertThat(PageContent.OTHER.inRowsOf(least)).isEqualTo(PageContent.OTHER);
  }

  @ParameterizedTest
  @EnumSource(PageContent.class)
  void aGivenLevelIsKept(PageContent content) throws Exception {
    byte[] pixels = Files.readAllBytes(IMAGES);
    Configuration configuration = new Configuration(false);
    configuration.setInt(ZstandardCodec.PARQUET_COMPRESS_ZSTD_LEVEL, 5);
    assertThat(new ZstdPages(configuration).compress(pixels, pixels.length, content))
        .isEqualTo(atLevel(5, pixels));
  }

  private static byte[] atLevel(int level, byte[] bytes) {
    try (ZstdCompressCtx context = new ZstdCompressCtx()) {
      return context.setLevel(level).compress(bytes);
    }
  }
}
