package io.sparkmaxpool.pooling;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmaxpool.pooling.PoolingGoldens.GoldenCase;
import io.sparkmaxpool.pooling.PoolingGoldens.GoldenSize;
import io.sparkmaxpool.tensor.Shape;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Holds every operation, with every kind of kernels, against what real PyTorch gave: values,
 * indices and texts. {@link Agreement} says what counts as the same.
 */
class PyTorchGoldensTest {
  @Test
  void outcomesArePyTorchs() {
    for (RowKernels kernels : KernelsUnderTest.all()) {
      Comparison comparison = new Comparison(List.of(ChosenDifference.values()));
      PoolingEngine ours = new OurPooling(kernels);
      int inexpressible = 0;
      for (PoolingGoldens.File file : PoolingGoldens.File.values()) {
        for (GoldenCase golden : file.load().cases()) {
          // Lists of other lengths and values beyond an int are refused before the API.
          if (golden.call().isExpressible()) {
            comparison.add(
                kernels.name() + ", " + golden.source(),
                golden.call(),
                golden.outcome(),
                ours.run(golden.call()));
          } else {
            assertThat(golden.succeeds()).as(golden.toString()).isFalse();
            inexpressible++;
          }
        }
      }
      comparison.assertAgreed();
      assertThat(inexpressible).isEqualTo(421);
    }
  }

  /** So that what is a reference elsewhere is one. */
  @Test
  void plainLoopsGivePyTorchsResults() {
    Comparison comparison = new Comparison(List.of());
    PoolingEngine loops = new NaivePooling();
    for (PoolingGoldens.File file : PoolingGoldens.File.values()) {
      for (GoldenCase golden : file.load().cases()) {
        if (golden.succeeds() && isOfImages(golden.call())) {
          comparison.add(
              golden.source(), golden.call(), golden.outcome(), loops.run(golden.call()));
        }
      }
    }
    comparison.assertAgreed();
  }

  private static boolean isOfImages(PoolingCall call) {
    return call.shape().rank() == 3 || call.shape().rank() == 4;
  }

  @Test
  void outputSizesArePyTorchs() {
    EnumSet<PoolingGoldens.File> files =
        EnumSet.of(PoolingGoldens.File.MAX_POOL2D, PoolingGoldens.File.TORCH_LITERAL);
    for (PoolingGoldens.File file : files) {
      for (GoldenSize golden : file.load().sizes()) {
        Shape input = Shape.of(2, golden.input().height(), golden.input().width());
        assertThat(golden.call().maxParams().outputShape(input))
            .as("%s of %s", golden.call(), input)
            .isEqualTo(Shape.of(2, golden.output().height(), golden.output().width()));
      }
    }
  }
}
