package io.sparkmaxpool.benchmark;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.ExecutionMode;
import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Shape;
import io.sparkmaxpool.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * ONNX Runtime's MaxPool on one thread. The input is ONNX Runtime's before the clock starts, and
 * its arena gives every call the same memory for the result.
 */
final class OnnxRuntimeCall implements KernelCall {
  private final KernelCase one;
  private final DType dtype;
  private final SessionOptions options;
  private final OrtSession session;
  private final OnnxTensor input;
  private final Map<String, OnnxTensor> inputs;

  private OnnxRuntimeCall(KernelCase one, Tensor input, Outputs outputs) throws OrtException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    this.one = one;
    this.dtype = input.dtype();
    this.options = new SessionOptions();
    options.setIntraOpNumThreads(1);
    options.setInterOpNumThreads(1);
    options.setExecutionMode(ExecutionMode.SEQUENTIAL);
    this.session =
        environment.createSession(OnnxModel.maxPool(one, input.dtype(), outputs), options);
    ByteBuffer bytes =
        ByteBuffer.allocateDirect(input.data().length).order(ByteOrder.nativeOrder());
    bytes.put(input.data()).flip();
    this.input =
        dtype == DType.FLOAT32
            ? OnnxTensor.createTensor(environment, bytes.asFloatBuffer(), one.batch())
            : OnnxTensor.createTensor(environment, bytes, one.batch(), OnnxJavaType.UINT8);
    this.inputs = Map.of("x", this.input);
  }

  static KernelCall of(KernelCase one, Tensor input, Outputs outputs) {
    try {
      return new OnnxRuntimeCall(one, input, outputs);
    } catch (OrtException e) {
      throw refused(e);
    }
  }

  /** The version of ONNX Runtime, which this loads. */
  static String version() {
    return OrtEnvironment.getEnvironment().getVersion();
  }

  private static IllegalStateException refused(OrtException e) {
    return new IllegalStateException("ONNX Runtime refuses: " + e.getMessage(), e);
  }

  @Override
  public Object run() {
    try (OrtSession.Result result = session.run(inputs)) {
      return result;
    } catch (OrtException e) {
      throw refused(e);
    }
  }

  @Override
  public List<Tensor> result() {
    try (OrtSession.Result result = session.run(inputs)) {
      List<Tensor> tensors = new ArrayList<>();
      tensors.add(Tensor.of(dtype, one.outputShape(), bytes((OnnxTensor) result.get(0))));
      if (result.size() > 1) {
        long[] indices = new long[Math.toIntExact(one.outputShape().elements())];
        ((OnnxTensor) result.get(1)).getLongBuffer().get(indices);
        tensors.add(Tensor.of(one.outputShape(), inPlanes(indices)));
      }
      return tensors;
    } catch (OrtException e) {
      throw refused(e);
    }
  }

  private static byte[] bytes(OnnxTensor tensor) {
    ByteBuffer buffer = tensor.getByteBuffer();
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  /** ONNX counts from the start of the tensor, PyTorch from that of the plane. */
  private long[] inPlanes(long[] indices) {
    Shape output = one.outputShape();
    int outputPlane = output.extent(-2) * output.extent(-1);
    long inputPlane = (long) one.shape().extent(-2) * one.shape().extent(-1);
    for (int i = 0; i < indices.length; i++) {
      indices[i] -= i / outputPlane * inputPlane;
    }
    return indices;
  }

  @Override
  public void close() {
    try {
      input.close();
      session.close();
      options.close();
    } catch (OrtException e) {
      throw refused(e);
    }
  }
}
