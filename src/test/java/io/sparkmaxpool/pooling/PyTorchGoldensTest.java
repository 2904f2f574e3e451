package io.sparkmaxpool.pooling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkmaxpool.pooling.PoolingGoldens.GoldenCase;
import io.sparkmaxpool.pooling.PoolingGoldens.GoldenRefusal;
import io.sparkmaxpool.pooling.PoolingGoldens.GoldenShape;
import io.sparkmaxpool.pooling.PoolingGoldens.Parameters;
import io.sparkmaxpool.tensor.Shape;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Holds every kind of kernel against what real PyTorch gave, bit for bit. */
class PyTorchGoldensTest {
  private enum Source {
    /** Sample inputs, random parameters and special values, run by real PyTorch. */
    GENERATED(4000, 220, 200),
    /** The numbers that stand in PyTorch's own tests. */
    LITERAL(20, 15, 12);

    private final int cases;
    private final int refusals;
    private final int shapes;

    Source(int cases, int refusals, int shapes) {
      this.cases = cases;
      this.refusals = refusals;
      this.shapes = shapes;
    }

    PoolingGoldens load() {
      return this == GENERATED ? PoolingGoldens.load() : PoolingGoldens.loadLiteral();
    }
  }

  @ParameterizedTest
  @EnumSource
  void valuesAndIndicesHaveTheSameBits(Source source) {
    PoolingGoldens goldens = source.load();
    int compared = 0;
    for (RowKernels kernels : KernelsUnderTest.all()) {
      for (GoldenCase golden : goldens.cases()) {
        MaxPool2d pool = MaxPool2d.with(params(golden.parameters()).orElseThrow(), kernels);
        String what = kernels.name() + ", " + golden;
        assertThat(pool.apply(golden.input())).as(what).isEqualTo(golden.values());
        assertThat(pool.applyWithIndices(golden.input()))
            .as(what)
            .isEqualTo(new PooledWithIndices(golden.values(), golden.indices()));
        compared++;
      }
    }
    assertThat(compared).isGreaterThanOrEqualTo(source.cases);
  }

  @ParameterizedTest
  @EnumSource
  void refusedCallsHaveTheSameText(Source source) {
    int compared = 0;
    for (GoldenRefusal golden : source.load().refusals()) {
      Optional<Pool2dParams> params = params(golden.parameters());
      // Lists of another length and values beyond an int have no Pool2dParams; SQL's arguments do.
      if (params.isPresent()) {
        assertThatThrownBy(() -> params.get().outputShape(golden.input().shape()))
            .as(golden.toString())
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessage(golden.message());
        compared++;
      }
    }
    assertThat(compared).isGreaterThanOrEqualTo(source.refusals);
  }

  @ParameterizedTest
  @EnumSource
  void outputSizesAreTheSame(Source source) {
    List<GoldenShape> shapes = source.load().shapes();
    assertThat(shapes).hasSizeGreaterThanOrEqualTo(source.shapes);
    for (GoldenShape golden : shapes) {
      Shape input = Shape.of(2, golden.height(), golden.width());
      assertThat(params(golden.parameters()).orElseThrow().outputShape(input))
          .as(golden.toString())
          .isEqualTo(Shape.of(2, golden.outputHeight(), golden.outputWidth()));
    }
  }

  private static Optional<Pool2dParams> params(Parameters golden) {
    Optional<Size2d> kernelSize = size(golden.kernelSize());
    Optional<Size2d> stride = golden.stride().length == 0 ? kernelSize : size(golden.stride());
    Optional<Size2d> padding = size(golden.padding());
    Optional<Size2d> dilation = size(golden.dilation());
    if (kernelSize.isEmpty() || stride.isEmpty() || padding.isEmpty() || dilation.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Pool2dParams(
            kernelSize.get(), stride.get(), padding.get(), dilation.get(), golden.ceilMode()));
  }

  private static Optional<Size2d> size(long[] values) {
    for (long value : values) {
      if (value != (int) value) {
        return Optional.empty();
      }
    }
    return switch (values.length) {
      case 1 -> Optional.of(Size2d.of((int) values[0]));
      case 2 -> Optional.of(new Size2d((int) values[0], (int) values[1]));
      default -> Optional.empty();
    };
  }
}
