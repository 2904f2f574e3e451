package io.sparkmaxpool.benchmark;

import io.sparkmaxpool.pooling.KernelTwins;
import io.sparkmaxpool.pooling.MaxPool2d;
import io.sparkmaxpool.pooling.PooledWithIndices;
import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Tensor;
import java.util.List;
import java.util.Locale;

/**
 * Who pools: a program, an element type, with or without indices. In the order in which they are
 * timed; libtorch's kernel always finds the indices.
 */
enum KernelContender {
  COPY_FLOAT32(Program.COPY, DType.FLOAT32, Outputs.VALUES),
  OURS_FLOAT32(Program.OURS, DType.FLOAT32, Outputs.VALUES),
  ONNXRUNTIME_FLOAT32(Program.ONNXRUNTIME, DType.FLOAT32, Outputs.VALUES),
  SCALAR_FLOAT32(Program.SCALAR, DType.FLOAT32, Outputs.VALUES),
  OURS_FLOAT32_INDICES(Program.OURS, DType.FLOAT32, Outputs.VALUES_AND_INDICES),
  ONNXRUNTIME_FLOAT32_INDICES(Program.ONNXRUNTIME, DType.FLOAT32, Outputs.VALUES_AND_INDICES),
  SCALAR_FLOAT32_INDICES(Program.SCALAR, DType.FLOAT32, Outputs.VALUES_AND_INDICES),
  LIBTORCH_FLOAT32(Program.LIBTORCH, DType.FLOAT32, Outputs.VALUES_AND_INDICES),
  COPY_UINT8(Program.COPY, DType.UINT8, Outputs.VALUES),
  OURS_UINT8(Program.OURS, DType.UINT8, Outputs.VALUES),
  ONNXRUNTIME_UINT8(Program.ONNXRUNTIME, DType.UINT8, Outputs.VALUES),
  SCALAR_UINT8(Program.SCALAR, DType.UINT8, Outputs.VALUES),
  OURS_UINT8_INDICES(Program.OURS, DType.UINT8, Outputs.VALUES_AND_INDICES),
  ONNXRUNTIME_UINT8_INDICES(Program.ONNXRUNTIME, DType.UINT8, Outputs.VALUES_AND_INDICES),
  SCALAR_UINT8_INDICES(Program.SCALAR, DType.UINT8, Outputs.VALUES_AND_INDICES),
  LIBTORCH_UINT8(Program.LIBTORCH, DType.UINT8, Outputs.VALUES_AND_INDICES);

  /** Whose code runs. */
  enum Program {
    /** No pooling at all: the input is copied. */
    COPY,
    /** What {@link MaxPool2d} chooses in this JVM. */
    OURS,
    /** This project's scalar kernels. */
    SCALAR,
    ONNXRUNTIME,
    LIBTORCH;

    /** Whether the code is compiled while it runs, and so has to warm up. */
    boolean isJava() {
      return this == OURS || this == SCALAR;
    }
  }

  private final Program program;
  private final DType dtype;
  private final Outputs outputs;

  KernelContender(Program program, DType dtype, Outputs outputs) {
    this.program = program;
    this.dtype = dtype;
    this.outputs = outputs;
  }

  Program program() {
    return program;
  }

  DType dtype() {
    return dtype;
  }

  /**
   * Makes a call ready.
   *
   * @param input the case's, of this element type
   */
  KernelCall prepare(KernelCase one, Tensor input) {
    return switch (program) {
      case COPY -> CopyCall.of(input);
      case OURS -> ours(MaxPool2d.of(one.params()), input);
      case SCALAR -> ours(KernelTwins.scalar(one.params()), input);
      case ONNXRUNTIME -> OnnxRuntimeCall.of(one, input, outputs);
      case LIBTORCH -> LibtorchCall.of(one, input);
    };
  }

  private KernelCall ours(MaxPool2d pool, Tensor input) {
    return outputs == Outputs.VALUES
        ? OurCall.values(pool, input)
        : OurCall.withIndices(pool, input);
  }

  /**
   * Makes sure that the result of a call is by its bits what it must be: the input copied, or what
   * this project's scalar kernels find when they look for indices, too.
   *
   * @param input what the call pools
   * @param pooled what it must find
   * @throws IllegalStateException if a bit differs
   */
  void requireAgreement(KernelCase one, Tensor input, PooledWithIndices pooled, KernelCall call) {
    List<Tensor> result = call.result();
    Tensor values = program == Program.COPY ? input : pooled.values();
    if (!result.get(0).equals(values)) {
      throw differs(one, "values");
    }
    if (outputs == Outputs.VALUES_AND_INDICES && !result.get(1).equals(pooled.indices())) {
      throw differs(one, "indices");
    }
  }

  private IllegalStateException differs(KernelCase one, String what) {
    return new IllegalStateException(
        "%s: the %s of %s are not this project's".formatted(one.name(), what, this));
  }

  /** The same element type and outputs, by another program; null where there is none. */
  KernelContender by(Program other) {
    for (KernelContender contender : values()) {
      if (contender.program == other
          && contender.dtype == dtype
          && (contender.outputs == outputs || other == Program.COPY || other == Program.LIBTORCH)) {
        return contender;
      }
    }
    return null;
  }

  /** As tables and reports name it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
