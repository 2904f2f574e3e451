package io.sparkmaxpool.pooling;

import static io.sparkmaxpool.pooling.KnownDifference.isNotImplemented;
import static io.sparkmaxpool.pooling.KnownDifference.refuses;

import io.sparkmaxpool.tensor.Shape;

/** Where this project's poolings differ from PyTorch's by choice; nowhere in a value. */
enum ChosenDifference implements KnownDifference {
  /**
   * A mistake in the parameters alone is told when the pooling is made, even if PyTorch first finds
   * another one in the call.
   */
  TOLD_WHEN_MADE {
    @Override
    public boolean explains(PoolingCall call, Outcome expected, Outcome actual) {
      if (!(expected instanceof Outcome.Refused && actual instanceof Outcome.Refused told)) {
        return false;
      }
      try {
        switch (call.op()) {
          case MAX_POOL2D, MAX_POOL2D_BACKWARD -> MaxPool2d.of(call.maxParams());
          case AVG_POOL2D -> AvgPool2d.of(call.avgParams());
          case LP_POOL2D -> LpPool2d.of(call.lpParams());
          case ADAPTIVE_MAX_POOL2D -> AdaptiveMaxPool2d.of(call.adaptiveSize());
          case ADAPTIVE_AVG_POOL2D -> AdaptiveAvgPool2d.of(call.adaptiveSize());
          case MAX_UNPOOL2D -> MaxUnpool2d.of(call.unpoolParams());
        }
        return false;
      } catch (IllegalArgumentException e) {
        return told.text().equals(e.getMessage());
      }
    }
  },

  /** (2, 2) is told as 2 is: an output size does not know which of the two it was written as. */
  EQUAL_PAIR_IS_ONE_NUMBER {
    @Override
    public boolean explains(PoolingCall call, Outcome expected, Outcome actual) {
      return refuses(expected, "Input dimension should be at least 3")
          && call.shape().rank() < 3
          && call.parameters().get("output_size").size() == 2
          && call.size("output_size").height() == call.size("output_size").width()
          && (refuses(actual, call.op() + "(): Expected 3D or 4D tensor, but got")
              || TOLD_WHEN_MADE.explains(call, expected, actual));
    }
  },

  /** PyTorch takes the mean over the last two axes for an output of 1 x 1, of any rank. */
  NO_MEAN_OF_OTHER_RANKS {
    @Override
    public boolean explains(PoolingCall call, Outcome expected, Outcome actual) {
      int rank = call.shape().rank();
      return call.op() == PoolingOp.ADAPTIVE_AVG_POOL2D
          && (rank < 3 || rank > 4)
          && call.size("output_size").equals(Size2d.of(1))
          && refuses(actual, "adaptive_avg_pool2d(): Expected 3D or 4D tensor, but got");
    }
  },

  /** An element type that an operation does not have is refused even where there is no element. */
  NOTHING_OF_A_WRONG_TYPE {
    @Override
    public boolean explains(PoolingCall call, Outcome expected, Outcome actual) {
      return expected instanceof Outcome.Result result
          && result.tensors().get(0).shape().elements() == 0
          && isNotImplemented(actual);
    }
  },

  /** A rank for which Python's wrapper has but an error of its own. */
  RANK_PYTHON_HAS_NO_WORDS_FOR {
    @Override
    public boolean explains(PoolingCall call, Outcome expected, Outcome actual) {
      Shape shape = call.shape();
      return call.op() == PoolingOp.MAX_UNPOOL2D
          && shape.rank() < 2
          && refuses(expected, "tuple index out of range")
          && refuses(actual, "Input to max_unpooling2d should be a 3d or 4d Tensor");
    }
  }
}
