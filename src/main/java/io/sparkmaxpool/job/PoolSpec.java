package io.sparkmaxpool.job;

import io.sparkmaxpool.pooling.Pool2dParams;
import io.sparkmaxpool.pooling.Size2d;
import java.util.Optional;

/**
 * How a job pools, in PyTorch's terms. Any int is kept here: the pooling package has the rules for
 * values, and PyTorch's texts for those that break them.
 *
 * @param op the operation
 * @param kernelSize extents of the window
 * @param stride steps between windows; absent means the kernel size
 * @param padding cells added on either side
 * @param dilation distance between the taps of a window
 * @param ceilMode round the output size up
 * @param returnIndices write where each maximum was, too
 */
public record PoolSpec(
    PoolOp op,
    Size2d kernelSize,
    Optional<Size2d> stride,
    Size2d padding,
    Size2d dilation,
    boolean ceilMode,
    boolean returnIndices) {

  /** The parameters as the pooling package takes them, unchecked. */
  public Pool2dParams params() {
    return new Pool2dParams(kernelSize, strideOrKernelSize(), padding, dilation, ceilMode);
  }

  /** The steps between windows: the stride, or the kernel size where none was given. */
  public Size2d strideOrKernelSize() {
    return stride.orElse(kernelSize);
  }
}
