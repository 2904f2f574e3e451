package io.sparkmaxpool.pooling;

import static io.sparkmaxpool.tensor.DType.BFLOAT16;
import static io.sparkmaxpool.tensor.DType.FLOAT16;
import static io.sparkmaxpool.tensor.DType.FLOAT32;
import static io.sparkmaxpool.tensor.DType.FLOAT64;
import static io.sparkmaxpool.tensor.DType.INT64;

import io.sparkmaxpool.tensor.DType;
import java.util.List;
import java.util.Locale;

/** The operations that are held against PyTorch, by PyTorch's names. */
enum PoolingOp {
  /** Values and indices. */
  MAX_POOL2D(DType.values()),
  /** Takes the output's gradient, the input and the indices. */
  MAX_POOL2D_BACKWARD(FLOAT16, BFLOAT16, FLOAT32, FLOAT64),
  AVG_POOL2D(INT64, FLOAT16, BFLOAT16, FLOAT32, FLOAT64),
  /** Some of the types only with some norms. */
  LP_POOL2D(DType.values()),
  /** Values and indices. */
  ADAPTIVE_MAX_POOL2D(FLOAT16, BFLOAT16, FLOAT32, FLOAT64),
  ADAPTIVE_AVG_POOL2D(FLOAT16, BFLOAT16, FLOAT32, FLOAT64),
  /** Takes values and indices. */
  MAX_UNPOOL2D(FLOAT16, BFLOAT16, FLOAT32, FLOAT64);

  private final List<DType> dtypes;

  PoolingOp(DType... dtypes) {
    this.dtypes = List.of(dtypes);
  }

  static PoolingOp of(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT));
  }

  /** The element types PyTorch has it for, on a CPU. */
  List<DType> dtypes() {
    return dtypes;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
