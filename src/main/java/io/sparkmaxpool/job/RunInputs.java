package io.sparkmaxpool.job;

import io.sparkmaxpool.dataset.FileRecords;
import io.sparkmaxpool.dataset.RecordsByKey;
import io.sparkmaxpool.pooling.Pool2d;
import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Shape;
import io.sparkmaxpool.tensor.Tensor;
import io.sparkmaxpool.tensor.ToTensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;

/**
 * The inputs of a table's records, read again one by one from where its runs had them. An input
 * that is there counts only if it gives the table's output when it is pooled again.
 */
final class RunInputs {
  private static final float TOLERANCE = 1e-4f;

  private record Run(JobSpec spec, RecordsByKey records) {}

  private final List<Run> runs = new ArrayList<>();
  private final Set<String> reasons = new LinkedHashSet<>();
  private int found;
  private int gone;
  private int changed;

  /**
   * The inputs of some runs.
   *
   * @param specs of the runs, as they were resolved
   */
  RunInputs(List<JobSpec> specs, Configuration conf) {
    for (JobSpec spec : specs) {
      try {
        runs.add(
            new Run(
                spec,
                RecordsByKey.in(
                    spec.input().format(),
                    spec.input().paths(),
                    spec.input().listOptions(conf),
                    spec.maxPixels())));
      } catch (IOException | IllegalArgumentException e) {
        reasons.add(e.getMessage());
      }
    }
  }

  /** An input that is there, and the job that read one of its key. */
  record Input(JobSpec spec, Tensor tensor, FileRecords.Content content) {
    /**
     * What the job makes of it, in the order of its conversions.
     *
     * @param pool the job's operation
     * @throws IllegalArgumentException if it does not suit
     */
    Tensor pooled(Pool2d pool) {
      Tensor pooled = pool.apply(toPool(pool));
      return isConvertedAfter() ? ToTensor.of(pooled) : pooled;
    }

    /** What is pooled of it. */
    Tensor toPool(Pool2d pool) {
      return switch (content) {
        case ARRAYS ->
            isCast(pool, tensor.dtype(), spec.dtype()) ? tensor.to(spec.dtype()) : tensor;
        case IMAGES -> PoolQuery.isConvertedFirst(spec) ? ToTensor.of(tensor) : tensor;
      };
    }

    private boolean isConvertedAfter() {
      return content == FileRecords.Content.IMAGES
          && !PoolQuery.isConvertedFirst(spec)
          && spec.dtype() == DType.FLOAT32;
    }
  }

  /** The inputs of a key, of all runs that have one. */
  List<Input> inputs(String key) {
    List<Input> inputs = new ArrayList<>();
    for (Run run : runs) {
      try {
        run.records()
            .find(key)
            .ifPresent(found -> inputs.add(new Input(run.spec(), found.tensor(), found.content())));
      } catch (IOException e) {
        reasons.add(e.getMessage());
      }
    }
    return inputs;
  }

  /** The input of a record; empty if it is gone, or is not any more what was pooled. */
  Optional<Tensor> find(String key, Shape inputShape, Tensor output) {
    List<Input> inputs = inputs(key);
    for (Input input : inputs) {
      if (gives(input, input.spec().pool().operation(), inputShape, output)) {
        found++;
        return Optional.of(input.tensor());
      }
    }
    if (inputs.isEmpty()) {
      gone++;
    } else {
      changed++;
    }
    return Optional.empty();
  }

  /** Whether a job makes an output of an input. */
  static boolean gives(Input input, Pool2d pool, Shape inputShape, Tensor output) {
    try {
      return input.tensor().shape().equals(inputShape)
          && isSame(input.spec().pool().op(), input.pooled(pool).to(output.dtype()), output);
    } catch (IllegalArgumentException e) {
      // It does not suit the pooling: it is another one.
      return false;
    }
  }

  /** How many were found. */
  int found() {
    return found;
  }

  /** What to say of those that were not. */
  List<String> notes() {
    List<String> notes = new ArrayList<>();
    if (gone > 0) {
      notes.add(
          count(gone)
              + "can no longer be read"
              + (reasons.isEmpty() ? "." : ": " + String.join("; ", reasons) + "."));
    }
    if (changed > 0) {
      notes.add(count(changed) + "changed since: pooled again, they give other values.");
    }
    return notes;
  }

  private static String count(int inputs) {
    return inputs == 1
        ? "1 input is not shown: it "
        : String.format(Locale.ROOT, "%,d inputs are not shown: they ", inputs);
  }

  /** Whether an array was cast before it was pooled: the operation alone makes no such type. */
  private static boolean isCast(Pool2d pool, DType stored, DType table) {
    try {
      return pool.outputDType(stored) != table;
    } catch (IllegalArgumentException e) {
      return true;
    }
  }

  /** Equal to the bit, but for powers and roots, whose last places differ between processors. */
  private static boolean isSame(PoolOp op, Tensor a, Tensor b) {
    if (a.equals(b)) {
      return true;
    }
    if (op != PoolOp.LP || !a.dtype().isFloating() || !a.shape().equals(b.shape())) {
      return false;
    }
    float[] left = a.to(DType.FLOAT32).toFloats();
    float[] right = b.to(DType.FLOAT32).toFloats();
    for (int i = 0; i < left.length; i++) {
      float tolerance = TOLERANCE * Math.max(Math.abs(left[i]), Math.abs(right[i]));
      boolean isClose =
          Float.compare(left[i], right[i]) == 0 || Math.abs(left[i] - right[i]) <= tolerance;
      if (!isClose) {
        return false;
      }
    }
    return true;
  }
}
