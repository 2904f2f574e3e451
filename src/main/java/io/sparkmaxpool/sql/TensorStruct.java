package io.sparkmaxpool.sql;

import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Elements;
import io.sparkmaxpool.tensor.Shape;
import io.sparkmaxpool.tensor.Tensor;
import java.util.Optional;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * How a tensor travels through Spark: {@code struct<dtype string, shape array<int>, data binary>},
 * NumPy's name of the dtype, the extents outermost first, and little-endian row-major bytes.
 *
 * <p>Where the dtype is known while a query is planned, the field {@code data} carries it as
 * metadata, so that a function that unpacks the tensor knows its own type.
 */
public final class TensorStruct {
  private static final String DTYPE = "dtype";
  private static final DType[] DTYPES = DType.values();
  private static final UTF8String[] LABELS = labels();

  private TensorStruct() {}

  /** The type of tensors whose dtype only the rows know. */
  public static StructType type() {
    return type(Metadata.empty());
  }

  /** The type of tensors of one dtype. */
  public static StructType type(DType dtype) {
    return type(new MetadataBuilder().putString(DTYPE, dtype.label()).build());
  }

  private static StructType type(Metadata ofData) {
    return new StructType(
        new StructField[] {
          new StructField(DTYPE, DataTypes.StringType, false, Metadata.empty()),
          new StructField(
              "shape",
              DataTypes.createArrayType(DataTypes.IntegerType, false),
              false,
              Metadata.empty()),
          new StructField("data", DataTypes.BinaryType, false, ofData)
        });
  }

  /** Whether a type is a tensor's, whatever nulls it allows. */
  public static boolean matches(DataType type) {
    return type instanceof StructType struct
        && struct.length() == 3
        && struct.fields()[0].dataType().equals(DataTypes.StringType)
        && struct.fields()[1].dataType() instanceof ArrayType shape
        && shape.elementType().equals(DataTypes.IntegerType)
        && struct.fields()[2].dataType().equals(DataTypes.BinaryType);
  }

  /** The dtype that a tensor's type promises, if it does. */
  public static Optional<DType> plannedDType(StructType type) {
    Metadata metadata = type.fields()[2].metadata();
    return metadata.contains(DTYPE)
        ? Optional.of(DType.of(metadata.getString(DTYPE)))
        : Optional.empty();
  }

  /**
   * A row as a tensor; the bytes are shared where Spark shares them.
   *
   * @throws IllegalArgumentException if dtype, shape and bytes do not fit together
   */
  public static Tensor toTensor(InternalRow row) {
    return Tensor.of(dtype(row), shape(row), data(row));
  }

  /**
   * The elements of a row, where they lie.
   *
   * @throws IllegalArgumentException if dtype, shape and bytes do not fit together
   */
  static Elements elements(InternalRow row) {
    DType dtype = dtype(row);
    TensorBytes bytes = TensorBytes.of(row);
    Tensor.requireBytes(dtype, shape(row), bytes.length());
    return new Elements(dtype, bytes.array(), bytes.offset(), bytes.length() / dtype.bytes());
  }

  /**
   * The elements of a row, where they lie.
   *
   * @throws IllegalArgumentException if dtype, shape and bytes do not fit together, or the dtype is
   *     not the planned one
   */
  static Elements elements(InternalRow row, DType planned) {
    Elements elements = elements(row);
    requirePlanned(elements.dtype(), planned);
    return elements;
  }

  /**
   * Fails where a type promised more than is.
   *
   * @throws IllegalArgumentException if a tensor has another dtype than the query was planned for
   */
  static void requirePlanned(DType dtype, DType planned) {
    if (dtype != planned) {
      throw new IllegalArgumentException(
          "the query was planned for tensors of dtype %s, but one has %s"
              .formatted(planned, dtype));
    }
  }

  /** The shape of a tensor's row. */
  static Shape shape(InternalRow row) {
    requireField(row, 1);
    ArrayData extents = row.getArray(1);
    int[] shape = new int[extents.numElements()];
    for (int i = 0; i < shape.length; i++) {
      shape[i] = extents.getInt(i);
    }
    return Shape.of(shape);
  }

  private static byte[] data(InternalRow row) {
    requireField(row, 2);
    return row.getBinary(2);
  }

  /** Fails where a field of a tensor is NULL, as only a struct made by hand can have it. */
  static void requireField(InternalRow tensor, int field) {
    if (tensor.isNullAt(field)) {
      throw new IllegalArgumentException(
          "a tensor's field %s is NULL".formatted(type().fields()[field].name()));
    }
  }

  /** A tensor as a row. */
  public static InternalRow toRow(Tensor tensor) {
    return new GenericInternalRow(
        new Object[] {
          LABELS[tensor.dtype().ordinal()],
          UnsafeArrayData.fromPrimitiveArray(tensor.shape().toArray()),
          tensor.data()
        });
  }

  /** The dtype of a tensor's row. */
  static DType dtype(InternalRow row) {
    requireField(row, 0);
    UTF8String label = row.getUTF8String(0);
    for (int i = 0; i < LABELS.length; i++) {
      if (LABELS[i].equals(label)) {
        return DTYPES[i];
      }
    }
    return DType.of(label.toString());
  }

  private static UTF8String[] labels() {
    UTF8String[] labels = new UTF8String[DTYPES.length];
    for (int i = 0; i < DTYPES.length; i++) {
      labels[i] = UTF8String.fromString(DTYPES[i].label());
    }
    return labels;
  }
}
