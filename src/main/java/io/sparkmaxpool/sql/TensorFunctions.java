package io.sparkmaxpool.sql;

import static io.sparkmaxpool.sql.PoolingFunctions.resultOrNull;

import io.sparkmaxpool.tensor.BFloat16;
import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Float16;
import io.sparkmaxpool.tensor.Shape;
import io.sparkmaxpool.tensor.Tensor;
import io.sparkmaxpool.tensor.ToTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** The functions that make tensors of SQL's arrays and arrays of tensors, for generated code. */
public final class TensorFunctions {
  private TensorFunctions() {}

  /** The Spark type of a dtype's elements in an array, each able to hold all of its values. */
  static DataType elementType(DType dtype) {
    return switch (dtype) {
      case INT8 -> DataTypes.ByteType;
      case UINT8, INT16 -> DataTypes.ShortType;
      case INT32 -> DataTypes.IntegerType;
      case INT64 -> DataTypes.LongType;
      case FLOAT16, BFLOAT16, FLOAT32 -> DataTypes.FloatType;
      case FLOAT64 -> DataTypes.DoubleType;
    };
  }

  /**
   * {@code tensor(array, shape)}.
   *
   * @throws IllegalArgumentException if an element is NULL, or their number is not the shape's
   */
  public static InternalRow tensor(ArrayData elements, ArrayData shape, DType dtype) {
    requireNoNulls("array", elements);
    requireNoNulls("shape", shape);
    Shape extents = Shape.of(shape.toIntArray());
    int count = elements.numElements();
    if (extents.elements() != count) {
      throw new IllegalArgumentException(
          "tensor: shape %s is invalid for an array of %d elements".formatted(extents, count));
    }
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.multiplyExact(count, dtype.bytes()))
            .order(ByteOrder.LITTLE_ENDIAN);
    switch (dtype) {
      case INT8 -> bytes.put(elements.toByteArray());
      case INT16 -> bytes.asShortBuffer().put(elements.toShortArray());
      case INT32 -> bytes.asIntBuffer().put(elements.toIntArray());
      case INT64 -> bytes.asLongBuffer().put(elements.toLongArray());
      case FLOAT32 -> bytes.asFloatBuffer().put(elements.toFloatArray());
      case FLOAT64 -> bytes.asDoubleBuffer().put(elements.toDoubleArray());
      case UINT8, FLOAT16, BFLOAT16 ->
          throw new IllegalArgumentException("SQL has no array elements of dtype " + dtype);
    }
    return TensorStruct.toRow(Tensor.of(dtype, extents, bytes.array()));
  }

  /** {@code try_tensor(array, shape)}. */
  public static InternalRow tryTensor(ArrayData elements, ArrayData shape, DType dtype) {
    return resultOrNull(() -> tensor(elements, shape, dtype));
  }

  private static void requireNoNulls(String what, ArrayData array) {
    for (int i = 0; i < array.numElements(); i++) {
      if (array.isNullAt(i)) {
        throw new IllegalArgumentException(
            "tensor: element %d of the %s is NULL".formatted(i, what));
      }
    }
  }

  /** {@code tensor_shape(t)}. */
  public static ArrayData tensorShape(InternalRow tensor) {
    return tensor.getArray(1);
  }

  /** {@code try_tensor_shape(t)}. */
  public static ArrayData tryTensorShape(InternalRow tensor) {
    return tensorShape(tensor);
  }

  /**
   * {@code tensor_data(t)} where the planned dtype is {@code dtype}.
   *
   * @throws IllegalArgumentException if the tensor has another dtype
   */
  public static ArrayData tensorData(InternalRow row, DType dtype) {
    Tensor tensor = TensorStruct.toTensor(row);
    TensorStruct.requirePlanned(tensor.dtype(), dtype);
    return elements(tensor);
  }

  /** {@code try_tensor_data(t)} where the planned dtype is {@code dtype}. */
  public static ArrayData tryTensorData(InternalRow row, DType dtype) {
    return resultOrNull(() -> tensorData(row, dtype));
  }

  /** {@code tensor_data(t)} where only the rows know the dtype: all as doubles. */
  public static ArrayData tensorDataAsDoubles(InternalRow row) {
    Tensor tensor = TensorStruct.toTensor(row);
    ArrayData elements = elements(tensor);
    DataType type = elementType(tensor.dtype());
    double[] doubles = new double[elements.numElements()];
    for (int i = 0; i < doubles.length; i++) {
      doubles[i] = ((Number) elements.get(i, type)).doubleValue();
    }
    return UnsafeArrayData.fromPrimitiveArray(doubles);
  }

  /** {@code try_tensor_data(t)} where only the rows know the dtype. */
  public static ArrayData tryTensorDataAsDoubles(InternalRow row) {
    return resultOrNull(() -> tensorDataAsDoubles(row));
  }

  private static ArrayData elements(Tensor tensor) {
    ByteBuffer bytes = ByteBuffer.wrap(tensor.data()).order(ByteOrder.LITTLE_ENDIAN);
    int count = (int) tensor.shape().elements();
    switch (tensor.dtype()) {
      case INT8:
        return UnsafeArrayData.fromPrimitiveArray(tensor.data());
      case UINT8:
        short[] unsigned = new short[count];
        for (int i = 0; i < count; i++) {
          unsigned[i] = (short) (bytes.get() & 0xFF);
        }
        return UnsafeArrayData.fromPrimitiveArray(unsigned);
      case INT16:
        short[] shorts = new short[count];
        bytes.asShortBuffer().get(shorts);
        return UnsafeArrayData.fromPrimitiveArray(shorts);
      case INT32:
        return UnsafeArrayData.fromPrimitiveArray(tensor.toInts());
      case INT64:
        return UnsafeArrayData.fromPrimitiveArray(tensor.toLongs());
      case FLOAT32:
        return UnsafeArrayData.fromPrimitiveArray(tensor.toFloats());
      case FLOAT64:
        double[] doubles = new double[count];
        bytes.asDoubleBuffer().get(doubles);
        return UnsafeArrayData.fromPrimitiveArray(doubles);
      case FLOAT16, BFLOAT16:
        break;
    }
    float[] widened = new float[count];
    for (int i = 0; i < count; i++) {
      widened[i] = widen(bytes.getShort(), tensor.dtype());
    }
    return UnsafeArrayData.fromPrimitiveArray(widened);
  }

  private static float widen(short bits, DType dtype) {
    return dtype == DType.BFLOAT16 ? BFloat16.toFloat(bits) : Float16.toFloat(bits);
  }

  /** {@code tensor_cast(t, dtype)}, as {@link Tensor#to}. */
  public static InternalRow tensorCast(InternalRow row, DType dtype) {
    Tensor tensor = TensorStruct.toTensor(row);
    return tensor.dtype() == dtype ? row : TensorStruct.toRow(tensor.to(dtype));
  }

  /** {@code try_tensor_cast(t, dtype)}. */
  public static InternalRow tryTensorCast(InternalRow row, DType dtype) {
    return resultOrNull(() -> tensorCast(row, dtype));
  }

  /**
   * {@code to_tensor(image)}: uint8 becomes float32, value / 255, as torchvision's ToTensor.
   *
   * @throws IllegalArgumentException if the tensor is not uint8
   */
  public static InternalRow toTensor(InternalRow row) {
    return TensorStruct.toRow(ToTensor.of(TensorStruct.toTensor(row)));
  }

  /** {@code try_to_tensor(image)}. */
  public static InternalRow tryToTensor(InternalRow row) {
    return resultOrNull(() -> toTensor(row));
  }
}
