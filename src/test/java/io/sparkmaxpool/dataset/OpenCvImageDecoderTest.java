package io.sparkmaxpool.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmaxpool.tensor.Shape;
import io.sparkmaxpool.tensor.Tensor;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class OpenCvImageDecoderTest extends ImageDecoderContract {
  private static final ImageDecoder DECODER = OpenCvImageDecoder.load();

  @Override
  ImageDecoder decoder() {
    return DECODER;
  }

  static Stream<ImageSample> webps() {
    return ImageSample.all().stream().filter(ImageSample::isWebp);
  }

  @ParameterizedTest
  @MethodSource("webps")
  void decodesWebpToThePixelsOfPillow(ImageSample sample) throws Exception {
    Tensor tensor = DECODER.decode(sample.bytes(), ImageSample.MAX_PIXELS);

    assertThat(tensor.shape()).isEqualTo(Shape.of(3, sample.height(), sample.width()));
    assertThat(ImageSample.sha256(tensor.data())).isEqualTo(sample.sha256());
  }

  @ParameterizedTest
  @MethodSource("webps")
  void refusesAWebpThatWasCut(ImageSample sample) {
    byte[] whole = sample.bytes();
    for (int length : new int[] {20, whole.length / 2, whole.length - 1}) {
      MalformedRecordException fault = fault(Arrays.copyOf(whole, length));

      assertThat(fault.fault()).as(sample.name()).isEqualTo(BadRecord.Fault.TRUNCATED);
    }
    assertThat(fault(Arrays.copyOf(whole, whole.length - 1)))
        .hasMessage(
            "WEBP ends at byte %d: its RIFF header says %d bytes"
                .formatted(whole.length - 1, whole.length));
  }

  @Test
  void givesItsNativeMemoryBack() throws Exception {
    byte[] jpeg = ImageSample.named("baseline-420.jpg").bytes();
    DECODER.decode(jpeg, ImageSample.MAX_PIXELS);
    long before = Pointer.totalBytes();
    long count = Pointer.totalCount();

    for (int i = 0; i < 100; i++) {
      DECODER.decode(jpeg, ImageSample.MAX_PIXELS);
    }

    // Less, if the memory that another test's thread kept was collected meanwhile.
    assertThat(Pointer.totalBytes()).isLessThanOrEqualTo(before);
    assertThat(Pointer.totalCount()).isLessThanOrEqualTo(count);
  }

  /** With a limit every native object costs a file of {@code /proc} that is opened and read. */
  @Test
  void asksTheKernelForNoMemoryFigures() {
    assertThat(Pointer.maxPhysicalBytes()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "256, 128", "257, 128", "1, 32769", "500, 375", "7, 5", "500, 375"})
  void imagesOfEverySizeHaveThePixelsOfTheOtherDecoder(int width, int height) throws Exception {
    byte[] jpeg = jpeg(width, height);

    assertThat(DECODER.decode(jpeg, ImageSample.MAX_PIXELS))
        .isEqualTo(new ImageIoImageDecoder().decode(jpeg, ImageSample.MAX_PIXELS));
  }

  @Test
  void keepsNoMemoryOfALargeImage() throws Exception {
    DECODER.decode(ImageSample.named("baseline-420.jpg").bytes(), ImageSample.MAX_PIXELS);
    long before = Pointer.totalBytes();

    DECODER.decode(jpeg(2500, 2500), Long.MAX_VALUE);

    assertThat(Pointer.totalBytes()).isLessThan(before + NativePixels.MOST_KEPT);
  }

  private static byte[] jpeg(int width, int height) throws Exception {
    Random random = new Random(5);
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, random.nextInt());
      }
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    assertThat(ImageIO.write(image, "jpeg", bytes)).isTrue();
    return bytes.toByteArray();
  }
}
