package io.sparkmaxpool.pooling;

import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Shape;
import io.sparkmaxpool.tensor.Tensor;

/**
 * Max pooling with the bits of PyTorch's {@code nn.MaxPool2d} on a CPU, values and indices, for all
 * nine element types: of equal values the first in row-major order wins, NaN beats everything and
 * the last one stays, zeros keep their sign, and a dilated window that sees no pixel gives the
 * type's lowest value.
 *
 * <pre>{@code
 * MaxPool2d pool = MaxPool2d.of(Pool2dParams.of(3));
 * pool.apply(image);   // [3, 32, 32] -> [3, 10, 10]
 * }</pre>
 *
 * <p>Source of the rule: PyTorch, {@code aten/src/ATen/native/cpu/MaxPoolKernel.cpp}.
 */
public final class MaxPool2d implements IndexedPool2d {
  private static final long serialVersionUID = 1;

  private final Pool2dParams params;
  private final transient Reused<Scratch> scratch;

  /** How windows are pooled. */
  private enum Way {
    /** Rows and columns apart, where the geometry suits. */
    SEPARABLE,
    /** One window after the other, as PyTorch's own loop does. */
    WINDOWS
  }

  private MaxPool2d(Pool2dParams params, RowKernels kernels, Way way) {
    this.params = params;
    this.scratch = new Reused<>(() -> new Scratch(kernels, way));
  }

  /**
   * A max pooling with these parameters.
   *
   * @throws IllegalArgumentException with PyTorch's text, if they cannot hold for any input
   */
  public static MaxPool2d of(Pool2dParams params) {
    return with(params, KernelChoice.current().kernels());
  }

  /** The same with given kernels, so that tests can hold one kind against another. */
  static MaxPool2d with(Pool2dParams params, RowKernels kernels) {
    params.check();
    return new MaxPool2d(params, kernels, Way.SEPARABLE);
  }

  /** {@inheritDoc} This one scans one window after the other, as PyTorch's own loop does. */
  @Override
  public MaxPool2d reference() {
    return new MaxPool2d(params, KernelChoice.current().kernels(), Way.WINDOWS);
  }

  /** The kernels this JVM pools with: {@code "scalar"}, or e.g. {@code "vector-512"}. */
  public static String kernelName() {
    return KernelChoice.current().kernels().name();
  }

  /** The parameters. */
  public Pool2dParams params() {
    return params;
  }

  @Override
  public Shape outputShape(Shape input) {
    return params.outputShape(input);
  }

  /** The input's: all nine can be pooled. */
  @Override
  public DType outputDType(DType input) {
    return input;
  }

  @Override
  public Tensor apply(Tensor input) {
    Scratch taken = take(input.shape());
    try {
      byte[] values = Tensor.allocate(input.dtype(), taken.outputShape);
      taken.pool(input, values);
      return Tensor.of(input.dtype(), taken.outputShape, values);
    } finally {
      // Not before: whoever takes it next plans another shape.
      scratch.give(taken);
    }
  }

  /**
   * Pools into a tensor that is there: for loops over records of one shape, which then allocate
   * nothing.
   *
   * @param output of the input's dtype and {@link #outputShape}; all of it is overwritten
   * @throws IllegalArgumentException if it is not, or with PyTorch's text
   */
  public void apply(Tensor input, Tensor output) {
    Scratch taken = take(input.shape());
    try {
      requireOutput(output, input.dtype(), taken.outputShape);
      taken.pool(input, output.data());
    } finally {
      scratch.give(taken);
    }
  }

  /**
   * {@inheritDoc} The index of a window that sees no pixel lies outside the plane, as in PyTorch.
   */
  @Override
  public PooledWithIndices applyWithIndices(Tensor input) {
    Scratch taken = take(input.shape());
    try {
      byte[] values = Tensor.allocate(input.dtype(), taken.outputShape);
      byte[] indices = Tensor.allocate(DType.INT64, taken.outputShape);
      taken.pool(input, values, indices);
      return new PooledWithIndices(
          Tensor.of(input.dtype(), taken.outputShape, values),
          Tensor.of(DType.INT64, taken.outputShape, indices));
    } finally {
      scratch.give(taken);
    }
  }

  /**
   * Pools into tensors that are there, as {@link #apply(Tensor, Tensor)}.
   *
   * @param output values of the input's dtype, and indices of int64
   * @throws IllegalArgumentException if they are not, or with PyTorch's text
   */
  public void applyWithIndices(Tensor input, PooledWithIndices output) {
    Scratch taken = take(input.shape());
    try {
      requireOutput(output.values(), input.dtype(), taken.outputShape);
      requireOutput(output.indices(), DType.INT64, taken.outputShape);
      taken.pool(input, output.values().data(), output.indices().data());
    } finally {
      scratch.give(taken);
    }
  }

  private static void requireOutput(Tensor output, DType dtype, Shape shape) {
    if (output.dtype() != dtype || !output.shape().equals(shape)) {
      throw new IllegalArgumentException(
          "the output is %s %s, but it must be %s %s"
              .formatted(output.dtype(), output.shape(), dtype, shape));
    }
  }

