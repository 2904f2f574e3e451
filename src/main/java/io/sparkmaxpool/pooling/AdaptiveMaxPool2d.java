package io.sparkmaxpool.pooling;

import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Shape;
import io.sparkmaxpool.tensor.Tensor;

/**
 * Max pooling to a given output size with the bits of PyTorch's {@code nn.AdaptiveMaxPool2d} on a
 * CPU, values and indices, for the four floating-point types. Ties, NaN and zeros are as in {@link
 * MaxPool2d}; an output size of 1 pools each plane whole.
 *
 * <pre>{@code
 * AdaptiveMaxPool2d pool = AdaptiveMaxPool2d.of(OutputSize2d.of(7));
 * pool.apply(image);   // [3, 500, 375] -> [3, 7, 7]
 * }</pre>
 *
 * <p>Source of the rule: PyTorch, {@code aten/src/ATen/native/AdaptiveMaxPooling2d.cpp} and {@code
 * cpu/AdaptiveMaxPoolKernel.cpp}.
 */
public final class AdaptiveMaxPool2d implements IndexedPool2d {
  private static final long serialVersionUID = 1;

  private final OutputSize2d outputSize;

  /** For windows that slide; null where all are scanned. */
  private final transient RowKernels kernels;

  private final transient Reused<Plan> scratch = new Reused<>(Plan::new);

  private AdaptiveMaxPool2d(OutputSize2d outputSize, RowKernels kernels) {
    this.outputSize = outputSize;
    this.kernels = kernels;
  }

  /** An adaptive max pooling to this size. */
  public static AdaptiveMaxPool2d of(OutputSize2d outputSize) {
    return with(outputSize, KernelChoice.current().kernels());
  }

  /** The same with given kernels, so that tests can hold one kind against another. */
  static AdaptiveMaxPool2d with(OutputSize2d outputSize, RowKernels kernels) {
    return new AdaptiveMaxPool2d(outputSize, kernels);
  }

  /** {@inheritDoc} This one scans one window after the other, as PyTorch's own loop does. */
  @Override
  public AdaptiveMaxPool2d reference() {
    return new AdaptiveMaxPool2d(outputSize, null);
  }

  /** The output size. */
  public OutputSize2d outputSize() {
    return outputSize;
  }

  @Override
  public Shape outputShape(Shape input) {
    Size2d size = outputSize.of(input);
    int rank = input.rank();
    if (rank != 3 && rank != 4) {
      throw new IllegalArgumentException(
          "adaptive_max_pool2d(): Expected 3D or 4D tensor, but got: " + input);
    }
    for (int axis = 1; axis < rank; axis++) {
      Refusals.requireNonEmpty("adaptive_max_pool2d", input, axis);
    }
    return Refusals.requireNonNegative(input, size);
  }

  @Override
  public DType outputDType(DType input) {
    return Refusals.requireFloating("adaptive_max_pool2d", input);
  }

  @Override
  public Tensor apply(Tensor input) {
    Shape output = check(input.dtype(), input.shape());
    Tensor.requireArray(input.dtype(), output);
    if (output.elements() == 0) {
      return Tensor.of(input.dtype(), output, new byte[0]);
    }
    Plan plan = scratch.take();
    try {
      plan.look(input.shape(), output, kernels);
      if (plan.sliding != null) {
        return plan.sliding.apply(input);
      }
      byte[] values = Tensor.allocate(input.dtype(), output);
      plan.scan(input, output, values, null);
      return Tensor.of(input.dtype(), output, values);
    } finally {
      scratch.give(plan);
    }
  }

  @Override
  public PooledWithIndices applyWithIndices(Tensor input) {
    Shape output = check(input.dtype(), input.shape());
    Tensor.requireArray(DType.INT64, output);
    if (output.elements() == 0) {
      return new PooledWithIndices(
          Tensor.of(input.dtype(), output, new byte[0]),
          Tensor.of(DType.INT64, output, new byte[0]));
    }
    Plan plan = scratch.take();
    try {
      plan.look(input.shape(), output, kernels);
      if (plan.sliding != null) {
        return plan.sliding.applyWithIndices(input);
      }
      byte[] values = Tensor.allocate(input.dtype(), output);
      byte[] indices = Tensor.allocate(DType.INT64, output);
      plan.scan(input, output, values, indices);
      return new PooledWithIndices(
          Tensor.of(input.dtype(), output, values), Tensor.of(DType.INT64, output, indices));
    } finally {
      scratch.give(plan);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AdaptiveMaxPool2d pool && outputSize.equals(pool.outputSize);
  }

  @Override
  public int hashCode() {
    return outputSize.hashCode();
  }

  /** As PyTorch prints the module. */
  @Override
  public String toString() {
    return "AdaptiveMaxPool2d(output_size=" + outputSize + ")";
  }

  private Object readResolve() {
    return of(outputSize);
  }

  /** The windows of the last shape seen. */
  private static final class Plan {
    private Shape seen;
    private Windows rows;
    private Windows columns;

    /** Where the output divides the input, the windows are those of a max pooling; else null. */
    private MaxPool2d sliding;

    void look(Shape input, Shape output, RowKernels kernels) {
      if (input.equals(seen)) {
        return;
      }
      rows = Windows.adaptive(input.extent(-2), output.extent(-2));
      columns = Windows.adaptive(input.extent(-1), output.extent(-1));
      sliding =
          kernels != null && rows.isSliding() && columns.isSliding() && output.elements() > 0
              ? MaxPool2d.with(
                  Pool2dParams.of(new Size2d(rows.kernel(), columns.kernel())), kernels)
              : null;
      seen = input;
    }

    void scan(Tensor input, Shape output, byte[] values, byte[] indices) {
      if (output.elements() > 0) {
        int planes = Math.toIntExact(output.elements() / rows.outputs() / columns.outputs());
        WindowScan.pool(rows, columns, planes, input, values, indices);
      }
    }
  }
}
