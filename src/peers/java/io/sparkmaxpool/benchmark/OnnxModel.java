package io.sparkmaxpool.benchmark;

import io.sparkmaxpool.pooling.Pool2dParams;
import io.sparkmaxpool.pooling.Size2d;
import io.sparkmaxpool.tensor.DType;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * The bytes of an ONNX model that is one MaxPool node, version 12 of the operator: input {@code x},
 * outputs {@code y} and, if asked for, {@code indices}.
 *
 * <p>Source of the field numbers: the ONNX specification, {@code onnx.proto}. Fields here are
 * either numbers or bytes that carry their length, which is all that such a model needs.
 */
final class OnnxModel {
  private static final int IR_VERSION = 8;
  private static final int OPERATORS_VERSION = 12;
  private static final int INTS_ATTRIBUTE = 7;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  private OnnxModel() {}

  /** A model that pools this input. */
  static byte[] maxPool(KernelCase one, DType dtype, Outputs outputs) {
    Pool2dParams params = one.params();
    Size2d padding = params.padding();
    OnnxModel node = new OnnxModel().text(1, "x").text(2, "y");
    OnnxModel graph = new OnnxModel();
    if (outputs == Outputs.VALUES_AND_INDICES) {
      node.text(2, "indices");
    }
    node.text(4, "MaxPool")
        .part(5, ints("kernel_shape", sizes(params.kernelSize())))
        .part(5, ints("strides", sizes(params.stride())))
        .part(5, ints("dilations", sizes(params.dilation())))
        .part(
            5, ints("pads", padding.height(), padding.width(), padding.height(), padding.width()));
    graph.part(1, node).text(2, "pooling");
    graph.part(11, value("x", type(dtype), one.batch()));
    graph.part(12, value("y", type(dtype)));
    if (outputs == Outputs.VALUES_AND_INDICES) {
      graph.part(12, value("indices", type(DType.INT64)));
    }
    return new OnnxModel()
        .number(1, IR_VERSION)
        .part(7, graph)
        .part(8, new OnnxModel().number(2, OPERATORS_VERSION))
        .bytes
        .toByteArray();
  }

  private static long[] sizes(Size2d size) {
    return new long[] {size.height(), size.width()};
  }

  /** ONNX's number of an element type. */
  private static int type(DType dtype) {
    return switch (dtype) {
      case FLOAT32 -> 1;
      case UINT8 -> 2;
      case INT64 -> 7;
      default -> throw new IllegalArgumentException("not measured: " + dtype);
    };
  }

  private static OnnxModel ints(String name, long... values) {
    OnnxModel attribute = new OnnxModel().text(1, name);
    for (long value : values) {
      attribute.number(8, value);
    }
    return attribute.number(20, INTS_ATTRIBUTE);
  }

  /** A tensor's name, element type and extents; without extents ONNX Runtime finds them. */
  private static OnnxModel value(String name, int type, long... extents) {
    OnnxModel tensor = new OnnxModel().number(1, type);
    if (extents.length > 0) {
      OnnxModel shape = new OnnxModel();
      for (long extent : extents) {
        shape.part(1, new OnnxModel().number(1, extent));
      }
      tensor.part(2, shape);
    }
    return new OnnxModel().text(1, name).part(2, new OnnxModel().part(1, tensor));
  }

  private OnnxModel number(int field, long value) {
    varint(field << 3);
    varint(value);
    return this;
  }

  private OnnxModel text(int field, String text) {
    return delimited(field, text.getBytes(StandardCharsets.UTF_8));
  }

  private OnnxModel part(int field, OnnxModel part) {
    return delimited(field, part.bytes.toByteArray());
  }

  private OnnxModel delimited(int field, byte[] content) {
    varint(field << 3 | 2);
    varint(content.length);
    bytes.writeBytes(content);
    return this;
  }

  /** Seven bits a byte, the lowest first. */
  private void varint(long value) {
    long rest = value;
    while (rest > 0x7F) {
      bytes.write((int) (rest & 0x7F | 0x80));
      rest >>>= 7;
    }
    bytes.write((int) rest);
  }
}
