package io.sparkmaxpool.pooling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Shape;
import io.sparkmaxpool.tensor.Tensor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class MaxPool2dTest {
  private static final VarHandle BITS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private static final Tensor SEED_EXAMPLE =
      Tensor.of(
          Shape.of(1, 5, 5),
          1f,
          2,
          0,
          3,
          1,
          0,
          1,
          2,
          3,
          1,
          1,
          2,
          1,
          0,
          0,
          5,
          2,
          3,
          1,
          1,
          2,
          1,
          0,
          1,
          1);

  @Test
  void poolsTheFiveByFiveExample() {
    Tensor pooled = MaxPool2d.of(Pool2dParams.of(3)).apply(SEED_EXAMPLE);

    assertThat(pooled.shape()).isEqualTo(Shape.of(1, 1, 1));
    assertThat(pooled.toFloats()).containsExactly(2f);
  }

  @Test
  void poolsTheFiveByFiveExampleInCeilMode() {
    PooledWithIndices pooled =
        MaxPool2d.of(Pool2dParams.of(3).withCeilMode()).applyWithIndices(SEED_EXAMPLE);

    assertThat(pooled.values().shape()).isEqualTo(Shape.of(1, 2, 2));
    assertThat(pooled.values().toFloats()).containsExactly(2f, 3f, 5f, 1f);
    assertThat(pooled.indices().toLongs()).containsExactly(1, 3, 15, 18);
  }

  @Test
  void theFirstOfEqualsWinsAndKeepsItsZeroSign() {
    Tensor zeros = Tensor.of(Shape.of(1, 2, 2), -1f, -0.0f, 0.0f, -1f);

    PooledWithIndices pooled = MaxPool2d.of(Pool2dParams.of(2)).applyWithIndices(zeros);

    assertThat(Float.floatToRawIntBits(pooled.values().toFloats()[0]))
        .isEqualTo(Float.floatToRawIntBits(-0.0f));
    assertThat(pooled.indices().toLongs()).containsExactly(1);
  }

  @Test
  void theLastNanWinsWithItsPayload() {
    float first = Float.intBitsToFloat(0x7FC00001);
    float last = Float.intBitsToFloat(0x7FC00002);
    Tensor nans = Tensor.of(Shape.of(1, 2, 2), first, 7f, last, 8f);

    PooledWithIndices pooled = MaxPool2d.of(Pool2dParams.of(2)).applyWithIndices(nans);

    assertThat(Float.floatToRawIntBits(pooled.values().toFloats()[0])).isEqualTo(0x7FC00002);
    assertThat(pooled.indices().toLongs()).containsExactly(2);
  }

  @Test
  void aWindowThatSeesNoPixelGivesTheLowestValueAndAnIndexOutsideThePlane() {
    MaxPool2d pool =
        MaxPool2d.of(Pool2dParams.of(2).withPadding(Size2d.of(1)).withDilation(Size2d.of(4)));

    PooledWithIndices floats =
        pool.applyWithIndices(Tensor.of(Shape.of(1, 3, 3), 1f, 2, 3, 4, 5, 6, 7, 8, 9));
    PooledWithIndices bytes =
        pool.applyWithIndices(Tensor.of(DType.UINT8, Shape.of(1, 3, 3), new byte[9]));

    assertThat(floats.values().toFloats()).containsExactly(Float.NEGATIVE_INFINITY);
    assertThat(floats.indices().toLongs()).containsExactly(12);
    assertThat(bytes.values().data()).containsExactly(0);
    assertThat(bytes.indices().toLongs()).containsExactly(12);
  }

  @Test
  void aBatchIsPooledLikeItsRecords() {
    Random random = new Random(1);
    Tensor batch = randomTensor(random, DType.FLOAT32, 4 * 3, 9, 7);
    MaxPool2d pool = MaxPool2d.of(Pool2dParams.of(3).withStride(Size2d.of(2)));

    PooledWithIndices single = pool.applyWithIndices(batch);
    PooledWithIndices batched =
        pool.applyWithIndices(Tensor.of(DType.FLOAT32, Shape.of(4, 3, 9, 7), batch.data()));

    assertThat(batched.values().shape()).isEqualTo(Shape.of(4, 3, 4, 3));
    assertThat(batched.values().data()).isEqualTo(single.values().data());
    assertThat(batched.indices().data()).isEqualTo(single.indices().data());
  }

  @Test
  void anEmptyBatchStaysEmpty() {
    Tensor empty = Tensor.of(DType.FLOAT32, Shape.of(0, 16, 50, 32), new byte[0]);

    Tensor pooled = MaxPool2d.of(Pool2dParams.of(3).withStride(Size2d.of(2))).apply(empty);

    assertThat(pooled.shape()).isEqualTo(Shape.of(0, 16, 24, 15));
  }

  @Test
  void planesLargerThanABandAgreeWithTheReference() {
    Random random = new Random(5);
    for (RowKernels kernel : KernelsUnderTest.all()) {
      for (DType dtype : List.of(DType.UINT8, DType.INT8, DType.FLOAT32)) {
        Tensor input = randomTensor(random, dtype, 2, 400, 301);
        if (dtype == DType.FLOAT32) {
          // In some bands only.
          BITS.set(input.data(), 70_000 * Float.BYTES, 0xFFC00001);
          BITS.set(input.data(), 200_000 * Float.BYTES, 0x7FC00002);
        }
        for (Pool2dParams params :
            List.of(
                Pool2dParams.of(2),
                Pool2dParams.of(3),
                Pool2dParams.of(3).withStride(Size2d.of(1)).withPadding(Size2d.of(1)),
                Pool2dParams.of(3).withStride(Size2d.of(2)).withPadding(Size2d.of(1)),
                Pool2dParams.of(3).withStride(Size2d.of(2)).withDilation(Size2d.of(3)),
                Pool2dParams.of(5).withStride(Size2d.of(2)).withPadding(Size2d.of(2)),
                Pool2dParams.of(13).withStride(Size2d.of(1)).withPadding(Size2d.of(6)),
                new Pool2dParams(
                    new Size2d(6, 8), Size2d.of(10), new Size2d(3, 4), Size2d.of(10), true))) {
          PooledWithIndices expected = NaiveMaxPool.pool(params, input);
          MaxPool2d pool = MaxPool2d.with(params, kernel);
          assertThat(pool.apply(input))
              .as("%s %s", kernel.name(), params)
              .isEqualTo(expected.values());
          assertThat(pool.applyWithIndices(input))
              .as("%s %s", kernel.name(), params)
              .isEqualTo(expected);
        }
      }
    }
  }

  @Test
  void theReferenceHasTheSameBits() {
    Random random = new Random(7);
    for (int round = 0; round < 300; round++) {
      DType dtype = DType.values()[random.nextInt(DType.values().length)];
      Tensor image = randomTensor(random, dtype, 1 + random.nextInt(3), 5 + random.nextInt(30), 37);
      MaxPool2d pool =
          MaxPool2d.of(
              Pool2dParams.of(new Size2d(1 + random.nextInt(4), 1 + random.nextInt(4)))
                  .withStride(Size2d.of(1 + random.nextInt(3))));
      String what = "round %d, %s of %s %s".formatted(round, pool, dtype, image.shape());
      assertThat(pool.reference().apply(image)).as(what).isEqualTo(pool.apply(image));
      assertThat(pool.reference().applyWithIndices(image))
          .as(what)
          .isEqualTo(pool.applyWithIndices(image));
      if (dtype.isFloating()) {
        AdaptiveMaxPool2d adaptive = AdaptiveMaxPool2d.of(OutputSize2d.of(1 + random.nextInt(5)));
        assertThat(adaptive.reference().applyWithIndices(image))
            .as(what)
            .isEqualTo(adaptive.applyWithIndices(image));
      }
    }
  }

  @Test
  void poolsIntoAnOutputThatIsThere() {
    Tensor input = randomTensor(new Random(2), DType.FLOAT32, 2, 8, 9);
    MaxPool2d pool = MaxPool2d.of(Pool2dParams.of(3));
    PooledWithIndices expected = pool.applyWithIndices(input);
    Tensor values = Tensor.of(DType.FLOAT32, Shape.of(2, 2, 3), new byte[48]);
    Tensor indices = Tensor.of(DType.INT64, Shape.of(2, 2, 3), new byte[96]);

    pool.apply(input, values);
    assertThat(values).isEqualTo(expected.values());
    Arrays.fill(values.data(), (byte) 0);
    pool.applyWithIndices(input, new PooledWithIndices(values, indices));
    assertThat(new PooledWithIndices(values, indices)).isEqualTo(expected);

    assertThatThrownBy(() -> pool.apply(input, indices))
        .hasMessage("the output is int64 [2, 2, 3], but it must be float32 [2, 2, 3]");
    assertThatThrownBy(() -> pool.apply(input, input))
        .hasMessage("the output is float32 [2, 8, 9], but it must be float32 [2, 2, 3]");
    assertThatThrownBy(() -> pool.applyWithIndices(input, new PooledWithIndices(values, values)))
        .hasMessage("the output is float32 [2, 2, 3], but it must be int64 [2, 2, 3]");
  }

  @Test
  void aKernelWhosePaddingDwarfsTheInputIsScannedInstead() {
    Pool2dParams params =
        Pool2dParams.of(1_000_000).withStride(Size2d.of(1)).withPadding(Size2d.of(500_000));

    PooledWithIndices pooled =
        MaxPool2d.of(params).applyWithIndices(Tensor.of(Shape.of(1, 1, 1), 4f));

    assertThat(pooled.values()).isEqualTo(Tensor.of(Shape.of(1, 2, 2), 4f, 4f, 4f, 4f));
    assertThat(pooled.indices().toLongs()).containsOnly(0);
  }

  @Test
  void oneInstanceServesManyThreadsAndShapes() throws Exception {
    MaxPool2d pool = MaxPool2d.of(Pool2dParams.of(3).withStride(Size2d.of(2)));
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Callable<Integer>> calls = new ArrayList<>();
      for (int t = 0; t < 4; t++) {
        Random random = new Random(t);
        calls.add(
            () -> {
              int compared = 0;
              for (int i = 0; i < 300; i++) {
                Tensor input =
                    randomTensor(
                        random, DType.FLOAT32, 2, 5 + random.nextInt(30), 5 + random.nextInt(30));
                assertThat(pool.applyWithIndices(input))
                    .isEqualTo(NaiveMaxPool.pool(pool.params(), input));
                compared++;
              }
              return compared;
            });
      }
      for (Future<Integer> call : threads.invokeAll(calls)) {
        assertThat(call.get()).isEqualTo(300);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void threadsThatShareAnInstanceKeepTheirOwnShapes() throws Exception {
    MaxPool2d pool = MaxPool2d.of(Pool2dParams.of(1));
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Callable<Integer>> calls = new ArrayList<>();
      for (int t = 0; t < 4; t++) {
        // As many elements each: a shape of another thread's would fit the bytes.
        Tensor input = Tensor.of(DType.FLOAT32, Shape.of(1, t + 1, 12 / (t + 1)), new byte[48]);
        calls.add(
            () -> {
              for (int i = 0; i < 50_000; i++) {
                assertThat(pool.apply(input).shape()).isEqualTo(input.shape());
                assertThat(pool.applyWithIndices(input).indices().shape()).isEqualTo(input.shape());
              }
              return 50_000;
            });
      }
      for (Future<Integer> call : threads.invokeAll(calls)) {
        assertThat(call.get()).isEqualTo(50_000);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void survivesSerialization() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(MaxPool2d.of(Pool2dParams.of(3)));
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      MaxPool2d copy = (MaxPool2d) in.readObject();
      assertThat(copy.apply(SEED_EXAMPLE).toFloats()).containsExactly(2f);
    }
  }

  @Test
  void badParametersFailBeforeAnyInput() {
    assertThatThrownBy(() -> MaxPool2d.of(Pool2dParams.of(0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("stride should not be zero");
    assertThatThrownBy(() -> MaxPool2d.of(Pool2dParams.of(2).withPadding(Size2d.of(4))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "pad should be at most half of effective kernel size, but got pad=4, kernel_size=2 and dilation=1");
  }

  private static Tensor randomTensor(Random random, DType dtype, int planes, int h, int w) {
    return RandomTensors.draw(
        random, dtype, Shape.of(planes, h, w), RandomTensors.Kind.any(random));
  }
}
