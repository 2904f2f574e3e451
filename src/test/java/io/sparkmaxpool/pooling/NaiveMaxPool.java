package io.sparkmaxpool.pooling;

import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Shape;
import io.sparkmaxpool.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** The reference of max pooling: PyTorch's loop written down as it stands, for every type. */
final class NaiveMaxPool {
  private NaiveMaxPool() {}

  static PooledWithIndices pool(Pool2dParams p, Tensor input) {
    NaiveWindows rows =
        NaiveWindows.sliding(
            input.shape().extent(-2),
            p.kernelSize().height(),
            p.stride().height(),
            p.padding().height(),
            p.dilation().height(),
            p.ceilMode());
    NaiveWindows columns =
        NaiveWindows.sliding(
            input.shape().extent(-1),
            p.kernelSize().width(),
            p.stride().width(),
            p.padding().width(),
            p.dilation().width(),
            p.ceilMode());
    return pool(rows, columns, input);
  }

  static PooledWithIndices pool(NaiveWindows rows, NaiveWindows columns, Tensor input) {
    NaiveElements in = NaiveElements.of(input);
    int height = input.shape().extent(-2);
    int width = input.shape().extent(-1);
    Shape shape = shape(input.shape(), rows, columns);
    DType dtype = input.dtype();
    ByteBuffer values =
        ByteBuffer.allocate((int) shape.elements() * dtype.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer indices =
        ByteBuffer.allocate((int) shape.elements() * 8).order(ByteOrder.LITTLE_ENDIAN);
    int planes = height * width == 0 ? 0 : in.size() / (height * width);
    for (int plane = 0; plane < planes; plane++) {
      for (int oh = 0; oh < rows.outputs(); oh++) {
        for (int ow = 0; ow < columns.outputs(); ow++) {
          long index = (long) rows.first()[oh] * width + columns.first()[ow];
          int best = -1;
          for (int h = rows.first()[oh]; h < rows.end()[oh]; h += rows.step()) {
            for (int w = columns.first()[ow]; w < columns.end()[ow]; w += columns.step()) {
              int i = (plane * height + h) * width + w;
              if (best < 0 || beats(in, i, best)) {
                best = i;
                index = (long) h * width + w;
              }
            }
          }
          values.put(best < 0 ? lowest(dtype) : element(input, best));
          indices.putLong(index);
        }
      }
    }
    return new PooledWithIndices(
        Tensor.of(dtype, shape, values.array()), Tensor.of(DType.INT64, shape, indices.array()));
  }

  /** The input's shape with other planes. */
  static Shape shape(Shape input, NaiveWindows rows, NaiveWindows columns) {
    int[] extents = input.toArray();
    extents[extents.length - 2] = rows.outputs();
    extents[extents.length - 1] = columns.outputs();
    return Shape.of(extents);
  }

  private static boolean beats(NaiveElements in, int challenger, int holder) {
    return in.isFloating()
        ? in.real(challenger) > in.real(holder) || Double.isNaN(in.real(challenger))
        : in.whole(challenger) > in.whole(holder);
  }

  private static byte[] lowest(DType dtype) {
    NaiveElements one = NaiveElements.zeros(dtype, 1);
    one.set(0, Double.NEGATIVE_INFINITY);
    one.set(
        0,
        switch (dtype) {
          case UINT8 -> 0L;
          case INT8 -> Byte.MIN_VALUE;
          case INT16 -> Short.MIN_VALUE;
          case INT32 -> Integer.MIN_VALUE;
          default -> Long.MIN_VALUE;
        });
    return one.toTensor(Shape.of(1)).data();
  }

  /** An element's bytes; but the half types go through float32, where a NaN becomes quiet. */
  private static byte[] element(Tensor input, int i) {
    int bytes = input.dtype().bytes();
    byte[] element = new byte[bytes];
    System.arraycopy(input.data(), i * bytes, element, 0, bytes);
    int bits = bytes == 2 ? (element[1] & 0xFF) << 8 | element[0] & 0xFF : 0;
    if (input.dtype() == DType.FLOAT16 && (bits & 0x7FFF) > 0x7C00) {
      element[1] |= 2;
    } else if (input.dtype() == DType.BFLOAT16 && (bits & 0x7FFF) > 0x7F80) {
      return new byte[] {(byte) 0xC0, 0x7F};
    }
    return element;
  }

  /** The gradient: each output's is added where its maximum was, in the element type. */
  static Tensor backward(Tensor gradOutput, Tensor input, Tensor indices) {
    NaiveElements from = NaiveElements.of(gradOutput);
    NaiveElements at = NaiveElements.of(indices);
    NaiveElements to = NaiveElements.zeros(input.dtype(), (int) input.shape().elements());
    int outputs = gradOutput.shape().extent(-2) * gradOutput.shape().extent(-1);
    int inputs = input.shape().extent(-2) * input.shape().extent(-1);
    for (int i = 0; i < from.size(); i++) {
      if (at.whole(i) != -1) {
        int place = i / outputs * inputs + (int) at.whole(i);
        double sum = to.real(place) + from.real(i);
        to.set(place, input.dtype() == DType.FLOAT64 ? sum : (float) sum);
      }
    }
    return to.toTensor(input.shape());
  }

  /** Every value at its index of a zeroed plane; two values of one index are alike. */
  static Tensor unpool(Tensor values, Tensor indices, int height, int width) {
    int[] extents = values.shape().toArray();
    int plane = extents[extents.length - 2] * extents[extents.length - 1];
    extents[extents.length - 2] = height;
    extents[extents.length - 1] = width;
    Shape shape = Shape.of(extents);
    int bytes = values.dtype().bytes();
    byte[] out = new byte[(int) shape.elements() * bytes];
    long[] places = indices.toLongs();
    for (int i = 0; i < places.length && out.length > 0; i++) {
      int place = i / plane * height * width + (int) places[i];
      System.arraycopy(values.data(), i * bytes, out, place * bytes, bytes);
    }
    return Tensor.of(values.dtype(), shape, out);
  }

  /** Both tensors of a pooling, as an engine gives them. */
  static List<Tensor> tensors(PooledWithIndices pooled) {
    return List.of(pooled.values(), pooled.indices());
  }
}
