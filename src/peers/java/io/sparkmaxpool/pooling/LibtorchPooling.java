package io.sparkmaxpool.pooling;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtModel;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Shape;
import io.sparkmaxpool.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * PyTorch in this JVM: libtorch, through the TorchScript module that {@code
 * src/build/make_libtorch_module.py} writes. One thread, so that its sums have one order.
 */
final class LibtorchPooling implements PoolingEngine, AutoCloseable {
  /** Numbers of {@code c10::ScalarType}, in the order of {@link DType}. */
  private static final long[] SCALAR_TYPES = {0, 1, 2, 3, 4, 5, 15, 6, 7};

  private static final Pattern ERROR = Pattern.compile("^RuntimeError: (.*)$", Pattern.MULTILINE);

  private final Model model;
  private final PtSymbolBlock module;

  private LibtorchPooling(Model model) {
    this.model = model;
    this.module = (PtSymbolBlock) model.getBlock();
  }

  /** Loads libtorch and the module; fails if either cannot be. */
  static LibtorchPooling load() throws IOException, MalformedModelException {
    Model model = Model.newInstance("pooling", "PyTorch");
    try (InputStream file = LibtorchPooling.class.getResourceAsStream("/pooling.pt")) {
      ((PtModel) model).load(file, false);
    }
    return new LibtorchPooling(model);
  }

  /** The version of libtorch. */
  static String version() {
    return Engine.getEngine("PyTorch").getVersion();
  }

  /** The PyTorch that made the module. */
  String madeBy() {
    try (IValue version = IValueUtils.runMethod(module, "made_by")) {
      return version.toStringValue();
    }
  }

  @Override
  public Outcome run(PoolingCall call) {
    try (NDManager manager = model.getNDManager().newSubManager()) {
      return new Outcome.Result(results(call, (PtNDManager) manager));
    } catch (EngineException e) {
      return new Outcome.Refused(text(e));
    }
  }

  private List<Tensor> results(PoolingCall call, PtNDManager manager) {
    List<IValue> arguments = new ArrayList<>();
    String method = call.op().toString();
    switch (call.op()) {
      case MAX_POOL2D, MAX_POOL2D_BACKWARD -> {
        addLists(arguments, call, "kernel_size", "stride", "padding", "dilation");
        arguments.add(IValue.from(call.flag("ceil_mode")));
      }
      case AVG_POOL2D -> {
        addLists(arguments, call, "kernel_size", "stride", "padding");
        arguments.add(IValue.from(call.flag("ceil_mode")));
        arguments.add(IValue.from(call.flag("count_include_pad")));
        Integer divisor = call.number("divisor_override");
        arguments.add(divisor == null ? IValue.listFrom(new long[0]) : IValue.listFrom(divisor));
      }
      case LP_POOL2D -> {
        NormType norm = call.norm();
        method += norm.isWhole() ? "_whole" : "";
        arguments.add(
            norm.isWhole() ? IValue.from((long) norm.value()) : IValue.from(norm.value()));
        addSizes(arguments, call, "kernel_size", "stride");
        arguments.add(IValue.from(call.flag("ceil_mode")));
      }
      case ADAPTIVE_MAX_POOL2D, ADAPTIVE_AVG_POOL2D -> {
        arguments.add(IValue.listFrom(filledIn(call)));
      }
      case MAX_UNPOOL2D -> arguments.add(IValue.listFrom(unpooledSize(call)));
    }
    arguments.add(0, layout(call.inputs()));
    arguments.add(0, elements(call.inputs(), manager));
    try (IValue result = IValueUtils.runMethod(module, method, arguments.toArray(IValue[]::new))) {
      return unpacked(result.toTensorArray(manager));
    } finally {
      arguments.forEach(IValue::close);
    }
  }

  private static void addLists(List<IValue> arguments, PoolingCall call, String... names) {
    for (String name : names) {
      long[] values = new long[call.parameters().required(name).size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = call.parameters().get(name).get(i).longValue();
      }
      arguments.add(IValue.listFrom(values));
    }
  }

  /** Two numbers each, as Python's wrappers make of one. */
  private static void addSizes(List<IValue> arguments, PoolingCall call, String... names) {
    for (String name : names) {
      Size2d size = call.size(name);
      arguments.add(IValue.listFrom(size.height(), size.width()));
    }
  }

  /** The output size with the input's extents for None, as Python's wrapper makes it. */
  private static long[] filledIn(PoolingCall call) {
    OutputSize2d size = call.adaptiveSize();
    int rank = call.shape().rank();
    if (call.parameters().get("output_size").size() == 2 && rank < 3) {
      throw new EngineException("RuntimeError: Input dimension should be at least 3");
    }
    return new long[] {
      size.height() == null ? call.shape().extent(-2) : size.height(),
      size.width() == null ? call.shape().extent(-1) : size.width()
    };
  }

  /** The size that Python's wrapper, once content with what was given, asks libtorch for. */
  private static long[] unpooledSize(PoolingCall call) {
    int[] given = call.unpooledSize();
    if (given != null) {
      return new long[] {given[given.length - 2], given[given.length - 1]};
    }
    MaxUnpool2dParams p = call.unpoolParams();
    Shape input = call.shape();
    return new long[] {
      (input.extent(-2) - 1L) * p.stride().height()
          + p.kernelSize().height()
          - 2L * p.padding().height(),
      (input.extent(-1) - 1L) * p.stride().width()
          + p.kernelSize().width()
          - 2L * p.padding().width()
    };
  }

  private static IValue layout(List<Tensor> tensors) {
    List<Long> layout = new ArrayList<>();
    for (Tensor tensor : tensors) {
      layout.add(SCALAR_TYPES[tensor.dtype().ordinal()]);
      layout.add((long) tensor.shape().rank());
      for (int extent : tensor.shape().toArray()) {
        layout.add((long) extent);
      }
    }
    return IValue.listFrom(layout.stream().mapToLong(Long::longValue).toArray());
  }

  private static IValue elements(List<Tensor> tensors, PtNDManager manager) {
    PtNDArray[] elements = new PtNDArray[tensors.size()];
    for (int i = 0; i < elements.length; i++) {
      byte[] data = tensors.get(i).data();
      elements[i] =
          manager.create(
              ByteBuffer.wrap(data), new ai.djl.ndarray.types.Shape(data.length), DataType.UINT8);
    }
    return IValue.listFrom(elements);
  }

  private static List<Tensor> unpacked(PtNDArray[] packed) {
    List<Tensor> tensors = new ArrayList<>();
    for (int i = 0; i < packed.length; i += 2) {
      long[] header = packed[i].toLongArray();
      int[] extents = new int[header.length - 1];
      for (int axis = 0; axis < extents.length; axis++) {
        extents[axis] = Math.toIntExact(header[axis + 1]);
      }
      tensors.add(Tensor.of(dtype(header[0]), Shape.of(extents), packed[i + 1].toByteArray()));
    }
    return tensors;
  }

  private static DType dtype(long scalarType) {
    for (DType dtype : DType.values()) {
      if (SCALAR_TYPES[dtype.ordinal()] == scalarType) {
        return dtype;
      }
    }
    throw new IllegalStateException("scalar type " + scalarType);
  }

  /** The first line of the error itself, without the interpreter's stack. */
  private static String text(EngineException e) {
    Matcher error = ERROR.matcher(e.getMessage());
    if (!error.find()) {
      throw new IllegalStateException("an error of another kind", e);
    }
    return error.group(1);
  }

  @Override
  public void close() {
    model.close();
  }

  @Override
  public String toString() {
    return "libtorch " + version();
  }
}
