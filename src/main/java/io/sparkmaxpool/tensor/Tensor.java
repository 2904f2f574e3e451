package io.sparkmaxpool.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A dense tensor: element type, shape, and the elements as bytes, row-major and little-endian.
 *
 * <p>The byte array is taken and handed out without a copy, since tensors are what the job moves;
 * whoever shares one must not write to it.
 *
 * <pre>{@code
 * Tensor t = Tensor.of(Shape.of(1, 1, 2), 0.5f, -1f);   // float32
 * t.toFloats();                                         // {0.5f, -1f}
 * }</pre>
 */
public final class Tensor {
  /** What every JVM can allocate in one array. */
  public static final int LARGEST_ARRAY = Integer.MAX_VALUE - 8;

  private final DType dtype;
  private final Shape shape;
  private final byte[] data;

  private Tensor(DType dtype, Shape shape, byte[] data) {
    this.dtype = dtype;
    this.shape = shape;
    this.data = data;
  }

  /**
   * A tensor over {@code data}, not copied.
   *
   * @throws IllegalArgumentException if the number of bytes is not what dtype and shape need
   */
  public static Tensor of(DType dtype, Shape shape, byte[] data) {
    requireBytes(dtype, shape, data.length);
    return new Tensor(dtype, shape, data);
  }

  /**
   * Refuses bytes that are not what a tensor needs.
   *
   * @throws IllegalArgumentException if the number of bytes is not what dtype and shape need
   */
  public static void requireBytes(DType dtype, Shape shape, long bytes) {
    long expected = Math.multiplyExact(shape.elements(), dtype.bytes());
    if (bytes != expected) {
      throw new IllegalArgumentException(
          "a %s tensor of shape %s needs %d bytes, but got %d"
              .formatted(dtype, shape, expected, bytes));
    }
  }

  /**
   * Zeroed bytes for a tensor to be made.
   *
   * @throws IllegalArgumentException if it is larger than an array can be
   */
  public static byte[] allocate(DType dtype, Shape shape) {
    requireArray(dtype, shape);
    return new byte[(int) (shape.elements() * dtype.bytes())];
  }

  /**
   * Refuses a tensor that no array can hold.
   *
   * @throws IllegalArgumentException if it is larger than an array can be
   */
  public static void requireArray(DType dtype, Shape shape) {
    double bytes = dtype.bytes();
    for (int extent : shape.toArray()) {
      bytes *= extent;
    }
    if (bytes > LARGEST_ARRAY) {
      throw new IllegalArgumentException(
          "a tensor of shape %s and dtype %s needs %.0f bytes, but one array holds %d"
              .formatted(shape, dtype, bytes, LARGEST_ARRAY));
    }
  }

  /** A float32 tensor of these values. */
  public static Tensor of(Shape shape, float... values) {
    ByteBuffer bytes = littleEndian(new byte[Math.multiplyExact(values.length, Float.BYTES)]);
    bytes.asFloatBuffer().put(values);
    return of(DType.FLOAT32, shape, bytes.array());
  }

  /** An int32 tensor of these values. */
  public static Tensor of(Shape shape, int... values) {
    ByteBuffer bytes = littleEndian(new byte[Math.multiplyExact(values.length, Integer.BYTES)]);
    bytes.asIntBuffer().put(values);
    return of(DType.INT32, shape, bytes.array());
  }

  /** An int64 tensor of these values. */
  public static Tensor of(Shape shape, long... values) {
    ByteBuffer bytes = littleEndian(new byte[Math.multiplyExact(values.length, Long.BYTES)]);
    bytes.asLongBuffer().put(values);
    return of(DType.INT64, shape, bytes.array());
  }

  public DType dtype() {
    return dtype;
  }

  public Shape shape() {
    return shape;
  }

  /** The elements' bytes, row-major, little-endian; not a copy. */
  public byte[] data() {
    return data;
  }

  /**
   * The elements of a float32 tensor.
   *
   * @throws IllegalStateException if it has another dtype
   */
  public float[] toFloats() {
    require(DType.FLOAT32);
    float[] values = new float[data.length / Float.BYTES];
    littleEndian(data).asFloatBuffer().get(values);
    return values;
  }

  /**
   * The elements of an int32 tensor.
   *
   * @throws IllegalStateException if it has another dtype
   */
  public int[] toInts() {
    require(DType.INT32);
    int[] values = new int[data.length / Integer.BYTES];
    littleEndian(data).asIntBuffer().get(values);
    return values;
  }

  /**
   * The elements of an int64 tensor, as indices are.
   *
   * @throws IllegalStateException if it has another dtype
   */
  public long[] toLongs() {
    require(DType.INT64);
    long[] values = new long[data.length / Long.BYTES];
    littleEndian(data).asLongBuffer().get(values);
    return values;
  }

  /**
   * The same values as elements of another dtype, as PyTorch's {@code to(dtype)}: floats become
   * ints toward zero, narrower ints keep the low bits, floats are rounded to the nearest, of two
   * the even one. A NaN or a float out of an int's range becomes what it becomes on x86-64: the
   * lowest int32 or int64, and 0 in narrower ints. The tensor itself, if it has the dtype already.
   *
   * <pre>{@code
   * Tensor.of(Shape.of(3), -1.5f, 300.5f, Float.NaN).to(DType.UINT8);   // 255, 44, 0
   * }</pre>
   */
  public Tensor to(DType wanted) {
    return dtype == wanted ? this : Cast.to(wanted, this);
  }

  private void require(DType wanted) {
    if (dtype != wanted) {
      throw new IllegalStateException("the tensor holds " + dtype + ", not " + wanted);
    }
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Equal dtype, shape and raw bits: NaNs of one pattern are equal, 0.0 and -0.0 are not. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Tensor tensor
        && dtype == tensor.dtype
        && shape.equals(tensor.shape)
        && Arrays.equals(data, tensor.data);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * dtype.hashCode() + shape.hashCode()) + Arrays.hashCode(data);
  }

  @Override
  public String toString() {
    return "Tensor(" + dtype + ", " + shape + ")";
  }
}
