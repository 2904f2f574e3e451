package io.sparkmaxpool.pooling;

import io.sparkmaxpool.tensor.Tensor;
import java.util.List;

/** What comes of a {@link PoolingCall}. */
sealed interface Outcome {
  /** The output tensors, in the operation's order. */
  record Result(List<Tensor> tensors) implements Outcome {}

  /** The first line of the error. */
  record Refused(String text) implements Outcome {}
}
