package io.sparkmaxpool.pooling;

import com.fasterxml.jackson.databind.JsonNode;
import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Shape;
import io.sparkmaxpool.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * One call of an operation, as PyTorch is given it.
 *
 * @param inputs the tensors, in the operation's order
 * @param parameters by name: sizes are lists of one or two, an empty stride is the kernel's, a norm
 *     is a whole or another number or {@code "inf"}
 */
record PoolingCall(PoolingOp op, List<Tensor> inputs, JsonNode parameters) {

  /** What is pooled or unpooled; the gradient comes before it. */
  Tensor input() {
    return inputs.get(op == PoolingOp.MAX_POOL2D_BACKWARD ? 1 : 0);
  }

  DType dtype() {
    return input().dtype();
  }

  Shape shape() {
    return input().shape();
  }

  /**
   * Whether the Java parameters can say the same: they know no lists of three and no numbers beyond
   * an int, whose checks stand before the API.
   */
  boolean isExpressible() {
    for (String name : List.of("kernel_size", "stride", "padding", "dilation", "output_size")) {
      JsonNode value = parameters.path(name);
      if (value.isArray()) {
        boolean anyLength = op == PoolingOp.MAX_UNPOOL2D && name.equals("output_size");
        boolean omitted = name.equals("stride") && value.isEmpty();
        if (!anyLength && !omitted && value.size() != 1 && value.size() != 2) {
          return false;
        }
        for (JsonNode number : value) {
          if (!number.isNull() && !number.canConvertToInt()) {
            return false;
          }
        }
      }
    }
    return true;
  }

  /** A pair of extents; an empty stride is the kernel's. */
  Size2d size(String name) {
    JsonNode value = parameters.required(name);
    if (name.equals("stride") && value.isEmpty()) {
      return size("kernel_size");
    }
    return new Size2d(value.get(0).intValue(), value.get(value.size() - 1).intValue());
  }

  boolean flag(String name) {
    return parameters.required(name).booleanValue();
  }

  /** A whole number, or null. */
  Integer number(String name) {
    JsonNode value = parameters.required(name);
    return value.isNull() ? null : (Integer) value.intValue();
  }

  NormType norm() {
    JsonNode value = parameters.required("norm_type");
    if (value.isInt()) {
      return NormType.of(value.intValue());
    }
    return NormType.of(
        value.isTextual()
            ? Double.parseDouble(value.textValue().replace("inf", "Infinity"))
            : value.doubleValue());
  }

  OutputSize2d adaptiveSize() {
    JsonNode value = parameters.required("output_size");
    JsonNode height = value.get(0);
    JsonNode width = value.get(value.size() - 1);
    return new OutputSize2d(
        height.isNull() ? null : (Integer) height.intValue(),
        width.isNull() ? null : (Integer) width.intValue());
  }

  /** An unpooling's given size, or null. */
  int[] unpooledSize() {
    JsonNode value = parameters.required("output_size");
    if (value.isNull()) {
      return null;
    }
    int[] size = new int[value.size()];
    for (int i = 0; i < size.length; i++) {
      size[i] = value.get(i).intValue();
    }
    return size;
  }

  Pool2dParams maxParams() {
    return new Pool2dParams(
        size("kernel_size"), size("stride"), size("padding"), size("dilation"), flag("ceil_mode"));
  }

  AvgPool2dParams avgParams() {
    return new AvgPool2dParams(
        size("kernel_size"),
        size("stride"),
        size("padding"),
        flag("ceil_mode"),
        flag("count_include_pad"),
        number("divisor_override"));
  }

  LpPool2dParams lpParams() {
    return new LpPool2dParams(norm(), size("kernel_size"), size("stride"), flag("ceil_mode"));
  }

  MaxUnpool2dParams unpoolParams() {
    return new MaxUnpool2dParams(size("kernel_size"), size("stride"), size("padding"));
  }

  @Override
  public String toString() {
    List<String> tensors = new ArrayList<>();
    for (Tensor tensor : inputs) {
      tensors.add(tensor.dtype() + " " + tensor.shape());
    }
    return "%s(%s) %s".formatted(op, String.join(", ", tensors), parameters);
  }
}
