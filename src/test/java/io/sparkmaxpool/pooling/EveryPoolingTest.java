package io.sparkmaxpool.pooling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Shape;
import io.sparkmaxpool.tensor.Tensor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every operation, whatever it computes. */
class EveryPoolingTest {
  private static final int SHAPES = 12;

  static Stream<Pool2d> poolings() {
    Size2d two = Size2d.of(2);
    return Stream.of(
        MaxPool2d.of(Pool2dParams.of(2)),
        AvgPool2d.of(new AvgPool2dParams(two, Size2d.of(1), Size2d.of(1), true, false, null)),
        AvgPool2d.of(new AvgPool2dParams(two, two, Size2d.of(0), false, true, -3)),
        LpPool2d.of(LpPool2dParams.of(NormType.of(2), two)),
        LpPool2d.of(LpPool2dParams.of(NormType.of(Double.NEGATIVE_INFINITY), two)),
        AdaptiveMaxPool2d.of(OutputSize2d.of(3)),
        AdaptiveMaxPool2d.of(new OutputSize2d(null, 2)),
        AdaptiveAvgPool2d.of(OutputSize2d.of(1)),
        AdaptiveAvgPool2d.of(new OutputSize2d(3, 2)));
  }

  private static List<Tensor> inputs() {
    Random random = new Random(5);
    List<Tensor> inputs = new ArrayList<>();
    for (int i = 0; i < SHAPES; i++) {
      Shape shape =
          i % 2 == 0
              ? Shape.of(1 + i % 3, 2 + i, 30 - 2 * i)
              : Shape.of(2, 1 + i % 3, 30 - i, 3 + i);
      float[] values = new float[(int) shape.elements()];
      for (int j = 0; j < values.length; j++) {
        values[j] = random.nextInt(100) - 50;
      }
      inputs.add(Tensor.of(shape, values));
    }
    return inputs;
  }

  @ParameterizedTest
  @MethodSource("poolings")
  void isTheSameAfterATrip(Pool2d pool) throws Exception {
    Pool2d copy = copy(pool);

    assertThat(copy).isEqualTo(pool).hasSameHashCodeAs(pool).hasToString(pool.toString());
    for (Tensor input : inputs()) {
      assertThat(copy.apply(input)).isEqualTo(pool.apply(input));
    }
    assertThat(poolings().filter(pool::equals)).hasSize(1);
  }

  @ParameterizedTest
  @MethodSource("poolings")
  void threadsCanShareIt(Pool2d pool) throws Exception {
    List<Tensor> inputs = inputs();
    List<Tensor> expected = inputs.stream().map(pool::apply).toList();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<?>> runs = new ArrayList<>();
      for (int thread = 0; thread < 4; thread++) {
        int first = thread;
        runs.add(
            threads.submit(
                () -> {
                  for (int round = 0; round < 500; round++) {
                    int at = (first + round) % inputs.size();
                    assertThat(pool.apply(inputs.get(at))).isEqualTo(expected.get(at));
                  }
                }));
      }
      for (Future<?> run : runs) {
        run.get();
      }
    } finally {
      threads.shutdown();
    }
  }

  @ParameterizedTest
  @MethodSource("poolings")
  void tellsBeforehandWhatComesOut(Pool2d pool) {
    for (Tensor input : inputs()) {
      Tensor output = pool.apply(input);
      assertThat(pool.outputShape(input.shape())).isEqualTo(output.shape());
      assertThat(pool.outputDType(input.dtype())).isEqualTo(output.dtype());
      assertThat(pool.refusal(input.dtype(), input.shape())).isEmpty();
    }
    Tensor flat = Tensor.of(Shape.of(4), 1f, 2f, 3f, 4f);
    String text = pool.refusal(flat.dtype(), flat.shape()).orElseThrow();
    assertThatThrownBy(() -> pool.apply(flat)).hasMessage(text);
  }

  @ParameterizedTest
  @MethodSource("poolings")
  void aBatchIsItsRecordsOneByOne(Pool2d pool) {
    for (Tensor input : inputs()) {
      if (input.shape().rank() != 4) {
        continue;
      }
      Tensor output = pool.apply(input);
      int records = input.shape().extent(0);
      for (int n = 0; n < records; n++) {
        assertThat(pool.apply(record(input, n))).isEqualTo(record(output, n));
      }
    }
  }

  /** PyTorch clips windows before it looks at them, so these cost nothing there either. */
  @Test
  void windowsFarLargerThanThePlaneAreClipped() {
    Tensor input = Tensor.of(Shape.of(1, 1, 3), 1f, 2f, 6f);
    Size2d huge = Size2d.of(1_000_000_001);
    Size2d half = Size2d.of(500_000_000);
    AvgPool2d pool = AvgPool2d.of(new AvgPool2dParams(huge, half, half, false, false, null));

    assertThat(pool.apply(input)).isEqualTo(Tensor.of(Shape.of(1, 1, 1), 3f));
    assertThat(MaxPool2d.of(new Pool2dParams(huge, half, half, Size2d.of(1), false)).apply(input))
        .isEqualTo(Tensor.of(Shape.of(1, 1, 1), 6f));
  }

  @Test
  void anOutputThatNoArrayHoldsIsRefused() {
    Tensor input = Tensor.of(Shape.of(1, 1, 1), 1f);
    String text =
        "a tensor of shape [1, 50000, 50000] and dtype float32 needs 10000000000 bytes, but one array holds 2147483639";

    assertThatThrownBy(() -> AdaptiveMaxPool2d.of(OutputSize2d.of(50_000)).apply(input))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(text);
    assertThatThrownBy(() -> AdaptiveAvgPool2d.of(OutputSize2d.of(50_000)).apply(input))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(text);
    // Refused before anything of that size is made.
    assertThatThrownBy(
            () -> AdaptiveMaxPool2d.of(new OutputSize2d(1, Integer.MAX_VALUE)).apply(input))
        .hasMessageContaining("but one array holds");
    assertThat(AdaptiveAvgPool2d.of(new OutputSize2d(0, Integer.MAX_VALUE)).apply(input).data())
        .isEmpty();
    assertThatThrownBy(
            () ->
                MaxUnpool2d.of(
                        new MaxUnpool2dParams(Size2d.of(50_000), Size2d.of(50_000), Size2d.of(0)))
                    .apply(input, Tensor.of(Shape.of(1, 1, 1), 0L)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(text);
  }

  private static Tensor record(Tensor batch, int n) {
    int[] extents = batch.shape().toArray();
    Shape shape = Shape.of(extents[1], extents[2], extents[3]);
    int bytes = (int) shape.elements() * batch.dtype().bytes();
    return Tensor.of(
        DType.FLOAT32, shape, Arrays.copyOfRange(batch.data(), n * bytes, (n + 1) * bytes));
  }

  private static Pool2d copy(Pool2d pool) throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(pool);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (Pool2d) in.readObject();
    }
  }
}
