package io.sparkmaxpool.preview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Shape;
import io.sparkmaxpool.tensor.Tensor;
import io.sparkmaxpool.tensor.ToTensor;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How values become pixels. */
class DrawnTest {
  private static Tensor bytes(Shape shape, int... values) {
    byte[] data = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      data[i] = (byte) values[i];
    }
    return Tensor.of(DType.UINT8, shape, data);
  }

  private static int[] levels(Tensor tensor) {
    Levels levels = Levels.of(tensor);
    return IntStream.range(0, (int) tensor.shape().elements()).map(levels::at).toArray();
  }

  @Test
  void bytesAreTheirOwnLevelsAndSoAreFloatsMadeOfThem() {
    int[] all = IntStream.range(0, 256).toArray();
    Tensor image = bytes(Shape.of(1, 16, 16), all);

    assertThat(levels(image)).isEqualTo(all);
    assertThat(Levels.of(image).rule()).isEqualTo(Levels.Rule.AS_STORED);
    assertThat(levels(ToTensor.of(image))).isEqualTo(all);
    assertThat(Levels.of(ToTensor.of(image)).rule()).isEqualTo(Levels.Rule.TIMES_255);
    assertThat(levels(ToTensor.of(image).to(DType.FLOAT16))).isEqualTo(all);
  }

  @Test
  void otherValuesAreDrawnByTheirRange() {
    assertThat(levels(Tensor.of(Shape.of(1, 1, 5), -2f, 0f, 2f, -1f, 1f)))
        .containsExactly(0, 128, 255, 64, 191);
    assertThat(levels(Tensor.of(Shape.of(1, 1, 3), 10, 20, 30))).containsExactly(0, 128, 255);
    assertThat(levels(Tensor.of(Shape.of(1, 1, 2), 0, 1))).containsExactly(0, 255);
    assertThat(levels(Tensor.of(Shape.of(1, 1, 2), 7, 7))).containsExactly(128, 128);
    assertThat(levels(Tensor.of(Shape.of(1, 1, 2), Long.MIN_VALUE, Long.MAX_VALUE)))
        .containsExactly(0, 255);
    assertThat(
            levels(
                Tensor.of(Shape.of(1, 1, 2), -Float.MAX_VALUE, Float.MAX_VALUE).to(DType.FLOAT64)))
        .containsExactly(0, 255);
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void everyDtypeIsRead(DType dtype) {
    Tensor tensor = Tensor.of(Shape.of(1, 1, 3), 1, 100, 51).to(dtype);
    assertThat(ValueRange.of(tensor)).isEqualTo(new ValueRange(1, 100, 0, 0));
    assertThat(Values.of(tensor).applyAsDouble(2)).isEqualTo(51);
  }

  @Test
  void whatIsNotFiniteIsMarkedAndDoesNotCountForTheRange() {
    Tensor tensor =
        Tensor.of(
            Shape.of(1, 1, 6),
            Float.NaN,
            3f,
            Float.POSITIVE_INFINITY,
            5f,
            Float.NEGATIVE_INFINITY,
            Float.intBitsToFloat(0xFFC12345));

    assertThat(levels(tensor)).containsExactly(-1, 0, -2, 255, -3, -1);
    assertThat(ValueRange.of(tensor)).isEqualTo(new ValueRange(3, 5, 2, 2));
    assertThat(ValueRange.of(tensor).toString()).isEqualTo("3 to 5, 2 NaN, 2 infinite");
    assertThat(pixels(tensor)).containsExactly(0xFF00FF, 0, 0xFFB000, 0xFFFFFF, 0x00B4FF, 0xFF00FF);
    assertThat(levels(Tensor.of(Shape.of(1, 1, 1), Float.NaN))).containsExactly(-1);
    assertThat(Drawn.of(Tensor.of(Shape.of(1, 1, 1), Float.NaN), 8).range().toString())
        .isEqualTo("1 NaN");
  }

  private static int[] pixels(Tensor tensor) {
    Picture picture = Drawn.of(tensor, 128).pictures().get(0);
    try {
      BufferedImage image = ImageIO.read(new ByteArrayInputStream(picture.png()));
      int[] pixels =
          image.getRGB(0, 0, picture.width(), picture.height(), null, 0, picture.width());
      return IntStream.of(pixels).map(pixel -> pixel & 0xFFFFFF).toArray();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void threeChannelsAreColoursAndOthersAreGreyOnes() {
    Tensor colours = bytes(Shape.of(3, 1, 2), 1, 2, 3, 4, 5, 6);
    assertThat(pixels(colours)).containsExactly(0x010305, 0x020406);
    assertThat(Drawn.of(colours, 8).isCut()).isFalse();

    Drawn grey = Drawn.of(bytes(Shape.of(1, 2, 1), 9, 200), 8);
    assertThat(grey.pictures()).hasSize(1);
    // 8 bits a pixel, colour type 0.
    assertThat(grey.pictures().get(0).png()[25]).isZero();

    for (int channels : new int[] {2, 4, 5, 64}) {
      Drawn many = Drawn.of(bytes(Shape.of(channels, 1, 1), new int[channels]), 8);
      assertThat(many.pictures()).hasSize(Math.min(channels, 4));
      assertThat(many.isCut()).isEqualTo(channels > 4);
    }
    assertThat(Drawn.of(bytes(Shape.of(3, 0, 2)), 8).pictures()).isEmpty();
    assertThat(Drawn.of(bytes(Shape.of(0, 5, 2)), 8).range().toString()).isEqualTo("no values");
  }

  @Test
  void largePicturesBecomeMeansOfTheirPixels() {
    int[] values = {
      0, 10, 100, 100, 7,
      20, 30, 100, 101, 9,
      1, 1, 1, 1, 1,
      3, 3, 3, 3, 3
    };
    Plane plane = Plane.within(2, 5, 4, i -> values[i]);

    assertThat(plane.width()).isEqualTo(2);
    assertThat(plane.height()).isEqualTo(1);
    // Columns 0 and 1 of all rows, then columns 2 to 4.
    assertThat(plane.levels().applyAsInt(0)).isEqualTo((0 + 10 + 20 + 30 + 1 + 1 + 3 + 3 + 4) / 8);
    assertThat(plane.levels().applyAsInt(1)).isEqualTo(Math.round((417 + 3 + 9) / 12f));
    assertThat(plane.within(2)).isSameAs(plane);

    values[19] = Levels.NAN;
    assertThat(Plane.within(2, 5, 4, i -> values[i]).levels().applyAsInt(1)).isEqualTo(-1);
    Plane thin = Plane.within(16, 1000, 1, i -> 50);
    assertThat(List.of(thin.width(), thin.height())).containsExactly(16, 1);
    assertThat(thin.levels().applyAsInt(15)).isEqualTo(50);
  }

  @Test
  void numbersHaveFourDigits() {
    assertThat(List.of(0.0, -0.0, 255.0, 1.0 / 3, 1234567.0, 1234567.8, 1e-5, -2e20, 12345678901.0))
        .extracting(ValueRange::number)
        .containsExactly(
            "0", "0", "255", "0.3333", "1234567", "1235000", "0.00001", "-2E+20", "1.235E+10");
  }

  @Test
  void aRecordIsPlanesThatFitTheirShape() {
    Tensor image = bytes(Shape.of(1, 1, 1), 1);
    assertThatThrownBy(
            () -> new PreviewRecord("k", Optional.empty(), Shape.of(1, 2, 1), image, image))
        .hasMessage("k: the input's shape is [1, 1, 1], but the table tells of [1, 2, 1]");
    assertThatThrownBy(() -> new PreviewRecord("k", Optional.empty(), Shape.of(2), null, image))
        .hasMessage("the input's shape is [2], but a preview shows [C, H, W]");
    assertThat(
            new PreviewRecord("k", Optional.empty(), Shape.of(1, 2, 1), null, image).inputIfThere())
        .isEmpty();
  }
}
