package io.sparkmaxpool.pooling;

import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Shape;
import io.sparkmaxpool.tensor.Tensor;
import java.io.Serializable;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

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
 * <p>Immutable and safe for use by several threads. Scratch memory is kept between calls, so one
 * instance a task allocates nothing a record but the result.
 *
 * <p>Source of the rule: PyTorch, {@code aten/src/ATen/native/cpu/MaxPoolKernel.cpp}.
 */
public final class MaxPool2d implements Serializable {
  private static final long serialVersionUID = 1;

  /** What every JVM can allocate in one array. */
  private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 8;

  private final Pool2dParams params;
  private final transient RowKernels kernels;

  /** Taken while a call runs; a second thread meanwhile makes its own. */
  private final transient AtomicReference<Scratch> scratch = new AtomicReference<>();

  private MaxPool2d(Pool2dParams params, RowKernels kernels) {
    this.params = params;
    this.kernels = kernels;
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
    return new MaxPool2d(params, kernels);
  }

  /** The kernels this JVM pools with: {@code "scalar"}, or e.g. {@code "vector-512"}. */
  public static String kernelName() {
    return KernelChoice.current().kernels().name();
  }

  /** The parameters. */
  public Pool2dParams params() {
    return params;
  }

  /**
   * Pools every plane.
   *
   * @param input {@code [C,H,W]} or {@code [N,C,H,W]}, any dtype
   * @return the same rank and dtype; shape as {@link Pool2dParams#outputShape}
   * @throws IllegalArgumentException with PyTorch's text, if the input does not suit the parameters
   */
  public Tensor apply(Tensor input) {
    Scratch taken = take(input.shape());
    try {
      byte[] values = new byte[taken.bytes(input.dtype())];
      taken.pool(input, values);
      return Tensor.of(input.dtype(), taken.outputShape, values);
    } finally {
      // Not before: whoever takes it next plans another shape.
      scratch.set(taken);
    }
  }

  /**
   * Pools every plane, and tells where each maximum stands.
   *
   * @param input {@code [C,H,W]} or {@code [N,C,H,W]}, any dtype
   * @return values as {@link #apply} gives them, and their indices; the index of a window that sees
   *     no pixel lies outside the plane, as in PyTorch
   * @throws IllegalArgumentException with PyTorch's text, if the input does not suit the parameters
   */
  public PooledWithIndices applyWithIndices(Tensor input) {
    Scratch taken = take(input.shape());
    try {
      byte[] values = new byte[taken.bytes(input.dtype())];
      byte[] indices = new byte[taken.bytes(DType.INT64)];
      taken.pool(input, values, indices);
      return new PooledWithIndices(
          Tensor.of(input.dtype(), taken.outputShape, values),
          Tensor.of(DType.INT64, taken.outputShape, indices));
    } finally {
      scratch.set(taken);
    }
  }

  /**
   * PyTorch's text, if an input of this shape does not suit: what {@link #apply} would fail with.
   */
  public Optional<String> refusal(Shape input) {
    try {
      scratch.set(take(input));
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of(e.getMessage());
    }
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
    Scratch taken = scratch.getAndSet(null);
    if (taken == null) {
      taken = new Scratch(kernels);
    }
    if (!input.equals(taken.inputShape)) {
      try {
        taken.plan(params, input);
      } catch (IllegalArgumentException e) {
        // The buffers are as good as before.
        scratch.set(taken);
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
    private final ByteCells bytes;
    private final PackedCells packed;
    private final FloatCells floats;
    private final IndexedFloatCells indexedFloats;
    private Shape inputShape;
    private Shape outputShape;
    private Axis rows;
    private Axis columns;
    private int planes;
    private SeparableMax separable;

    Scratch(RowKernels kernels) {
      this.kernels = kernels;
      this.bytes = new ByteCells(kernels);
      this.packed = new PackedCells();
      this.floats = new FloatCells(kernels);
      this.indexedFloats = new IndexedFloatCells(kernels);
    }

    void plan(Pool2dParams params, Shape input) {
      Shape output = params.outputShape(input);
      Size2d kernel = params.kernelSize();
      Size2d stride = params.stride();
      Size2d padding = params.padding();
      Size2d dilation = params.dilation();
      rows =
          Axis.of(
              input.extent(-2),
              output.extent(-2),
              kernel.height(),
              stride.height(),
              padding.height(),
              dilation.height());
      columns =
          Axis.of(
              input.extent(-1),
              output.extent(-1),
              kernel.width(),
              stride.width(),
              padding.width(),
              dilation.width());
      planes = input.rank() == 3 ? input.extent(0) : input.extent(0) * input.extent(1);
      separable = SeparableMax.suits(rows, columns) ? SeparableMax.of(rows, columns) : null;
      outputShape = output;
      inputShape = input;
    }

    int bytes(DType dtype) {
      long size = Math.multiplyExact(outputShape.elements(), dtype.bytes());
      if (size > LARGEST_ARRAY) {
        throw new IllegalArgumentException(
            "a pooled tensor of shape %s and dtype %s needs %d bytes, but one array holds %d"
                .formatted(outputShape, dtype, size, LARGEST_ARRAY));
      }
      return (int) size;
    }

    void pool(Tensor input, byte[] values) {
      Cells cells =
          switch (input.dtype()) {
            case UINT8 -> bytes;
            case FLOAT32 -> floats;
            case INT8, INT16, INT32, INT64, FLOAT16, BFLOAT16, FLOAT64 -> null;
          };
      pool(cells, input, values, null);
    }

    void pool(Tensor input, byte[] values, byte[] indices) {
      long plane = (long) rows.input() * columns.input();
      Cells cells =
          switch (input.dtype()) {
            case UINT8 -> plane < PackedCells.PLANE_LIMIT ? packed : null;
            case FLOAT32 -> IndexedFloatCells.suits(rows, columns) ? indexedFloats : null;
            case INT8, INT16, INT32, INT64, FLOAT16, BFLOAT16, FLOAT64 -> null;
          };
      pool(cells, input, values, indices);
    }

    private void pool(Cells cells, Tensor input, byte[] values, byte[] indices) {
      if (cells == null || separable == null) {
        WindowScan.pool(rows, columns, planes, input, values, indices);
      } else {
        cells.bind(input, values, indices);
        separable.pool(cells, planes, kernels.slack());
      }
    }
  }
}
