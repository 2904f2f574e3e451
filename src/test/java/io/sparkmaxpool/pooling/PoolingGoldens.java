package io.sparkmaxpool.pooling;

import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Shape;
import io.sparkmaxpool.tensor.Tensor;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * What real PyTorch's {@code max_pool2d} gives, from a file that {@code
 * src/build/make_pooling_goldens.py} wrote; the format is described there.
 *
 * <p>float16 and bfloat16 NaNs travel through float32 in PyTorch: a float16 NaN comes out quiet, a
 * bfloat16 NaN as 0x7fc0; float32 and float64 keep the bits of the last NaN.
 *
 * @param madeBy PyTorch's version, the seed and the command
 * @param cases calls that succeed
 * @param refusals calls that fail
 * @param shapes output sizes alone
 */
record PoolingGoldens(
    String madeBy, List<GoldenCase> cases, List<GoldenRefusal> refusals, List<GoldenShape> shapes) {

  /**
   * The parameters as PyTorch was given them: 1 element stands for both axes, 2 are height and
   * width; an empty stride means the kernel's. Refused calls have other lengths too, and values
   * beyond an int.
   */
  record Parameters(
      long[] kernelSize, long[] stride, long[] padding, long[] dilation, boolean ceilMode) {
    @Override
    public String toString() {
      return "kernel_size=%s stride=%s padding=%s dilation=%s ceil_mode=%s"
          .formatted(
              Arrays.toString(kernelSize),
              Arrays.toString(stride),
              Arrays.toString(padding),
              Arrays.toString(dilation),
              ceilMode);
    }
  }

  /**
   * One call with its result.
   *
   * @param source where the case comes from
   * @param values the pooled tensor, of the input's dtype
   * @param indices int64, of the same shape
   */
  record GoldenCase(
      String source, Tensor input, Parameters parameters, Tensor values, Tensor indices) {
    @Override
    public String toString() {
      return "%s: %s %s, %s".formatted(source, input.dtype(), input.shape(), parameters);
    }
  }

  /** One call that PyTorch refuses with a RuntimeError of this text. */
  record GoldenRefusal(String source, Tensor input, Parameters parameters, String message) {
    @Override
    public String toString() {
      return "%s: %s, %s".formatted(source, input.shape(), parameters);
    }
  }

  /** The size of the output for a plane of this height and width. */
  record GoldenShape(
      Parameters parameters, int height, int width, int outputHeight, int outputWidth) {
    @Override
    public String toString() {
      return "%d x %d, %s".formatted(height, width, parameters);
    }
  }

  /**
   * PyTorch's sample inputs, random parameters, empty windows and special values for all nine
   * types, and its errors.
   */
  static PoolingGoldens load() {
    return read("/pooling/max_pool2d.bin.gz");
  }

  /** The numbers that stand in PyTorch's own tests. */
  static PoolingGoldens loadLiteral() {
    return read("/pooling/max_pool2d_literal.bin.gz");
  }

  private static PoolingGoldens read(String resource) {
    try (InputStream file = PoolingGoldens.class.getResourceAsStream(resource);
        DataInputStream in =
            new DataInputStream(new BufferedInputStream(new GZIPInputStream(file)))) {
      String madeBy = in.readUTF();
      List<Tensor> inputs = new ArrayList<>();
      for (int left = in.readInt(); left > 0; left--) {
        inputs.add(readTensor(in, DType.of(in.readUTF())));
      }
      List<GoldenCase> cases = new ArrayList<>();
      for (int left = in.readInt(); left > 0; left--) {
        cases.add(readCase(in, inputs));
      }
      List<GoldenRefusal> refusals = new ArrayList<>();
      for (int left = in.readInt(); left > 0; left--) {
        String source = in.readUTF();
        Tensor input = inputs.get(in.readInt());
        refusals.add(new GoldenRefusal(source, input, readParameters(in), in.readUTF()));
      }
      List<GoldenShape> shapes = new ArrayList<>();
      for (int left = in.readInt(); left > 0; left--) {
        shapes.add(
            new GoldenShape(
                readParameters(in), in.readInt(), in.readInt(), in.readInt(), in.readInt()));
      }
      if (in.read() != -1) {
        throw new IllegalStateException(resource + " has bytes after its last case");
      }
      return new PoolingGoldens(madeBy, cases, refusals, shapes);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(resource, unreadable);
    }
  }

  private static GoldenCase readCase(DataInputStream in, List<Tensor> inputs) throws IOException {
    String source = in.readUTF();
    Tensor input = inputs.get(in.readInt());
    Parameters parameters = readParameters(in);
    Tensor values = readTensor(in, input.dtype());
    long[] indices = new long[Math.toIntExact(values.shape().elements())];
    for (int i = 0; i < indices.length; i++) {
      indices[i] = in.readInt();
    }
    return new GoldenCase(source, input, parameters, values, Tensor.of(values.shape(), indices));
  }

  private static Parameters readParameters(DataInputStream in) throws IOException {
    return new Parameters(readList(in), readList(in), readList(in), readList(in), in.readBoolean());
  }

  private static Tensor readTensor(DataInputStream in, DType dtype) throws IOException {
    Shape shape = Shape.of(Arrays.stream(readList(in)).mapToInt(Math::toIntExact).toArray());
    byte[] data = new byte[Math.toIntExact(shape.elements() * dtype.bytes())];
    in.readFully(data);
    return Tensor.of(dtype, shape, data);
  }

  private static long[] readList(DataInputStream in) throws IOException {
    long[] values = new long[in.readUnsignedByte()];
    for (int i = 0; i < values.length; i++) {
      values[i] = in.readLong();
    }
    return values;
  }
}
