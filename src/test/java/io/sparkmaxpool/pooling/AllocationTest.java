package io.sparkmaxpool.pooling;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Shape;
import io.sparkmaxpool.tensor.Tensor;
import java.lang.management.ManagementFactory;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Compiled code makes no object for a vector, but for one or two a record; until it is compiled,
 * every one is an object, and so they would be if it compiled badly. How JDK 17 compiles depends on
 * all that the JVM has run before, so this one runs nothing else, as a job's pools nothing else.
 */
@Tag("own-jvm")
class AllocationTest {
  @ParameterizedTest
  @EnumSource(names = {"UINT8", "FLOAT32"})
  void poolsRecordAfterRecordWithoutAllocating(DType dtype) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Tensor input =
        RandomTensors.draw(
            new Random(3), dtype, Shape.of(3, 32, 32), RandomTensors.Kind.ODD_AND_LARGEST);
    MaxPool2d pool = MaxPool2d.of(Pool2dParams.of(3).withStride(Size2d.of(2)));
    PooledWithIndices output = pool.applyWithIndices(input);

    long bytes = Long.MAX_VALUE;
    for (int round = 0; round < 300 && bytes >= 200_000; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int record = 0; record < 1_000; record++) {
        pool.apply(input, output.values());
        pool.applyWithIndices(input, output);
      }
      bytes = threads.getCurrentThreadAllocatedBytes() - before;
    }

    assertThat(bytes).as("bytes allocated for 2,000 records").isLessThan(200_000);
  }
}
