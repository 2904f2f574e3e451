package io.sparkmaxpool.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.sparkmaxpool.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Mutants of every sample become a tensor or a {@link MalformedRecordException}. */
class ImageDecoderFuzzTest {
  private static final long SEED = 20_260_101;
  private static final int MUTANTS_A_SAMPLE = 20;
  private static final long MAX_PIXELS = 1_000_000;

  static Stream<ImageDecoder> decoders() {
    return Stream.of(OpenCvImageDecoder.load(), new ImageIoImageDecoder());
  }

  @ParameterizedTest
  @MethodSource("decoders")
  void mutantsNeverFailOtherwise(ImageDecoder decoder) {
    List<ImageSample> samples = ImageSample.all();
    Random random = new Random(SEED);
    int tensors = 0;
    int faults = 0;
    for (ImageSample sample : samples) {
      for (int i = 0; i < MUTANTS_A_SAMPLE; i++) {
        byte[] mutant = mutant(sample.bytes(), random);
        try {
          Tensor tensor = decoder.decode(mutant, MAX_PIXELS);
          assertThat(tensor.shape().extent(0)).isEqualTo(3);
          tensors++;
        } catch (MalformedRecordException e) {
          assertThat(e.getMessage()).isNotBlank().doesNotContain("\n");
          faults++;
        } catch (RuntimeException | Error e) {
          fail("seed %d, mutant %d of %s".formatted(SEED, i, sample), e);
        }
      }
    }
    assertThat(tensors + faults).isEqualTo(samples.size() * MUTANTS_A_SAMPLE);
    assertThat(faults).isGreaterThan(samples.size());
    assertThat(tensors).isGreaterThan(samples.size());
  }

  private static byte[] mutant(byte[] original, Random random) {
    byte[] bytes = original.clone();
    int kind = random.nextInt(4);
    if (kind == 0) {
      return Arrays.copyOf(bytes, random.nextInt(bytes.length));
    }
    // Half of the flips fall into the header, where they hurt most.
    int reach = kind == 1 ? bytes.length : Math.min(bytes.length, 64 * kind);
    for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
      bytes[random.nextInt(reach)] ^= (byte) (1 << random.nextInt(8));
    }
    return bytes;
  }
}
