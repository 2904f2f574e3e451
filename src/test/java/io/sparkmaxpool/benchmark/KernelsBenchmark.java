package io.sparkmaxpool.benchmark;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkmaxpool.pooling.KernelTwins;
import io.sparkmaxpool.pooling.MaxPool2d;
import io.sparkmaxpool.pooling.Pool2dParams;
import io.sparkmaxpool.pooling.Size2d;
import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Shape;
import io.sparkmaxpool.tensor.Tensor;
import io.sparkmaxpool.tensor.ToTensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * What each vector twin of the pooling kernels gains over the scalar one, in one JVM and in turn:
 * the reason it may stay. Run it by {@code jobs/bench kernels}.
 */
final class KernelsBenchmark {
  private static final Path RESULT = Path.of("target", "bench", "kernels.json");
  private static final int ROUNDS = 7;
  private static final long ROUND_NANOS = 150_000_000;
  private static final double NANOS_PER_MICRO = 1e3;

  private static long sink;

  private record Case(String name, Shape shape, Pool2dParams params) {}

  private static final List<Case> CASES =
      List.of(
          new Case("192x32x32 k3 s3", Shape.of(192, 32, 32), Pool2dParams.of(3)),
          new Case("64x112x112 k3 s2 p1", Shape.of(64, 112, 112), params(3, 2, 1)),
          new Case("3x224x224 k2 s2", Shape.of(3, 224, 224), Pool2dParams.of(2)),
          new Case("64x56x56 k3 s1 p1", Shape.of(64, 56, 56), params(3, 1, 1)),
          new Case("256x20x20 k13 s1 p6", Shape.of(256, 20, 20), params(13, 1, 6)),
          new Case("3x500x375 k3 s2 p1", Shape.of(3, 500, 375), params(3, 2, 1)));

  private KernelsBenchmark() {}

  public static void main(String[] arguments) throws IOException {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("java", System.getProperty("java.vm.version"));
    result.put("kernel", MaxPool2d.kernelName());
    List<Map<String, Object>> rows = new ArrayList<>();
    System.out.printf(
        "%-22s %-9s %-8s %12s %12s %7s%n",
        "case", "dtype", "indices", "scalar us", "vector us", "gain");
    for (Case one : CASES) {
      for (DType dtype : List.of(DType.UINT8, DType.FLOAT32)) {
        for (boolean indices : new boolean[] {false, true}) {
          rows.add(measure(one, dtype, indices));
        }
      }
    }
    result.put("cases", rows);
    Files.createDirectories(RESULT.getParent());
    Files.writeString(
        RESULT,
        new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(result) + "\n");
    if (sink == 42) {
      System.out.println();
    }
  }

  private static Map<String, Object> measure(Case one, DType dtype, boolean indices) {
    Tensor input = input(one.shape(), dtype);
    MaxPool2d scalar = KernelTwins.scalar(one.params());
    MaxPool2d vector = KernelTwins.vector(one.params());
    double bestScalar = Double.MAX_VALUE;
    double bestVector = Double.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      bestScalar = Math.min(bestScalar, micros(scalar, input, indices));
      bestVector = Math.min(bestVector, micros(vector, input, indices));
    }
    System.out.printf(
        "%-22s %-9s %-8s %12.1f %12.1f %6.1fx%n",
        one.name(), dtype, indices, bestScalar, bestVector, bestScalar / bestVector);
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("case", one.name());
    row.put("dtype", dtype.label());
    row.put("indices", indices);
    row.put("scalar_us", bestScalar);
    row.put("vector_us", bestVector);
    return row;
  }

  /** The mean time of a call over a round. */
  private static double micros(MaxPool2d pool, Tensor input, boolean indices) {
    long calls = 0;
    long start = System.nanoTime();
    long end = start;
    while (end - start < ROUND_NANOS) {
      sink +=
          indices ? pool.applyWithIndices(input).indices().data()[0] : pool.apply(input).data()[0];
      calls++;
      end = System.nanoTime();
    }
    return (end - start) / NANOS_PER_MICRO / calls;
  }

  private static Tensor input(Shape shape, DType dtype) {
    byte[] pixels = new byte[(int) shape.elements()];
    new Random(1).nextBytes(pixels);
    if (dtype == DType.UINT8) {
      return Tensor.of(dtype, shape, pixels);
    }
    float[] values = new float[pixels.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = ToTensor.of(pixels[i]);
    }
    return Tensor.of(shape, values);
  }

  private static Pool2dParams params(int kernel, int stride, int padding) {
    return Pool2dParams.of(kernel).withStride(Size2d.of(stride)).withPadding(Size2d.of(padding));
  }
}
