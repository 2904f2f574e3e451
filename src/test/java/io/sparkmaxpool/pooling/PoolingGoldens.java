package io.sparkmaxpool.pooling;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Shape;
import io.sparkmaxpool.tensor.Tensor;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/**
 * What real PyTorch gives, from a file that {@code src/build/make_pooling_goldens.py} wrote; {@code
 * src/build/pooling_goldens/golden_file.py} describes the format.
 *
 * @param madeBy PyTorch's version, the CPU's capability and the seed
 * @param cases calls with their outcome
 * @param sizes output sizes alone
 * @param leftOut cases of the source that PyTorch has no counterpart of, with the reason
 */
record PoolingGoldens(
    String madeBy, List<GoldenCase> cases, List<GoldenSize> sizes, Map<String, String> leftOut) {

  /**
   * One call.
   *
   * @param source where the case comes from
   * @param outcome PyTorch's
   * @param published what stands in the source, where that is another project; or empty
   */
  record GoldenCase(String source, PoolingCall call, Outcome outcome, List<Tensor> published) {
    boolean succeeds() {
      return outcome instanceof Outcome.Result;
    }

    /** The output tensors of a call that succeeds. */
    List<Tensor> outputs() {
      return ((Outcome.Result) outcome).tensors();
    }

    @Override
    public String toString() {
      return source + ": " + call;
    }
  }

  /** The size of the output for a plane of this height and width; the call has no input. */
  record GoldenSize(PoolingCall call, Size2d input, Size2d output) {}

  /** The files, one an operation, and two of other projects' own tests. */
  enum File {
    MAX_POOL2D,
    MAX_POOL2D_BACKWARD,
    AVG_POOL2D,
    LP_POOL2D,
    ADAPTIVE_MAX_POOL2D,
    ADAPTIVE_AVG_POOL2D,
    MAX_UNPOOL2D,
    /** The numbers that stand in PyTorch's own tests. */
    TORCH_LITERAL,
    /** ONNX's node cases that PyTorch has a counterpart of. */
    ONNX;

    PoolingGoldens load() {
      return read("/pooling/" + name().toLowerCase(Locale.ROOT) + ".bin.gz");
    }
  }

  private static PoolingGoldens read(String resource) {
    try (InputStream file = PoolingGoldens.class.getResourceAsStream(resource);
        DataInputStream in = new DataInputStream(new GZIPInputStream(file))) {
      byte[] text = new byte[in.readInt()];
      in.readFully(text);
      JsonNode json = new ObjectMapper().readTree(text);
      List<Tensor> tensors = new ArrayList<>();
      for (JsonNode tensor : json.required("tensors")) {
        tensors.add(readTensor(in, DType.of(tensor.get(0).textValue()), tensor.get(1)));
      }
      if (in.read() != -1) {
        throw new IllegalStateException(resource + " has bytes after its last tensor");
      }
      List<GoldenCase> cases = new ArrayList<>();
      for (JsonNode golden : json.required("cases")) {
        cases.add(readCase(golden, tensors));
      }
      List<GoldenSize> sizes = new ArrayList<>();
      for (JsonNode golden : json.required("sizes")) {
        sizes.add(
            new GoldenSize(
                readCall(golden, List.of()),
                readSize(golden.required("input")),
                readSize(golden.required("output"))));
      }
      Map<String, String> leftOut = new LinkedHashMap<>();
      for (Map.Entry<String, JsonNode> reason : json.required("left_out").properties()) {
        leftOut.put(reason.getKey(), reason.getValue().textValue());
      }
      return new PoolingGoldens(json.required("made_by").textValue(), cases, sizes, leftOut);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(resource, unreadable);
    }
  }

  private static GoldenCase readCase(JsonNode golden, List<Tensor> tensors) {
    Outcome outcome =
        golden.has("error")
            ? new Outcome.Refused(golden.get("error").textValue())
            : new Outcome.Result(pick(golden.required("outputs"), tensors));
    return new GoldenCase(
        golden.required("source").textValue(),
        readCall(golden, pick(golden.required("inputs"), tensors)),
        outcome,
        pick(golden.path("published"), tensors));
  }

  private static PoolingCall readCall(JsonNode golden, List<Tensor> inputs) {
    return new PoolingCall(
        PoolingOp.of(golden.required("op").textValue()), inputs, golden.required("parameters"));
  }

  private static List<Tensor> pick(JsonNode places, List<Tensor> tensors) {
    List<Tensor> picked = new ArrayList<>();
    for (JsonNode place : places) {
      picked.add(tensors.get(place.intValue()));
    }
    return picked;
  }

  private static Size2d readSize(JsonNode size) {
    return new Size2d(size.get(0).intValue(), size.get(1).intValue());
  }

  private static Tensor readTensor(DataInputStream in, DType dtype, JsonNode shape)
      throws IOException {
    int[] extents = new int[shape.size()];
    for (int i = 0; i < extents.length; i++) {
      extents[i] = shape.get(i).intValue();
    }
    byte[] data = Tensor.allocate(dtype, Shape.of(extents));
    in.readFully(data);
    return Tensor.of(dtype, Shape.of(extents), data);
  }
}
