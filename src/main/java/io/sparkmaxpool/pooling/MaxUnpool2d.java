package io.sparkmaxpool.pooling;

import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Shape;
import io.sparkmaxpool.tensor.Tensor;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Max unpooling with the bits of PyTorch's {@code nn.MaxUnpool2d} on a CPU, for the four
 * floating-point types: every value goes back to its index, all else is zero.
 *
 * <pre>{@code
 * PooledWithIndices pooled = MaxPool2d.of(Pool2dParams.of(2)).applyWithIndices(image);
 * MaxUnpool2d.of(MaxUnpool2dParams.of(Size2d.of(2)))
 *     .apply(pooled.values(), pooled.indices());   // [3, 16, 16] -> [3, 32, 32]
 * }</pre>
 *
 * <p>An index counts in planes of the output size. Where two values have one index, the last in
 * row-major order stays; PyTorch promises none of them, but those of a max pooling are equal.
 *
 * <p>Immutable and safe for use by several threads.
 *
 * <p>Source of the rule: PyTorch, {@code torch/nn/functional.py} ({@code _unpool_output_size}),
 * {@code aten/src/ATen/native/MaxUnpooling.cpp} and {@code cpu/MaxUnpoolKernel.cpp}.
 */
public final class MaxUnpool2d implements Serializable {
  private static final long serialVersionUID = 1;
  private final MaxUnpool2dParams params;

  private MaxUnpool2d(MaxUnpool2dParams params) {
    this.params = params;
  }

  /** A max unpooling with these parameters. */
  public static MaxUnpool2d of(MaxUnpool2dParams params) {
    return new MaxUnpool2d(params);
  }

  /** The parameters. */
  public MaxUnpool2dParams params() {
    return params;
  }

  /**
   * The dtype of the output.
   *
   * @throws IllegalArgumentException with PyTorch's text, if there is no unpooling of this dtype
   */
  public static DType outputDType(DType input) {
    return Refusals.requireFloating("max_unpool2d", input);
  }

  /**
   * Unpools every plane, to the size that {@code (extent - 1) * stride + kernel - 2 * padding}
   * gives on each axis.
   *
   * @param values {@code [C,H,W]} or {@code [N,C,H,W]}
   * @param indices int64, of the same shape
   * @throws IllegalArgumentException with PyTorch's text, if they do not suit
   */
  public Tensor apply(Tensor values, Tensor indices) {
    long[] size = defaultSize(values.shape());
    requireNonNegative(size);
    return scatter(values, indices, size);
  }

  /**
   * Unpools every plane to a given size.
   *
   * @param values {@code [C,H,W]} or {@code [N,C,H,W]}
   * @param indices int64, of the same shape
   * @param outputSize height and width, or all four extents, of which the last two count; less than
   *     one stride from the default size
   * @throws IllegalArgumentException with PyTorch's text, if they do not suit
   */
  public Tensor apply(Tensor values, Tensor indices, int... outputSize) {
    return scatter(values, indices, checkedSize(values.shape(), outputSize));
  }

  /**
   * The shape of the output for a given size.
   *
   * @param input {@code [C,H,W]} or {@code [N,C,H,W]}
   * @param outputSize as {@link #apply(Tensor, Tensor, int...)} takes it
   * @throws IllegalArgumentException with PyTorch's text, if it does not suit
   */
  public Shape outputShape(Shape input, int... outputSize) {
    return withPlanes(input, checkedSize(input, outputSize));
  }

  private long[] checkedSize(Shape input, int[] outputSize) {
    long[] least = defaultSize(input);
    int[] size = outputSize.length == 4 ? Arrays.copyOfRange(outputSize, 2, 4) : outputSize;
    if (size.length != 2) {
      throw new IllegalArgumentException(
          "output_size should be a sequence containing 2 or 4 elements, but it has a length of '%d'"
              .formatted(size.length));
    }
    int[] strides = {params.stride().height(), params.stride().width()};
    for (int axis = 0; axis < 2; axis++) {
      long low = least[axis] - strides[axis];
      long high = least[axis] + strides[axis];
      if (size[axis] <= low || size[axis] >= high) {
        throw new IllegalArgumentException(
            "invalid output_size \"%s\" (dim %d must be between %d and %d)"
                .formatted(Arrays.toString(size), axis, low, high));
      }
    }
    long[] checked = {size[0], size[1]};
    requireNonNegative(checked);
    return checked;
  }