  /**
   * The gradient with respect to the input: every output's gradient is added where its maximum was,
   * in the element type and in row-major order of the outputs.
   *
   * <p>PyTorch writes wherever an index points. Here one outside its plane, which a dilated window
   * that sees no pixel has, is refused, but for -1, which both leave out.
   *
   * @param gradOutput a floating-point tensor of the output's shape
   * @param input what was pooled; only its dtype and shape count
   * @param indices int64, as {@link #applyWithIndices} gave them
   * @return of the input's dtype and shape
   * @throws IllegalArgumentException with PyTorch's text, if they do not go together
   */
  public Tensor backward(Tensor gradOutput, Tensor input, Tensor indices) {
    return MaxPool2dGradient.of(params, gradOutput, input, indices);
  }

  /**
   * The dtype of a gradient.
   *
   * @throws IllegalArgumentException with PyTorch's text, if max pooling of this dtype has none
   */
  public static DType gradientDType(DType input) {
    return Refusals.requireFloating("max_pool2d_backward", input);
  }

  /**
   * Equal parameters make equal poolings, so that a query that names one twice computes it once.
   */
  @Override
  public boolean equals(Object other) {
    return other instanceof MaxPool2d pool && params.equals(pool.params);
  }

  @Override
  public int hashCode() {
    return params.hashCode();
  }

  /** As PyTorch prints the module. */
  @Override
  public String toString() {
    return "MaxPool2d(kernel_size=%s, stride=%s, padding=%s, dilation=%s, ceil_mode=%s)"
        .formatted(
            params.kernelSize(),
            params.stride(),
            params.padding(),
            params.dilation(),
            params.ceilMode() ? "True" : "False");
  }

  private Scratch take(Shape input) {
    Scratch taken = scratch.take();
    if (!input.equals(taken.inputShape)) {
      try {
        taken.plan(params, input);
      } catch (IllegalArgumentException e) {
        // The buffers are as good as before.
        scratch.give(taken);
        throw e;
      }
    }
    return taken;
  }

  private Object readResolve() {
    return of(params);
  }

  /** The geometry of the last shape seen, and the buffers. */
  private static final class Scratch {
    private final RowKernels kernels;
    private final Way way;
    private final InputRows inputRows = new InputRows();
    private final Places places = new Places();
    private final ByteCells unsignedBytes;
    private final ByteCells signedBytes;
    private final FloatCells floats;
    private final PackedCells packed;
    private final IndexedFloatCells indexedFloats;
    private Shape inputShape;
    private Shape outputShape;
    private Windows rowWindows;
    private Windows columnWindows;
    private int planes;
    private SeparableMax separable;

    Scratch(RowKernels kernels, Way way) {
      this.kernels = kernels;
      this.way = way;
      this.unsignedBytes = ByteCells.unsigned(kernels);
      this.signedBytes = ByteCells.signed(kernels);
      this.floats = new FloatCells(kernels);
      this.packed = new PackedCells(kernels, places);
      this.indexedFloats = new IndexedFloatCells(kernels, places);
    }

    void plan(Pool2dParams params, Shape input) {
      Shape output = params.outputShape(input);
      Size2d kernel = params.kernelSize();
      Size2d stride = params.stride();
      Size2d padding = params.padding();
      Size2d dilation = params.dilation();
      Axis rows =
          Axis.of(
              input.extent(-2),
              output.extent(-2),
              kernel.height(),
              stride.height(),
              padding.height(),
              dilation.height());
      Axis columns =
          Axis.of(
              input.extent(-1),
              output.extent(-1),
              kernel.width(),
              stride.width(),
              padding.width(),
              dilation.width());
      rowWindows = Windows.of(rows);
      columnWindows = Windows.of(columns);
      planes = input.rank() == 3 ? input.extent(0) : input.extent(0) * input.extent(1);
      separable =
          way == Way.SEPARABLE && SeparableMax.suits(rows, columns)
              ? SeparableMax.of(rows, columns, inputRows, places, kernels.reach())
              : null;
      outputShape = output;
      inputShape = input;
    }

    void pool(Tensor input, byte[] values) {
      Cells cells =
          switch (input.dtype()) {
            case UINT8 -> unsignedBytes;
            case INT8 -> signedBytes;
            case FLOAT32 -> floats;
            case INT16, INT32, INT64, FLOAT16, BFLOAT16, FLOAT64 -> null;
          };
      pool(cells, input, values, null);
    }

    void pool(Tensor input, byte[] values, byte[] indices) {
      Cells cells =
          switch (input.dtype()) {
            case UINT8 -> packed;
            case FLOAT32 -> indexedFloats;
            case INT8, INT16, INT32, INT64, FLOAT16, BFLOAT16, FLOAT64 -> null;
          };
      pool(cells, input, values, indices);
    }

    private void pool(Cells cells, Tensor input, byte[] values, byte[] indices) {
      if (cells == null || separable == null) {
        WindowScan.pool(rowWindows, columnWindows, planes, input, values, indices);
      } else {
        inputRows.bind(input);
        cells.bind(values, indices);
        separable.pool(cells, planes);
      }
    }
  }
}
