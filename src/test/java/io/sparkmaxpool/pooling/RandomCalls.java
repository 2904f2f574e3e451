package io.sparkmaxpool.pooling;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sparkmaxpool.pooling.RandomTensors.Kind;
import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Shape;
import io.sparkmaxpool.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Random calls of every operation: three or four dimensions, sides of 1 to 10 and around the lanes
 * of vector units, all parameters. The same seed gives the same calls.
 */
final class RandomCalls {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final double[] NORMS = {
    1,
    2,
    2,
    2,
    3,
    4,
    5,
    -1,
    -2,
    1.5,
    0.5,
    -0.5,
    2.5,
    7,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY
  };

  private final Random random;

  RandomCalls(long seed) {
    this.random = new Random(seed);
  }

  /**
   * A call that keeps the rules on its parameters. It may still be refused: for an input smaller
   * than the kernel, or a dtype that the operation does not have.
   */
  PoolingCall next(PoolingOp op, DType dtype) {
    return switch (op) {
      case MAX_POOL2D -> ofOne(op, tensor(dtype), max(dilation()));
      case AVG_POOL2D -> ofOne(op, tensor(dtype), avg());
      case LP_POOL2D -> ofOne(op, tensor(dtype), lp());
      case ADAPTIVE_MAX_POOL2D -> ofOne(op, tensor(dtype), adaptive());
      case ADAPTIVE_AVG_POOL2D -> adaptiveAverage(dtype);
      case MAX_POOL2D_BACKWARD -> backward(dtype);
      case MAX_UNPOOL2D -> unpool(dtype);
    };
  }

  /**
   * A call with one or two mistakes, in its parameters or tensors. Not those by which some PyTorch
   * would read or write out of bounds: indices and batches of a gradient.
   */
  PoolingCall wrong(PoolingOp op, DType dtype) {
    PoolingCall call = next(op, dtype);
    for (int mistakes = 1 + random.nextInt(2); mistakes > 0; mistakes--) {
      call = withMistake(call);
    }
    return call;
  }

  private PoolingCall withMistake(PoolingCall call) {
    if (random.nextInt(4) == 0) {
      return withTensorMistake(call);
    }
    ObjectNode parameters = call.parameters().deepCopy();
    List<String> names = new ArrayList<>();
    parameters.fieldNames().forEachRemaining(names::add);
    String name = names.get(random.nextInt(names.size()));
    switch (name) {
      case "kernel_size", "stride", "padding", "dilation" ->
          parameters.set(name, random.nextBoolean() ? list(odd()) : list(odd(), odd()));
      case "divisor_override" -> parameters.put(name, 0);
      case "norm_type" ->
          parameters.set(name, random.nextBoolean() ? JSON.numberNode(0) : JSON.numberNode(0.0));
      case "output_size" -> {
        if (call.op() == PoolingOp.MAX_UNPOOL2D) {
          parameters.set(
              name,
              new ArrayNode[] {list(1, 1), list(2, 3, 4), list(-1, 5), list(7), list(1, 1, 99, 3)}
                  [random.nextInt(5)]);
        } else {
          parameters.set(name, random.nextBoolean() ? list(-1) : list(random.nextInt(4) - 1, -1));
        }
      }
      default -> {}
    }
    return new PoolingCall(call.op(), call.inputs(), parameters);
  }

  private int odd() {
    return new int[] {0, -1, 2, 3, 11, 70, -3}[random.nextInt(7)];
  }

  /** Another rank, an empty plane, or a second tensor of another type or shape. */
  private PoolingCall withTensorMistake(PoolingCall call) {
    Tensor first = call.inputs().get(0);
    if (call.inputs().size() == 1) {
      int[][] shapes = {
        {}, {3}, {4, 5}, {1, 1, 2, 4, 4}, {2, 0, 4}, {1, 0, 5, 5}, {1, 2, 0, 5}, {0, 2, 5, 0}
      };
      Tensor other =
          RandomTensors.draw(
              random, first.dtype(), Shape.of(shapes[random.nextInt(shapes.length)]), Kind.TIES);
      return new PoolingCall(call.op(), List.of(other), call.parameters());
    }
    List<Tensor> inputs = new ArrayList<>(call.inputs());
    DType type = DType.values()[random.nextInt(DType.values().length)];
    if (call.op() == PoolingOp.MAX_UNPOOL2D) {
      Shape shape = random.nextBoolean() ? first.shape() : Shape.of(1, 2, 3);
      inputs.set(
          1,
          RandomTensors.draw(random, random.nextBoolean() ? DType.INT64 : type, shape, Kind.TIES));
    } else {
      inputs.set(0, RandomTensors.draw(random, type, first.shape(), Kind.TIES));
    }
    return new PoolingCall(call.op(), inputs, call.parameters());
  }

  private static PoolingCall ofOne(PoolingOp op, Tensor input, ObjectNode parameters) {
    return new PoolingCall(op, List.of(input), parameters);
  }

  private Tensor tensor(DType dtype) {
    return RandomTensors.draw(random, dtype, shape(), Kind.any(random));
  }

  private Shape shape() {
    int height = side();
    int width = side();
    return random.nextBoolean()
        ? Shape.of(1 + random.nextInt(3), height, width)
        : Shape.of(
            random.nextInt(20) == 0 ? 0 : 1 + random.nextInt(2),
            1 + random.nextInt(2),
            height,
            width);
  }

