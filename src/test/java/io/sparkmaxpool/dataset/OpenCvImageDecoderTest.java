package io.sparkmaxpool.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmaxpool.tensor.Tensor;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
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

    assertThat(ImageSample.sha256(tensor.data())).isEqualTo(sample.sha256());
  }
}
