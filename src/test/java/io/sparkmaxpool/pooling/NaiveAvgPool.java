package io.sparkmaxpool.pooling;

import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Shape;
import io.sparkmaxpool.tensor.Tensor;

/** The reference of the averages: a window's sum, row by row, and its division. */
final class NaiveAvgPool {
  private NaiveAvgPool() {}

  static Tensor pool(AvgPool2dParams p, Tensor input) {
    NaiveWindows rows =
        NaiveWindows.sliding(
            input.shape().extent(-2),
            p.kernelSize().height(),
            p.stride().height(),
            p.padding().height(),
            1,
            p.ceilMode());
    NaiveWindows columns =
        NaiveWindows.sliding(
            input.shape().extent(-1),
            p.kernelSize().width(),
            p.stride().width(),
            p.padding().width(),
            1,
            p.ceilMode());
    Sums sums = new Sums(input, rows, columns);
    sums.forEach(
        (output, oh, ow) -> {
          long divisor;
          if (p.divisorOverride() != null) {
            divisor = p.divisorOverride();
          } else if (p.countIncludePad()) {
            divisor = (long) rows.counted()[oh] * columns.counted()[ow];
          } else {
            divisor = (long) rows.size(oh) * columns.size(ow);
          }
          if (!sums.out.isFloating()) {
            sums.out.set(output, sums.whole(oh, ow) / divisor);
            return;
          }
          double mean = divided(sums.real(oh, ow), divisor, sums.out.dtype());
          // PyTorch adds the mean to a zero, in the element type.
          sums.out.set(output, NaiveElements.round(mean, sums.out.dtype()) + 0.0);
        });
    return sums.out.toTensor(sums.shape);
  }

  /** Adaptive: divided by the window's height, and then by its width. */
  static Tensor adaptive(NaiveWindows rows, NaiveWindows columns, Tensor input) {
    Sums sums = new Sums(input, rows, columns);
    sums.forEach(
        (output, oh, ow) -> {
          DType dtype = sums.out.dtype();
          double mean = divided(sums.real(oh, ow), rows.size(oh), dtype);
          sums.out.set(output, divided(mean, columns.size(ow), dtype));
        });
    return sums.out.toTensor(sums.shape);
  }

  /** float32 and the half types divide in float32. */
  private static double divided(double sum, long by, DType dtype) {
    return dtype == DType.FLOAT64 ? sum / by : (float) sum / by;
  }

  private interface Output {
    void at(int output, int oh, int ow);
  }

  private static final class Sums {
    private final NaiveWindows rows;
    private final NaiveWindows columns;
    private final int height;
    private final int width;
    private final NaiveElements in;
    private final NaiveElements out;
    private final Shape shape;
    private int plane;

    Sums(Tensor input, NaiveWindows rows, NaiveWindows columns) {
      this.rows = rows;
      this.columns = columns;
      this.height = input.shape().extent(-2);
      this.width = input.shape().extent(-1);
      this.in = NaiveElements.of(input);
      this.shape = NaiveMaxPool.shape(input.shape(), rows, columns);
      this.out = NaiveElements.zeros(input.dtype(), (int) shape.elements());
    }

    void forEach(Output output) {
      for (int i = 0; i < out.size(); i++) {
        int ow = i % columns.outputs();
        int oh = i / columns.outputs() % rows.outputs();
        plane = i / columns.outputs() / rows.outputs();
        output.at(i, oh, ow);
      }
    }

    double real(int oh, int ow) {
      float single = 0;
      double twice = 0;
      for (int h = rows.first()[oh]; h < rows.end()[oh]; h++) {
        for (int w = columns.first()[ow]; w < columns.end()[ow]; w++) {
          double value = in.real((plane * height + h) * width + w);
          single += (float) value;
          twice += value;
        }
      }
      return out.dtype() == DType.FLOAT64 ? twice : single;
    }

    long whole(int oh, int ow) {
      long sum = 0;
      for (int h = rows.first()[oh]; h < rows.end()[oh]; h++) {
        for (int w = columns.first()[ow]; w < columns.end()[ow]; w++) {
          sum += in.whole((plane * height + h) * width + w);
        }
      }
      return sum;
    }
  }
}
