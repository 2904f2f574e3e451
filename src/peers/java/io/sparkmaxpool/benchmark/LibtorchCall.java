package io.sparkmaxpool.benchmark;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtModel;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import io.sparkmaxpool.pooling.Pool2dParams;
import io.sparkmaxpool.pooling.Size2d;
import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;

/**
 * libtorch's {@code max_pool2d_with_indices}, through the module that {@code
 * src/build/make_libtorch_module.py} writes. Input and arguments are libtorch's before the clock
 * starts; a call of some ten microseconds into the interpreter stays.
 */
final class LibtorchCall implements KernelCall {
  private static final String METHOD = "max_pool2d_alone";

  private final Model model;
  private final PtSymbolBlock module;
  private final KernelCase one;
  private final DType dtype;
  private final IValue[] arguments;

  private LibtorchCall(Model model, KernelCase one, Tensor input) {
    Pool2dParams params = one.params();
    this.model = model;
    this.module = (PtSymbolBlock) model.getBlock();
    this.one = one;
    this.dtype = input.dtype();
    PtNDArray array =
        (PtNDArray)
            model
                .getNDManager()
                .create(ByteBuffer.wrap(input.data()), new Shape(one.batch()), type(dtype));
    this.arguments =
        new IValue[] {
          IValue.from(array),
          list(params.kernelSize()),
          list(params.stride()),
          list(params.padding()),
          list(params.dilation())
        };
  }

  static KernelCall of(KernelCase one, Tensor input) {
    Model model = Model.newInstance("pooling", "PyTorch");
    try (InputStream file = LibtorchCall.class.getResourceAsStream("/pooling.pt")) {
      ((PtModel) model).load(file, false);
      return new LibtorchCall(model, one, input);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (MalformedModelException e) {
      throw new IllegalStateException("pooling.pt is not libtorch's", e);
    }
  }

  /** The version of libtorch, which this loads. */
  static String version() {
    return Engine.getEngine("PyTorch").getVersion();
  }

  private static DataType type(DType dtype) {
    return switch (dtype) {
      case UINT8 -> DataType.UINT8;
      case FLOAT32 -> DataType.FLOAT32;
      default -> throw new IllegalArgumentException("not measured: " + dtype);
    };
  }

  private static IValue list(Size2d size) {
    return IValue.listFrom(size.height(), size.width());
  }

  @Override
  public Object run() {
    IValue result = IValueUtils.runMethod(module, METHOD, arguments);
    result.close();
    return result;
  }

  @Override
  public List<Tensor> result() {
    try (NDManager manager = model.getNDManager().newSubManager();
        IValue result = IValueUtils.runMethod(module, METHOD, arguments)) {
      PtNDArray[] arrays = result.toTensorArray((PtNDManager) manager);
      return List.of(
          Tensor.of(dtype, one.outputShape(), arrays[0].toByteArray()),
          Tensor.of(DType.INT64, one.outputShape(), arrays[1].toByteArray()));
    }
  }

  @Override
  public void close() {
    Stream.of(arguments).forEach(IValue::close);
    model.close();
  }
}
