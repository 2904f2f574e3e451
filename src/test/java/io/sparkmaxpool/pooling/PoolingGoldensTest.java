package io.sparkmaxpool.pooling;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmaxpool.pooling.PoolingGoldens.GoldenCase;
import io.sparkmaxpool.pooling.PoolingGoldens.GoldenRefusal;
import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Shape;
import io.sparkmaxpool.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The golden files hold what the pooling tests rely on: an empty file would let all of them pass.
 */
class PoolingGoldensTest {
  private static final PoolingGoldens GOLDENS = PoolingGoldens.load();
  private static final PoolingGoldens LITERALS = PoolingGoldens.loadLiteral();

  @Test
  void everyTypeHasAllSampleInputsAndManyMore() {
    assertThat(GOLDENS.madeBy())
        .isEqualTo("PyTorch 2.13.0, seed 20260101, python src/build/make_pooling_goldens.py");
    Map<DType, Long> samples =
        GOLDENS.cases().stream()
            .filter(golden -> golden.source().equals("sample input"))
            .collect(
                Collectors.groupingBy(golden -> golden.input().dtype(), Collectors.counting()));
    assertThat(samples).hasSize(9).allSatisfy((dtype, cases) -> assertThat(cases).isEqualTo(432));
    assertThat(count("random")).isEqualTo(330);
    assertThat(count("empty window")).isEqualTo(9);
    assertThat(count("empty windows")).isEqualTo(18);
    assertThat(count("empty batch")).isEqualTo(9);
    assertThat(count("all lowest")).isEqualTo(9);
    assertThat(count("all NaN")).isEqualTo(8);
    assertThat(count("signed zeros")).isEqualTo(8);
    assertThat(GOLDENS.refusals()).hasSize(303);
    assertThat(GOLDENS.shapes()).hasSize(200);
  }

  @Test
  void anEmptyWindowHasTheLowestValueAndAnIndexOutsideThePlane() {
    GoldenCase golden =
        GOLDENS.cases().stream()
            .filter(any -> any.source().equals("empty window"))
            .filter(any -> any.input().dtype() == DType.FLOAT32)
            .findFirst()
            .orElseThrow();

    assertThat(golden)
        .hasToString(
            "empty window: float32 [1, 3, 3], kernel_size=[2] stride=[1] padding=[1] dilation=[4]"
                + " ceil_mode=false");
    assertThat(golden.values()).isEqualTo(Tensor.of(Shape.of(1, 1, 1), Float.NEGATIVE_INFINITY));
    assertThat(golden.indices()).isEqualTo(Tensor.of(Shape.of(1, 1, 1), 12L));
  }

  @Test
  void errorsHaveEveryTextOfPyTorch() {
    List<String> texts =
        GOLDENS.refusals().stream()
            .map(GoldenRefusal::message)
            .map(message -> message.replaceAll("-?\\d+", "N").replaceAll("\\[.*]", "[..]"))
            .distinct()
            .sorted()
            .toList();

    assertThat(texts)
        .containsExactly(
            "Expected ND or ND (batch mode) tensor with optional N dim batch size for input, but"
                + " got:[..]",
            "Given input size: (NxNxN). Calculated output size: (NxNxN). Output size is too small",
            "dilation should be greater than zero, but got dilationH: N dilationW: N",
            "kernel size should be greater than zero, but got kH: N kW: N",
            "max_poolNd: dilation must be either a single int, or a tuple of two ints",
            "max_poolNd: kernel_size must either be a single int, or a tuple of two ints",
            "max_poolNd: padding must either be a single int, or a tuple of two ints",
            "max_poolNd: stride must either be omitted, a single int, or a tuple of two ints",
            "non-empty ND or ND (batch mode) tensor expected for input",
            "pad must be non-negative, but got pad: N",
            "pad should be at most half of effective kernel size, but got pad=N, kernel_size=N and"
                + " dilation=N",
            "pad should be smaller than or equal to half of kernel size, but got padW = N, padH ="
                + " N, kW = N, kH = N",
            "stride should be greater than zero, but got dH: N dW: N",
            "stride should not be zero",
            "value cannot be converted to type int without overflow");
  }

  @Test
  void literalsAreThoseOfPyTorchsTests() {
    assertThat(LITERALS.cases()).hasSize(20);
    assertThat(LITERALS.refusals()).hasSize(17);
    assertThat(LITERALS.shapes()).hasSize(12);
    assertThat(LITERALS.cases().get(4))
        .satisfies(
            golden -> {
              assertThat(golden.source())
                  .isEqualTo("test/nn/test_pooling.py::test_max_pool1d_corner_cases");
              assertThat(golden.input()).isEqualTo(Tensor.of(Shape.of(1, 1, 2), 1f, 2f));
              assertThat(golden.values()).isEqualTo(Tensor.of(Shape.of(1, 1, 2), 2f, 1f));
            });
    assertThat(LITERALS.refusals().get(0).message())
        .isEqualTo("pad must be non-negative, but got pad: -1");
    assertThat(LITERALS.shapes().get(9))
        .hasToString(
            "224 x 224, kernel_size=[3] stride=[2] padding=[1] dilation=[1] ceil_mode=true");
    assertThat(LITERALS.shapes().get(9).outputHeight()).isEqualTo(113);
  }

  private static long count(String source) {
    return GOLDENS.cases().stream().filter(golden -> golden.source().equals(source)).count();
  }
}
