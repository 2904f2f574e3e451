package io.sparkmaxpool.job;

import io.sparkmaxpool.pooling.AdaptiveAvgPool2d;
import io.sparkmaxpool.pooling.AdaptiveMaxPool2d;
import io.sparkmaxpool.pooling.AvgPool2d;
import io.sparkmaxpool.pooling.AvgPool2dParams;
import io.sparkmaxpool.pooling.LpPool2d;
import io.sparkmaxpool.pooling.LpPool2dParams;
import io.sparkmaxpool.pooling.MaxPool2d;
import io.sparkmaxpool.pooling.Pool2d;
import io.sparkmaxpool.pooling.Pool2dParams;
import java.util.List;

/**
 * The pooling operations, a row each: the SQL function of the same parameters, in its order, and
 * what of a spec's {@code pool} section belongs to them.
 */
public enum PoolOp {
  /** The largest element of each window, as PyTorch's {@code max_pool2d}. */
  MAX("max", "max_pool2d", "kernel-size", "stride", "padding", "dilation", "ceil-mode") {
    @Override
    Pool2d operation(PoolSpec spec) {
      return MaxPool2d.of(
          new Pool2dParams(
              spec.requiredKernelSize(),
              spec.strideOrKernelSize(),
              spec.padding(),
              spec.dilation(),
              spec.ceilMode()));
    }
  },

  /** The mean of each window, as {@code avg_pool2d}. */
  AVG(
      "avg",
      "avg_pool2d",
      "kernel-size",
      "stride",
      "padding",
      "ceil-mode",
      "count-include-pad",
      "divisor-override") {
    @Override
    Pool2d operation(PoolSpec spec) {
      return AvgPool2d.of(
          new AvgPool2dParams(
              spec.requiredKernelSize(),
              spec.strideOrKernelSize(),
              spec.padding(),
              spec.ceilMode(),
              spec.countIncludePad(),
              spec.divisorOverride().orElse(null)));
    }
  },

  /** The root of the sum of powers of each window, as {@code lp_pool2d}. */
  LP("lp", "lp_pool2d", "norm-type", "kernel-size", "stride", "ceil-mode") {
    @Override
    Pool2d operation(PoolSpec spec) {
      return LpPool2d.of(
          new LpPool2dParams(
              spec.normType().orElseThrow(),
              spec.requiredKernelSize(),
              spec.strideOrKernelSize(),
              spec.ceilMode()));
    }
  },

  /** The largest element of each of a given number of windows, as {@code adaptive_max_pool2d}. */
  ADAPTIVE_MAX("adaptive-max", "adaptive_max_pool2d", "output-size") {
    @Override
    Pool2d operation(PoolSpec spec) {
      return AdaptiveMaxPool2d.of(spec.outputSize().orElseThrow());
    }
  },

  /** The mean of each of a given number of windows, as {@code adaptive_avg_pool2d}. */
  ADAPTIVE_AVG("adaptive-avg", "adaptive_avg_pool2d", "output-size") {
    @Override
    Pool2d operation(PoolSpec spec) {
      return AdaptiveAvgPool2d.of(spec.outputSize().orElseThrow());
    }
  };

  private static final List<String> REQUIRED = List.of("kernel-size", "norm-type", "output-size");

  private final String label;
  private final String function;
  private final List<String> parameters;

  PoolOp(String label, String function, String... parameters) {
    this.label = label;
    this.function = function;
    this.parameters = List.of(parameters);
  }

  /**
   * The operation with a spec's parameters.
   *
   * @throws IllegalArgumentException with PyTorch's text, if they cannot hold for any input
   */
  abstract Pool2d operation(PoolSpec spec);

  /** The word in a job spec, e.g. {@code "max"}. */
  public String label() {
    return label;
  }

  /** The SQL function. */
  String function() {
    return function;
  }

  /** Its parameters after the tensor, in the function's order, named as in a spec. */
  List<String> parameters() {
    return parameters;
  }

  /** Whether it can tell where its results stand. */
  boolean isIndexed() {
    return this == MAX || this == ADAPTIVE_MAX;
  }

  /** Whether a key of the section {@code pool} means something to this operation. */
  boolean takes(String key) {
    return parameters.contains(key)
        || key.equals("op")
        || key.equals("return-indices") && isIndexed();
  }

  /** Whether this operation cannot do without a key. */
  boolean requires(String key) {
    return parameters.contains(key) && REQUIRED.contains(key);
  }

  /** The operations that take a key, by their words. */
  static List<String> thatTake(String key) {
    return List.of(values()).stream().filter(op -> op.takes(key)).map(PoolOp::label).toList();
  }
}
