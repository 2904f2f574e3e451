package io.sparkmaxpool.pooling;

import java.io.Serializable;

/**
 * The parameters of a max unpooling, those of the max pooling it undoes; as in PyTorch there is no
 * dilation. They decide the default output size and how far a given one may lie from it.
 *
 * @param kernelSize extents of the window
 * @param stride steps between windows
 * @param padding cells added on either side
 */
public record MaxUnpool2dParams(Size2d kernelSize, Size2d stride, Size2d padding)
    implements Serializable {

  /** A kernel with PyTorch's defaults: stride = kernel, no padding. */
  public static MaxUnpool2dParams of(Size2d kernelSize) {
    return new MaxUnpool2dParams(kernelSize, kernelSize, Size2d.of(0));
  }
}
