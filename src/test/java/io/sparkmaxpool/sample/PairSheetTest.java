package io.sparkmaxpool.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Shape;
import io.sparkmaxpool.tensor.Tensor;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class PairSheetTest {
  private static final Tensor SQUARE =
      Tensor.of(
          DType.UINT8,
          Shape.of(3, 2, 2),
          new byte[] {(byte) 255, 0, 0, 1, 0, (byte) 255, 0, 2, 0, 0, (byte) 255, 3});
  private static final Tensor POINT =
      Tensor.of(DType.UINT8, Shape.of(3, 1, 1), new byte[] {9, 8, 7});

  @Test
  void showsBothPicturesOfAPairEquallyHighWithClearGaps() throws IOException {
    PairSheet.Pair pair = new PairSheet.Pair(SQUARE, POINT);

    BufferedImage sheet = read(PairSheet.png(List.of(pair, pair, pair), 2, 8));

    assertThat(sheet.getWidth()).isEqualTo(2 * (8 + 4 + 8) + 20);
    assertThat(sheet.getHeight()).isEqualTo(8 + 20 + 8);
    assertThat(sheet.getRGB(0, 0)).isEqualTo(0xffff0000);
    assertThat(sheet.getRGB(3, 3)).isEqualTo(0xffff0000);
    assertThat(sheet.getRGB(4, 3)).isEqualTo(0xff00ff00);
    assertThat(sheet.getRGB(3, 4)).isEqualTo(0xff0000ff);
    assertThat(sheet.getRGB(7, 7)).isEqualTo(0xff010203);
    assertThat(sheet.getRGB(12, 0)).isEqualTo(0xff090807);
    assertThat(sheet.getRGB(19, 7)).isEqualTo(0xff090807);
    assertThat(sheet.getRGB(8, 0)).isZero();
    assertThat(sheet.getRGB(20, 0)).isZero();
    assertThat(sheet.getRGB(40, 0)).isEqualTo(0xffff0000);
    assertThat(sheet.getRGB(0, 28)).isEqualTo(0xffff0000);
    assertThat(sheet.getRGB(40, 28)).isZero();
  }

  @Test
  void refusesWhatIsNoImage() {
    Tensor floats = Tensor.of(Shape.of(3, 1, 1), 1f, 2f, 3f);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PairSheet.Pair(SQUARE, floats))
        .withMessage(
            "pooled is a float32 tensor of shape [3, 1, 1], but a sheet shows uint8 [3, H, W]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PairSheet.png(List.of(), 2, 8))
        .withMessage(
            "a sheet needs a pair, a column and a pixel, but got 0 pairs, 2 columns, side 8");
  }

  private static BufferedImage read(byte[] png) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(png));
  }
}
