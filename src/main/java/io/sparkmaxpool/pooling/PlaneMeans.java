package io.sparkmaxpool.pooling;

import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Shape;
import io.sparkmaxpool.tensor.Tensor;

/**
 * The means of whole planes, summed in float64; the mean of nothing is NaN. Four sums run beside
 * each other, since one alone would wait for itself.
 */
final class PlaneMeans {
  private PlaneMeans() {}

  /** Averages each plane of a floating-point tensor. */
  static Tensor of(Tensor input, Shape output) {
    int planes = Math.toIntExact(output.elements());
    int size = input.shape().extent(-2) * input.shape().extent(-1);
    if (input.dtype() == DType.FLOAT64) {
      double[] elements = Numbers.doubles(input);
      double[] means = new double[planes];
      for (int plane = 0; plane < planes; plane++) {
        means[plane] = sum(elements, plane * size, (plane + 1) * size) / size;
      }
      return Numbers.tensor(output, means);
    }
    float[] elements = new float[size];
    float[] means = new float[planes];
    for (int plane = 0; plane < planes; plane++) {
      Numbers.read(input, plane * size, elements, size);
      means[plane] = (float) (sum(elements, 0, size) / size);
    }
    return Numbers.tensor(input.dtype(), output, means);
  }

  private static double sum(float[] elements, int start, int end) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int i = start;
    for (; i <= end - 4; i += 4) {
      a += elements[i];
      b += elements[i + 1];
      c += elements[i + 2];
      d += elements[i + 3];
    }
    for (; i < end; i++) {
      a += elements[i];
    }
    return a + b + (c + d);
  }

  private static double sum(double[] elements, int start, int end) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int i = start;
    for (; i <= end - 4; i += 4) {
      a += elements[i];
      b += elements[i + 1];
      c += elements[i + 2];
      d += elements[i + 3];
    }
    for (; i < end; i++) {
      a += elements[i];
    }
    return a + b + (c + d);
  }
}
