package io.sparkmaxpool.job;

import io.sparkmaxpool.pooling.NormType;
import io.sparkmaxpool.pooling.OutputSize2d;
import io.sparkmaxpool.pooling.Pool2d;
import io.sparkmaxpool.pooling.Size2d;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a job pools, in PyTorch's terms. Any int is kept here: the pooling package has the rules for
 * values, and PyTorch's texts for those that break them. What the operation does not take is not
 * looked at.
 *
 * @param op the operation
 * @param kernelSize extents of the window; absent for the adaptive operations
 * @param stride steps between windows; absent means the kernel size
 * @param padding cells added on either side
 * @param dilation distance between the taps of a window
 * @param ceilMode round the output size up
 * @param returnIndices write where each maximum was, too
 * @param countIncludePad let an average count the padding
 * @param divisorOverride what an average divides by, if not the size of its window
 * @param normType the exponent of {@code lp}; absent for the others
 * @param outputSize of the adaptive operations, and of an unpooling, if it is given
 */
public record PoolSpec(
    PoolOp op,
    Optional<Size2d> kernelSize,
    Optional<Size2d> stride,
    Size2d padding,
    Size2d dilation,
    boolean ceilMode,
    boolean returnIndices,
    boolean countIncludePad,
    Optional<Integer> divisorOverride,
    Optional<NormType> normType,
    Optional<OutputSize2d> outputSize) {

  /** A max pooling with PyTorch's defaults. */
  static PoolSpec max(Size2d kernelSize) {
    return new PoolSpec(
        PoolOp.MAX,
        Optional.of(kernelSize),
        Optional.empty(),
        Size2d.of(0),
        Size2d.of(1),
        false,
        false,
        true,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /**
   * The operation.
   *
   * @throws IllegalArgumentException with PyTorch's text, if the parameters cannot hold for any
   *     input
   */
  public Pool2d operation() {
    return op.operation(this);
  }

  /** The steps between windows: the stride, or the kernel size where none was given. */
  public Size2d strideOrKernelSize() {
    return stride.orElseGet(this::requiredKernelSize);
  }

  Size2d requiredKernelSize() {
    return kernelSize.orElseThrow();
  }

  /** Whether the operation gives images of any size one output size. */
  boolean isOneSize() {
    return outputSize.map(OutputSize2d::isFixed).orElse(false);
  }

  /** The keys that belong to the operation, with their values as JSON has them. */
  Map<String, Object> toMap() {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("op", op.label());
    all.put("norm-type", normType.map(PoolSpec::json).orElse(null));
    all.put("kernel-size", kernelSize.map(PoolSpec::pair).orElse(null));
    all.put("stride", kernelSize.map(kernel -> pair(strideOrKernelSize())).orElse(null));
    all.put("padding", pair(padding));
    all.put("dilation", pair(dilation));
    all.put("ceil-mode", ceilMode);
    all.put("return-indices", returnIndices);
    all.put("count-include-pad", countIncludePad);
    all.put("divisor-override", divisorOverride.orElse(null));
    all.put(
        "output-size",
        outputSize.map(size -> Arrays.asList(size.height(), size.width())).orElse(null));
    all.keySet().removeIf(key -> !op.takes(key));
    return all;
  }

  /** A size as JSON has it. */
  static List<Integer> pair(Size2d size) {
    return List.of(size.height(), size.width());
  }

  /** A whole norm as a whole number; JSON has no infinities, YAML writes them so. */
  private static Object json(NormType norm) {
    if (norm.isWhole()) {
      return (long) norm.value();
    }
    return Double.isFinite(norm.value())
        ? (Object) norm.value()
        : Double.isNaN(norm.value()) ? ".nan" : norm.value() > 0 ? ".inf" : "-.inf";
  }
}
