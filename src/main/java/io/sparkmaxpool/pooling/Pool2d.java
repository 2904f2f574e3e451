package io.sparkmaxpool.pooling;

import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Shape;
import io.sparkmaxpool.tensor.Tensor;
import java.io.Serializable;
import java.util.Optional;

/**
 * A pooling of planes: one tensor in, one tensor out, with the results of PyTorch's operation of
 * the same name on a CPU. Parameters are fixed when it is made; equal parameters make equal
 * poolings.
 *
 * <p>Immutable and safe for use by several threads. Scratch memory is kept between calls, so one
 * instance a task allocates little a record but the result.
 */
public sealed interface Pool2d extends Serializable
    permits IndexedPool2d, AvgPool2d, LpPool2d, AdaptiveAvgPool2d {

  /**
   * Pools every plane.
   *
   * @param input {@code [C,H,W]} or {@code [N,C,H,W]}
   * @return of the same rank; shape and dtype as {@link #outputShape} and {@link #outputDType} say
   * @throws IllegalArgumentException with PyTorch's text, if the input does not suit
   */
  Tensor apply(Tensor input);

  /**
   * The shape of the output.
   *
   * @throws IllegalArgumentException with PyTorch's text, if such an input does not suit
   */
  Shape outputShape(Shape input);

  /**
   * The dtype of the output.
   *
   * @throws IllegalArgumentException with PyTorch's text, {@code "avg_pool2d" not implemented for
   *     'Byte'}, if the operation has no such inputs
   */
  DType outputDType(DType input);

  /**
   * PyTorch's text, if an input of this dtype and shape does not suit: what {@link #apply} would
   * fail with.
   */
  default Optional<String> refusal(DType dtype, Shape shape) {
    try {
      check(dtype, shape);
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of(e.getMessage());
    }
  }

  /**
   * Applies all rules, in PyTorch's order: mostly the shape first and the dtype last.
   *
   * @return the shape of the output
   * @throws IllegalArgumentException with PyTorch's text
   */
  default Shape check(DType dtype, Shape shape) {
    Shape output = outputShape(shape);
    outputDType(dtype);
    return output;
  }

  /**
   * The same pooling by the plainest way there is, for checks: slow, and with no code of the fast
   * one's where there are two. It is not kept when it is serialized.
   */
  default Pool2d reference() {
    return this;
  }
}
