package io.sparkmaxpool.source;

import io.sparkmaxpool.sql.FaultStruct;
import io.sparkmaxpool.sql.TensorStruct;
import io.sparkmaxpool.tensor.DType;
import java.util.Arrays;
import java.util.Optional;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** The columns every image dataset has. */
public final class ImageSchema {
  public static final String KEY = "key";
  public static final String LABEL = "label";
  public static final String LABEL_NAME = "label_name";
  public static final String IMAGE = "image";

  /** The hidden column: null, or why the record has no image. */
  public static final String BAD_RECORD = "_bad_record";

  /** The hidden column: bytes of the record's source. */
  public static final String LENGTH = "_length";

  /** What a query sees only if it asks by name. */
  static final StructType HIDDEN =
      struct(optional(BAD_RECORD, FaultStruct.TYPE), optional(LENGTH, DataTypes.LongType));

  private ImageSchema() {}

  /**
   * What a dataset shows to a query.
   *
   * @param dtype of all its records; empty where they are of several
   */
  static StructType columns(Optional<DType> dtype) {
    return struct(
        required(KEY, DataTypes.StringType),
        optional(LABEL, DataTypes.IntegerType),
        optional(LABEL_NAME, DataTypes.StringType),
        optional(IMAGE, dtype.map(TensorStruct::type).orElseGet(TensorStruct::type)));
  }

  /** The columns of these names, hidden ones among them. */
  static StructType select(StructType columns, String... names) {
    return new StructType(
        Arrays.stream(names)
            .map(
                name ->
                    Arrays.asList(HIDDEN.fieldNames()).contains(name)
                        ? HIDDEN.apply(name)
                        : columns.apply(name))
            .toArray(StructField[]::new));
  }

  private static StructType struct(StructField... fields) {
    return new StructType(fields);
  }

  private static StructField required(String name, DataType type) {
    return new StructField(name, type, false, Metadata.empty());
  }

  private static StructField optional(String name, DataType type) {
    return new StructField(name, type, true, Metadata.empty());
  }
}
