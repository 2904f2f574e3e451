package io.sparkmaxpool.sql;

import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * How the reason why a record is bad travels through Spark, from a source or a function to the
 * sink: {@code struct<stage string, error string, message string, length bigint, input_shape
 * array<int>>}. The last two are null where they are not known.
 */
public final class FaultStruct {
  /** Ordinals of the fields. */
  public static final int STAGE = 0;

  public static final int ERROR = 1;
  public static final int MESSAGE = 2;
  public static final int LENGTH = 3;
  public static final int INPUT_SHAPE = 4;

  /** The type. */
  public static final StructType TYPE =
      new StructType(
          new StructField[] {
            field("stage", DataTypes.StringType, false),
            field("error", DataTypes.StringType, false),
            field("message", DataTypes.StringType, false),
            field("length", DataTypes.LongType, true),
            field("input_shape", DataTypes.createArrayType(DataTypes.IntegerType, false), true)
          });

  private FaultStruct() {}

  private static StructField field(String name, DataType type, boolean nullable) {
    return new StructField(name, type, nullable, Metadata.empty());
  }

  /** Whether a type is this one, whatever nulls it allows. */
  public static boolean matches(DataType type) {
    if (!(type instanceof StructType struct) || struct.length() != TYPE.length()) {
      return false;
    }
    for (int i = 0; i < INPUT_SHAPE; i++) {
      if (!struct.fields()[i].dataType().equals(TYPE.fields()[i].dataType())) {
        return false;
      }
    }
    return struct.fields()[INPUT_SHAPE].dataType() instanceof ArrayType shape
        && shape.elementType().equals(DataTypes.IntegerType);
  }
}
