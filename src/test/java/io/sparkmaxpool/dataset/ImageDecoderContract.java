package io.sparkmaxpool.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Shape;
import io.sparkmaxpool.tensor.Tensor;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every decoder does, whatever it is made of. */
abstract class ImageDecoderContract {
  static Stream<ImageSample> samples() {
    return ImageSample.all().stream().filter(sample -> !sample.isWebp());
  }

  abstract ImageDecoder decoder();

  @ParameterizedTest
  @MethodSource("samples")
  void decodesToThePixelsOfPillow(ImageSample sample) throws Exception {
    Tensor tensor = decoder().decode(sample.bytes(), ImageSample.MAX_PIXELS);

    assertThat(tensor.dtype()).isEqualTo(DType.UINT8);
    assertThat(tensor.shape()).isEqualTo(Shape.of(3, sample.height(), sample.width()));
    assertThat(ImageSample.sha256(tensor.data())).isEqualTo(sample.sha256());
  }
}
