package io.sparkmaxpool.pooling;

import io.sparkmaxpool.tensor.BFloat16;
import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Float16;
import io.sparkmaxpool.tensor.Shape;
import io.sparkmaxpool.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The gradient of a max pooling: what comes from above is added up where the maxima were, in the
 * element type, in row-major order of the outputs.
 */
final class MaxPool2dGradient {
  private MaxPool2dGradient() {}

  /** As {@link MaxPool2d#backward}. */
  static Tensor of(Pool2dParams params, Tensor gradOutput, Tensor input, Tensor indices) {
    DType dtype = input.dtype();
    if (gradOutput.dtype() != dtype) {
      throw new IllegalArgumentException(
          "expected dtype %s for `gradOutput` but got dtype %s"
              .formatted(cppName(dtype), cppName(gradOutput.dtype())));
    }
    Shape output = params.outputShape(input.shape());
    requireShape(gradOutput.shape(), output);
    requireShape(indices.shape(), output);
    MaxPool2d.gradientDType(dtype);
    if (indices.dtype() != DType.INT64) {
      throw new IllegalArgumentException(
          "expected scalar type Long but found " + indices.dtype().torchName());
    }
    byte[] gradient = Tensor.allocate(dtype, input.shape());
    add(gradOutput, indices, input.shape(), gradient);
    return Tensor.of(dtype, input.shape(), gradient);
  }

  private static void requireShape(Shape given, Shape output) {
    int rank = output.rank();
    // The planes come first, the batch last.
    for (int i = 0; i < rank; i++) {
      int axis = (rank - 3 + i) % rank;
      if (given.rank() != rank || given.extent(axis) != output.extent(axis)) {
        throw new IllegalArgumentException(
            "Expected a tensor of dimension %d and tensor.size[%d] == %d but got: dimension %d and tensor.size[%d] = %d"
                .formatted(
                    rank,
                    axis,
                    output.extent(axis),
                    given.rank(),
                    axis,
                    axis < given.rank() ? given.extent(axis) : 0));
      }
    }
  }

  private static void add(Tensor gradOutput, Tensor indices, Shape input, byte[] gradient) {
    DType dtype = gradOutput.dtype();
    Shape output = gradOutput.shape();
    ByteBuffer from = ByteBuffer.wrap(gradOutput.data()).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer at = ByteBuffer.wrap(indices.data()).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer to = ByteBuffer.wrap(gradient).order(ByteOrder.LITTLE_ENDIAN);
    int outputPlane = output.extent(-2) * output.extent(-1);
    int inputPlane = input.extent(-2) * input.extent(-1);
    int elements = (int) output.elements();
    for (int i = 0; i < elements; i++) {
      long index = at.getLong(i * Long.BYTES);
      if (index == -1) {
        continue;
      }
      if (index < 0 || index >= inputPlane) {
        throw new IllegalArgumentException(
            "index %d of output element %d lies outside the input's planes of %d elements"
                .formatted(index, i, inputPlane));
      }
      int place = i / outputPlane * inputPlane + (int) index;
      switch (dtype) {
        case FLOAT16 ->
            to.putShort(
                place * 2,
                Float16.ofFloat(
                    Float16.toFloat(to.getShort(place * 2))
                        + Float16.toFloat(from.getShort(i * 2))));
        case BFLOAT16 ->
            to.putShort(
                place * 2,
                BFloat16.ofFloat(
                    BFloat16.toFloat(to.getShort(place * 2))
                        + BFloat16.toFloat(from.getShort(i * 2))));
        case FLOAT64 -> to.putDouble(place * 8, to.getDouble(place * 8) + from.getDouble(i * 8));
        default -> to.putFloat(place * 4, to.getFloat(place * 4) + from.getFloat(i * 4));
      }
    }
  }

  /** What PyTorch's messages about two dtypes call them. */
  private static String cppName(DType dtype) {
    return switch (dtype) {
      case UINT8 -> "unsigned char";
      case INT8 -> "signed char";
      case INT16 -> "short int";
      case INT32 -> "int";
      case INT64 -> "long int";
      case FLOAT16 -> "c10::Half";
      case BFLOAT16 -> "c10::BFloat16";
      case FLOAT32 -> "float";
      case FLOAT64 -> "double";
    };
  }
}
