package io.sparkmaxpool.benchmark;

import io.sparkmaxpool.pooling.KernelTwins;
import io.sparkmaxpool.pooling.Pool2dParams;
import io.sparkmaxpool.pooling.PooledWithIndices;
import io.sparkmaxpool.pooling.Size2d;
import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Shape;
import io.sparkmaxpool.tensor.Tensor;
import io.sparkmaxpool.tensor.ToTensor;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An input and a window, written as {@code 64x112x112 k3 s2 p1}: extents, kernel size, stride,
 * padding and dilation, each of these one number or {@code HxW}. The word {@code pixels} asks for
 * other float32 values.
 *
 * <p>uint8 inputs are uniformly random. So are float32 ones with {@code pixels}, divided by 255 as
 * torchvision's ToTensor does. Other float32 inputs are normally distributed, as feature maps are
 * about: of both signs and without ties. The values count: branches of scalar loops are foreseen
 * better or worse, and kernels that turn floats into integers have more to do for negative ones.
 *
 * @param name as it was written
 * @param shape {@code [C,H,W]} or {@code [N,C,H,W]}
 * @param params of the window, floor mode
 * @param pixels whether float32 values are pixels' divided by 255
 */
record KernelCase(String name, Shape shape, Pool2dParams params, boolean pixels) {
  private static final long SEED = 1;
  private static final String SIZE = "(\\d+(?:x\\d+)?)";
  private static final Pattern NAME =
      Pattern.compile(
          "(\\d+(?:x\\d+){2,3}) k%1$s(?: s%1$s)?(?: p%1$s)?(?: d%1$s)?( pixels)?".formatted(SIZE));

  /**
   * The case of this name.
   *
   * @throws IllegalArgumentException if it is not written so, or no such pooling can be
   */
  static KernelCase of(String name) {
    Matcher parts = NAME.matcher(name);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "'%s' is no case: write [N]xCxHxW kK [sS] [pP] [dD] [pixels], e.g. 64x112x112 k3 s2 p1"
              .formatted(name));
    }
    Size2d kernel = size(parts.group(2), null);
    Pool2dParams params =
        new Pool2dParams(
            kernel,
            size(parts.group(3), kernel),
            size(parts.group(4), Size2d.of(0)),
            size(parts.group(5), Size2d.of(1)),
            false);
    KernelCase one =
        new KernelCase(name, Shape.of(numbers(parts.group(1))), params, parts.group(6) != null);
    params.outputShape(one.shape());
    return one;
  }

  private static Size2d size(String written, Size2d otherwise) {
    if (written == null) {
      return otherwise;
    }
    int[] numbers = numbers(written);
    return new Size2d(numbers[0], numbers[numbers.length - 1]);
  }

  private static int[] numbers(String written) {
    return Pattern.compile("x").splitAsStream(written).mapToInt(Integer::parseInt).toArray();
  }

  /** The input; the same whenever it is asked for. */
  Tensor input(DType dtype) {
    Random random = new Random(SEED);
    byte[] bytes = new byte[Math.toIntExact(shape.elements())];
    if (dtype == DType.UINT8) {
      random.nextBytes(bytes);
      return Tensor.of(dtype, shape, bytes);
    }
    float[] values = new float[bytes.length];
    if (pixels) {
      random.nextBytes(bytes);
      for (int i = 0; i < values.length; i++) {
        values[i] = ToTensor.of(bytes[i]);
      }
    } else {
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) random.nextGaussian();
      }
    }
    return Tensor.of(shape, values);
  }

  /** What pooling this input must give, by the scalar kernels. */
  PooledWithIndices pooled(Tensor input) {
    return KernelTwins.scalar(params).applyWithIndices(input);
  }

  /** The extents of the input with a batch, of one if there is none: {@code [N,C,H,W]}. */
  long[] batch() {
    long[] batch = {1, 1, 1, 1};
    for (int axis = 1; axis <= shape.rank(); axis++) {
      batch[batch.length - axis] = shape.extent(-axis);
    }
    return batch;
  }

  Shape outputShape() {
    return params.outputShape(shape);
  }
}