  private int side() {
    int[] lanes = {4, 8, 16, 32, 64};
    return random.nextInt(4) > 0
        ? 1 + random.nextInt(10)
        : lanes[random.nextInt(lanes.length)] + random.nextInt(3) - 1;
  }

  private ObjectNode max(ArrayNode dilation) {
    ObjectNode parameters = window();
    parameters.set("dilation", dilation);
    parameters.put("ceil_mode", random.nextBoolean());
    return parameters;
  }

  private ObjectNode avg() {
    ObjectNode parameters = window();
    parameters.put("ceil_mode", random.nextBoolean());
    parameters.put("count_include_pad", random.nextBoolean());
    switch (random.nextInt(4)) {
      // Not -1: the lowest int64 divided by it traps.
      case 0 -> parameters.put("divisor_override", -2 - random.nextInt(30));
      case 1 -> parameters.put("divisor_override", 1 + random.nextInt(30));
      default -> parameters.putNull("divisor_override");
    }
    return parameters;
  }

  private ObjectNode lp() {
    ObjectNode parameters = window();
    parameters.remove("padding");
    parameters.put("ceil_mode", random.nextBoolean());
    double norm =
        random.nextInt(8) == 0
            ? Math.rint(random.nextDouble(-4, 4) * 1000) / 1000
            : NORMS[random.nextInt(NORMS.length)];
    if (Double.isInfinite(norm)) {
      parameters.put("norm_type", norm > 0 ? "inf" : "-inf");
    } else if (norm == Math.rint(norm) && norm != 0 && random.nextBoolean()) {
      parameters.put("norm_type", (int) norm);
    } else {
      parameters.put("norm_type", norm == 0 ? 0.25 : norm);
    }
    return parameters;
  }

  private ObjectNode adaptive() {
    ObjectNode parameters = JSON.objectNode();
    ArrayNode size = parameters.putArray("output_size");
    int extents = 1 + random.nextInt(2);
    for (int i = 0; i < extents; i++) {
      if (extents == 2 && random.nextInt(8) == 0) {
        size.addNull();
      } else {
        size.add(random.nextInt(12) == 0 ? 0 : 1 + random.nextInt(random.nextInt(4) == 0 ? 20 : 7));
      }
    }
    return parameters;
  }

  private PoolingCall adaptiveAverage(DType dtype) {
    ObjectNode parameters = adaptive();
    // A mean of the largest numbers overflows or not by the order of its sum.
    Kind kind = Kind.values()[random.nextInt(Kind.values().length - 1)];
    Tensor input = RandomTensors.draw(random, dtype, shape(), kind);
    return ofOne(PoolingOp.ADAPTIVE_AVG_POOL2D, input, parameters);
  }

  /** Without empty windows, whose indices lie outside the plane: PyTorch would write there. */
  private PoolingCall backward(DType dtype) {
    Tensor input = tensor(dtype);
    ObjectNode parameters = max(list(1));
    PooledWithIndices pooled = pooled(input, parameters);
    Tensor gradient = RandomTensors.draw(random, dtype, pooled.values().shape(), Kind.any(random));
    return new PoolingCall(
        PoolingOp.MAX_POOL2D_BACKWARD, List.of(gradient, input, pooled.indices()), parameters);
  }

  private PoolingCall unpool(DType dtype) {
    Tensor input = tensor(dtype);
    ObjectNode parameters = max(list(1));
    PooledWithIndices pooled = pooled(input, parameters);
    parameters.remove("dilation");
    parameters.remove("ceil_mode");
    int height = input.shape().extent(-2);
    int width = input.shape().extent(-1);
    switch (random.nextInt(4)) {
      case 0 -> parameters.putNull("output_size");
      case 1 -> parameters.putArray("output_size").add(1).add(1).add(height).add(width);
      case 2 -> parameters.putArray("output_size").add(height + random.nextInt(2)).add(width + 1);
      default -> parameters.putArray("output_size").add(height).add(width);
    }
    return new PoolingCall(
        PoolingOp.MAX_UNPOOL2D, List.of(pooled.values(), pooled.indices()), parameters);
  }

  private static PooledWithIndices pooled(Tensor input, ObjectNode parameters) {
    return NaiveMaxPool.pool(
        new PoolingCall(PoolingOp.MAX_POOL2D, List.of(input), parameters).maxParams(), input);
  }

  /** A kernel, a stride, and a padding of at most half the kernel. */
  private ObjectNode window() {
    boolean large = random.nextInt(8) == 0;
    int height = 1 + random.nextInt(large ? 24 : 5);
    int width = 1 + random.nextInt(large ? 24 : 5);
    boolean square = random.nextInt(3) == 0;
    ObjectNode parameters = JSON.objectNode();
    parameters.set("kernel_size", square ? list(height) : list(height, width));
    parameters.set(
        "stride",
        switch (random.nextInt(4)) {
          case 0 -> list();
          case 1 -> list(1 + random.nextInt(3));
          default -> list(1 + random.nextInt(6), 1 + random.nextInt(6));
        });
    parameters.set(
        "padding",
        random.nextInt(3) == 0
            ? list(0)
            : list(
                random.nextInt(height / 2 + 1), random.nextInt((square ? height : width) / 2 + 1)));
    return parameters;
  }

  private ArrayNode dilation() {
    return random.nextInt(3) > 0 ? list(1) : list(1 + random.nextInt(6), 1 + random.nextInt(6));
  }

  private static ArrayNode list(int... values) {
    ArrayNode list = JSON.arrayNode();
    for (int value : values) {
      list.add(value);
    }
    return list;
  }
}