  private long[] defaultSize(Shape input) {
    if (input.rank() < 2) {
      // Python has no words for this: "tuple index out of range".
      requireRank(input);
    }
    return new long[] {
      defaultExtent(
          input.extent(-2),
          params.kernelSize().height(),
          params.stride().height(),
          params.padding().height()),
      defaultExtent(
          input.extent(-1),
          params.kernelSize().width(),
          params.stride().width(),
          params.padding().width())
    };
  }

  private static long defaultExtent(int input, int kernel, int stride, int padding) {
    return (input - 1L) * stride + kernel - 2L * padding;
  }

  private static void requireNonNegative(long[] size) {
    for (int axis = 0; axis < size.length; axis++) {
      if (size[axis] < 0) {
        throw new IllegalArgumentException(
            "max_unpooling: output_size must contain non-negative spatial dimensions, but got output_size[%d]=%d"
                .formatted(axis, size[axis]));
      }
    }
  }

  private static void requireRank(Shape input) {
    if (input.rank() != 3 && input.rank() != 4) {
      throw new IllegalArgumentException(
          "Input to max_unpooling2d should be a 3d or 4d Tensor, but got a tensor with %d dimensions."
              .formatted(input.rank()));
    }
  }

  private static void check(Tensor values, Tensor indices) {
    Shape shape = values.shape();
    if (indices.dtype() != DType.INT64) {
      throw new IllegalArgumentException(
          "elements in indices should be type int64 but got: " + indices.dtype().torchName());
    }
    requireRank(shape);
    if (!indices.shape().equals(shape)) {
      throw new IllegalArgumentException(
          "Expected shape of indices to be same as that of the input tensor (%s) but got indices tensor with shape: %s"
              .formatted(shape, indices.shape()));
    }
    for (int axis = 1; axis < shape.rank(); axis++) {
      if (shape.extent(axis) == 0) {
        throw new IllegalArgumentException(
            "max_unpooling2d_forward_out_cpu(): Expected input to have non-zero size for non-batch dimensions, but input has sizes %s with dimension %d being empty"
                .formatted(shape, axis));
      }
    }
    outputDType(values.dtype());
  }

  private static Tensor scatter(Tensor values, Tensor indices, long[] size) {
    check(values, indices);
    Shape output = withPlanes(values.shape(), size);
    int inputPlane = values.shape().extent(-2) * values.shape().extent(-1);
    byte[] unpooled = Tensor.allocate(values.dtype(), output);
    long plane = size[0] * size[1];
    // Into planes of nothing PyTorch writes nothing, and looks at no index.
    int elements = plane == 0 ? 0 : (int) values.shape().elements();
    int bytes = values.dtype().bytes();
    ByteBuffer places = ByteBuffer.wrap(indices.data()).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < elements; i++) {
      long index = places.getLong();
      if (index < 0 || index >= plane) {
        throw new IllegalArgumentException(
            "Found an invalid max index: %d (output volumes are of size %dx%d)"
                .formatted(index, size[0], size[1]));
      }
      int place = (int) (i / inputPlane * plane + index);
      System.arraycopy(values.data(), i * bytes, unpooled, place * bytes, bytes);
    }
    return Tensor.of(values.dtype(), output, unpooled);
  }

  private static Shape withPlanes(Shape input, long[] size) {
    if (size[0] > Integer.MAX_VALUE || size[1] > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "max_unpooling: output_size %s is too large".formatted(Arrays.toString(size)));
    }
    int[] extents = input.toArray();
    extents[extents.length - 2] = (int) size[0];
    extents[extents.length - 1] = (int) size[1];
    return Shape.of(extents);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof MaxUnpool2d pool && params.equals(pool.params);
  }

  @Override
  public int hashCode() {
    return params.hashCode();
  }

  /** As PyTorch prints the module. */
  @Override
  public String toString() {
    return "MaxUnpool2d(kernel_size=%s, stride=%s, padding=%s)"
        .formatted(params.kernelSize(), params.stride(), params.padding());
  }
}
