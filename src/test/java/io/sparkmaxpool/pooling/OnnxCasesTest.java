package io.sparkmaxpool.pooling;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmaxpool.pooling.PoolingGoldens.GoldenCase;
import io.sparkmaxpool.tensor.Tensor;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * The node cases of ONNX's own test suite, a second opinion on what the operations mean. That real
 * PyTorch's results of the same calls are ours is among {@link PyTorchGoldensTest}.
 */
class OnnxCasesTest {
  private static final PoolingGoldens CASES = PoolingGoldens.File.ONNX.load();

  @Test
  void resultsAreThosePublished() {
    for (RowKernels kernels : KernelsUnderTest.all()) {
      int compared = 0;
      for (GoldenCase golden : CASES.cases()) {
        Outcome outcome = new OurPooling(kernels).run(golden.call());
        assertThat(outcome).as(golden.toString()).isInstanceOf(Outcome.Result.class);
        List<Tensor> ours = ((Outcome.Result) outcome).tensors();
        assertThat(golden.published()).as(golden.toString()).isNotEmpty();
        for (int i = 0; i < golden.published().size(); i++) {
          assertThat(difference(golden, golden.published().get(i), ours.get(i)))
              .as(golden.toString())
              .isEmpty();
          compared++;
        }
      }
      // One of 32 cases publishes indices as well.
      assertThat(compared).isEqualTo(33);
    }
  }

  private static Optional<String> difference(GoldenCase golden, Tensor published, Tensor ours) {
    return switch (golden.call().op()) {
      case AVG_POOL2D, ADAPTIVE_AVG_POOL2D, LP_POOL2D ->
          Agreement.differenceByOnnx(published, ours);
      case MAX_POOL2D, ADAPTIVE_MAX_POOL2D, MAX_UNPOOL2D, MAX_POOL2D_BACKWARD ->
          published.equals(ours) ? Optional.empty() : Optional.of("other bits");
    };
  }

  @Test
  void casesWithoutACounterpartAreKnown() {
    assertThat(CASES.leftOut())
        .hasSize(15)
        .allSatisfy((name, reason) -> assertThat(reason).isNotBlank());
    assertThat(CASES.leftOut().keySet())
        .filteredOn(name -> !name.matches(".*_same_(upper|lower)"))
        .containsExactly(
            // Padding of more than half the kernel, which PyTorch refuses.
            "test_averagepool_2d_dilations",
            "test_averagepool_2d_pads",
            "test_averagepool_2d_pads_count_include_pad",
            "test_lppool_2d_dilations",
            "test_lppool_2d_pads",
            "test_maxpool_2d_pads",
            // Indices count in the default size.
            "test_maxunpool_export_with_output_shape");
  }
}
