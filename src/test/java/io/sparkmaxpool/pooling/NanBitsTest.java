package io.sparkmaxpool.pooling;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Shape;
import io.sparkmaxpool.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * A maximum is one of the input's values, bit by bit, though a NaN has many forms. Small enough to
 * run in the interpreter too, whose vectors are Java loops with rules of their own: JDK 17's makes
 * every NaN the canonical one where it rearranges floats.
 */
class NanBitsTest {
  private static final int[] FORMS = {
    0x7FC00000, 0xFFC00001, 0x7FC12345, 0x7F812345, 0xFF800001, 0x7FFFFFFF, 0x3F800000, 0x80000000
  };

  @Test
  void everyFormOfNanComesThrough() {
    Random random = new Random(11);
    for (RowKernels kernel : KernelsUnderTest.all()) {
      for (int size = 1; size <= 5; size++) {
        for (int stride = 1; stride <= 4; stride++) {
          Pool2dParams params =
              Pool2dParams.of(size)
                  .withStride(Size2d.of(stride))
                  .withPadding(Size2d.of(random.nextInt(size / 2 + 1)));
          Tensor input = formsOfNan(random, 2, 9 + random.nextInt(3), 30 + random.nextInt(20));
          PooledWithIndices expected = NaiveMaxPool.pool(params, input);
          MaxPool2d pool = MaxPool2d.with(params, kernel);
          assertThat(pool.apply(input))
              .as("%s %s %s", kernel.name(), params, input.shape())
              .isEqualTo(expected.values());
          assertThat(pool.applyWithIndices(input))
              .as("%s %s %s", kernel.name(), params, input.shape())
              .isEqualTo(expected);
        }
      }
    }
  }

  private static Tensor formsOfNan(Random random, int... extents) {
    Shape shape = Shape.of(extents);
    ByteBuffer data =
        ByteBuffer.allocate((int) shape.elements() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    while (data.hasRemaining()) {
      data.putInt(FORMS[random.nextInt(FORMS.length)]);
    }
    return Tensor.of(DType.FLOAT32, shape, data.array());
  }
}
