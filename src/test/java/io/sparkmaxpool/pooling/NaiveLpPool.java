package io.sparkmaxpool.pooling;

import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Tensor;

/** The reference of power averages: the steps of lp_pool2d, each over the whole tensor. */
final class NaiveLpPool {
  private NaiveLpPool() {}

  static Tensor pool(LpPool2dParams p, Tensor input) {
    double norm = p.normType().value();
    Pool2dParams windows =
        new Pool2dParams(p.kernelSize(), p.stride(), Size2d.of(0), Size2d.of(1), p.ceilMode());
    if (Double.isInfinite(norm)) {
      boolean largest = norm > 0;
      Tensor pooled =
          NaiveMaxPool.pool(windows, largest ? magnitudes(input) : opposites(magnitudes(input)))
              .values();
      return largest ? pooled : opposites(pooled);
    }
    boolean staysWhole = !input.dtype().isFloating() && p.normType().isWhole();
    Tensor powers = staysWhole ? wholePowers(input, (int) norm) : powers(floating(input), norm);
    Tensor means =
        NaiveAvgPool.pool(
            new AvgPool2dParams(p.kernelSize(), p.stride(), Size2d.of(0), p.ceilMode(), true, null),
            powers);
    return powers(
        floating(scaled(means, (long) p.kernelSize().height() * p.kernelSize().width())), 1 / norm);
  }

  /**
   * In every window the largest magnitude, or the smallest for a negative norm: the one with the
   * largest power. In float64.
   */
  static Tensor extremes(PoolingCall call) {
    LpPool2dParams p = call.lpParams();
    boolean largest = p.normType().value() > 0;
    NaiveElements in = NaiveElements.of(call.input());
    NaiveElements signed = NaiveElements.zeros(DType.FLOAT64, in.size());
    for (int i = 0; i < in.size(); i++) {
      double magnitude = Math.abs(in.isFloating() ? in.real(i) : in.whole(i));
      signed.set(i, largest ? magnitude : -magnitude);
    }
    Pool2dParams windows =
        new Pool2dParams(p.kernelSize(), p.stride(), Size2d.of(0), Size2d.of(1), p.ceilMode());
    return NaiveMaxPool.pool(windows, signed.toTensor(call.shape())).values();
  }

  /** By bits, since a NaN loses nothing but its sign. */
  private static Tensor magnitudes(Tensor input) {
    byte[] data = input.data().clone();
    int bytes = input.dtype().bytes();
    if (input.dtype().isFloating()) {
      for (int i = bytes - 1; i < data.length; i += bytes) {
        data[i] &= 0x7F;
      }
      return Tensor.of(input.dtype(), input.shape(), data);
    }
    NaiveElements in = NaiveElements.of(input);
    NaiveElements out = NaiveElements.zeros(input.dtype(), in.size());
    for (int i = 0; i < in.size(); i++) {
      out.set(i, in.whole(i) < 0 ? -in.whole(i) : in.whole(i));
    }
    return out.toTensor(input.shape());
  }

  private static Tensor opposites(Tensor input) {
    byte[] data = input.data().clone();
    int bytes = input.dtype().bytes();
    if (input.dtype().isFloating()) {
      for (int i = bytes - 1; i < data.length; i += bytes) {
        data[i] ^= (byte) 0x80;
      }
      return Tensor.of(input.dtype(), input.shape(), data);
    }
    NaiveElements in = NaiveElements.of(input);
    NaiveElements out = NaiveElements.zeros(input.dtype(), in.size());
    for (int i = 0; i < in.size(); i++) {
      out.set(i, -in.whole(i));
    }
    return out.toTensor(input.shape());
  }

  private static Tensor wholePowers(Tensor input, int exponent) {
    NaiveElements in = NaiveElements.of(input);
    NaiveElements out = NaiveElements.zeros(input.dtype(), in.size());
    for (int i = 0; i < in.size(); i++) {
      long power = 1;
      for (int factor = 0; factor < exponent; factor++) {
        power *= in.whole(i);
      }
      out.set(i, power);
    }
    return out.toTensor(input.shape());
  }

  /** Whole numbers as float32. */
  private static Tensor floating(Tensor input) {
    if (input.dtype().isFloating()) {
      return input;
    }
    NaiveElements in = NaiveElements.of(input);
    NaiveElements out = NaiveElements.zeros(DType.FLOAT32, in.size());
    for (int i = 0; i < in.size(); i++) {
      out.set(i, (double) (float) in.whole(i));
    }
    return out.toTensor(input.shape());
  }

  /** sign(x) * relu(|x|) * factor: a NaN stays, a zero loses its sign. */
  private static Tensor scaled(Tensor input, long factor) {
    NaiveElements in = NaiveElements.of(input);
    NaiveElements out = NaiveElements.zeros(input.dtype(), in.size());
    for (int i = 0; i < in.size(); i++) {
      if (in.isFloating()) {
        double plain = in.real(i) == 0 ? 0.0 : in.real(i);
        out.set(i, single(plain * factor, input.dtype()));
      } else {
        // The lowest number's magnitude is itself, and relu makes it 0.
        out.set(i, in.whole(i) == Long.MIN_VALUE ? 0 : in.whole(i) * factor);
      }
    }
    return out.toTensor(input.shape());
  }

  /** What PyTorch multiplies out, and else the library's power; float16 mostly has the latter. */
  private static Tensor powers(Tensor input, double exponent) {
    DType dtype = input.dtype();
    NaiveElements in = NaiveElements.of(input);
    NaiveElements out = NaiveElements.zeros(dtype, in.size());
    for (int i = 0; i < in.size(); i++) {
      double x = in.real(i);
      double square = single(x * x, dtype);
      if (dtype == DType.BFLOAT16) {
        square = NaiveElements.round(square, dtype);
      }
      double power;
      if (exponent == 1) {
        power = x;
      } else if (exponent == 2) {
        power = square;
      } else if (exponent == 3) {
        power = square * x;
      } else if (exponent == 0.5 && dtype != DType.FLOAT16) {
        power = Math.sqrt(x);
      } else if (exponent == -0.5 && dtype != DType.FLOAT16) {
        power = 1 / single(Math.sqrt(x), dtype);
      } else if (exponent == -1) {
        power = 1 / x;
      } else if (exponent == -2) {
        power = 1 / square;
      } else {
        power = x == 1 ? 1 : Math.pow(x, NaiveElements.round(exponent, dtype));
      }
      out.set(i, single(power, dtype));
    }
    return out.toTensor(input.shape());
  }

  /** A step of float32 arithmetic, which float32 and the half types have. */
  private static double single(double value, DType dtype) {
    return dtype == DType.FLOAT64 ? value : (float) value;
  }
}
