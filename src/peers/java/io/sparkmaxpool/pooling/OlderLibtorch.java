package io.sparkmaxpool.pooling;

import static io.sparkmaxpool.pooling.KnownDifference.refuses;

import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Tensor;
import java.util.List;
import java.util.Optional;

/**
 * Where libtorch 2.7.1 differs from the PyTorch that this project follows (2.15, by the golden
 * files); the expected outcome is libtorch's.
 */
enum OlderLibtorch implements KnownDifference {
  /** PyTorch closed the parenthesis of this text later. */
  OPEN_PARENTHESIS {
    @Override
    public boolean explains(PoolingCall call, Outcome expected, Outcome actual) {
      return refuses(expected, "Found an invalid max index: ")
          && agree(call, new Outcome.Refused(text(expected) + ")"), actual);
    }
  },

  /** "but got [..] with dimension 1 being empty." became "but input has sizes [..] with ...". */
  EMPTY_INPUT_IN_OTHER_WORDS {
    @Override
    public boolean explains(PoolingCall call, Outcome expected, Outcome actual) {
      if (!refuses(
          expected, "max_unpooling2d_forward_out_cpu(): Expected input to have non-zero")) {
        return false;
      }
      String later =
          text(expected).replace("but got [", "but input has sizes [").replaceFirst("\\.$", "");
      return agree(call, new Outcome.Refused(later), actual);
    }
  },

  /**
   * The contiguous kernel of adaptive max pooling kept the index in the element type (until PR
   * 159936): above 256 for bfloat16 and 2048 for float16 it is rounded.
   */
  INDEX_IN_THE_ELEMENT_TYPE {
    @Override
    public boolean explains(PoolingCall call, Outcome expected, Outcome actual) {
      if (call.op() != PoolingOp.ADAPTIVE_MAX_POOL2D
          || !(expected instanceof Outcome.Result older && actual instanceof Outcome.Result ours)) {
        return false;
      }
      Tensor indices = ours.tensors().get(1);
      long[] rounded = indices.toLongs();
      for (int i = 0; i < rounded.length; i++) {
        rounded[i] = (long) NaiveElements.round(rounded[i], call.dtype());
      }
      return older.tensors().get(0).equals(ours.tensors().get(0))
          && older.tensors().get(1).equals(Tensor.of(indices.shape(), rounded))
          && (call.dtype() == DType.FLOAT16 || call.dtype() == DType.BFLOAT16);
    }
  };

  private static boolean agree(PoolingCall call, Outcome later, Outcome actual) {
    return Agreement.difference(call, later, actual).equals(Optional.empty());
  }

  private static String text(Outcome refused) {
    return ((Outcome.Refused) refused).text();
  }

  /** All known reasons, with those that are this project's choice and can show in a script. */
  static List<KnownDifference> andChosenOnes() {
    return List.of(
        OPEN_PARENTHESIS,
        EMPTY_INPUT_IN_OTHER_WORDS,
        INDEX_IN_THE_ELEMENT_TYPE,
        ChosenDifference.TOLD_WHEN_MADE,
        ChosenDifference.EQUAL_PAIR_IS_ONE_NUMBER,
        ChosenDifference.NO_MEAN_OF_OTHER_RANKS,
        ChosenDifference.NOTHING_OF_A_WRONG_TYPE);
  }
}
