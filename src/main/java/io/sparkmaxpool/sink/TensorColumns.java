package io.sparkmaxpool.sink;

import io.sparkmaxpool.parquet.FileParameters;
import io.sparkmaxpool.parquet.OptionalColumn;
import io.sparkmaxpool.parquet.TensorFileOptions;
import io.sparkmaxpool.sql.FaultStruct;
import io.sparkmaxpool.sql.TensorStruct;
import io.sparkmaxpool.tensor.DType;
import java.io.Serializable;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Where the sink finds its columns in the rows it is given. Wanted are {@code key} string, {@code
 * input_shape} array&lt;int&gt; and {@code pooled} tensor; {@code label} int, {@code label_name}
 * string, {@code indices} tensor and {@code _bad_record} struct may be there.
 *
 * @param key ordinal of the record's key
 * @param label ordinal, or {@link #NONE}
 * @param labelName ordinal, or {@link #NONE}
 * @param inputShape ordinal of the shape before pooling
 * @param pooled ordinal of the tensor
 * @param indices ordinal, or {@link #NONE}
 * @param badRecord ordinal, or {@link #NONE}
 * @param stored the dtype of the tensors
 * @param written the dtype that readers see
 */
record TensorColumns(
    int key,
    int label,
    int labelName,
    int inputShape,
    int pooled,
    int indices,
    int badRecord,
    DType stored,
    DType written)
    implements Serializable {
  /** The ordinal of a column that is not there. */
  static final int NONE = -1;

  private static final List<String> KNOWN =
      List.of("key", "label", "label_name", "input_shape", "pooled", "indices", "_bad_record");

  static TensorColumns of(StructType schema, SinkOptions options) {
    List<String> names = Arrays.asList(schema.fieldNames());
    for (String name : names) {
      if (!KNOWN.contains(name)) {
        throw new IllegalArgumentException(
            "tensor-parquet: no column %s in a table of tensors; its columns are %s"
                .formatted(name, KNOWN));
      }
    }
    requireTypes(schema);
    int pooled = required(names, "pooled");
    DataType type = schema.fields()[pooled].dataType();
    DType stored =
        TensorStruct.plannedDType((StructType) type)
            .or(() -> Optional.ofNullable(options.dtype()))
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "tensor-parquet: the query does not tell the tensors' dtype: give option dtype"));
    return new TensorColumns(
        required(names, "key"),
        names.indexOf("label"),
        names.indexOf("label_name"),
        required(names, "input_shape"),
        pooled,
        names.indexOf("indices"),
        names.indexOf("_bad_record"),
        stored,
        options.dtype() == null ? stored : options.dtype());
  }

  /** Rows are read as they lie in memory, so a column of another type would be read as nonsense. */
  private static void requireTypes(StructType schema) {
    for (StructField field : schema.fields()) {
      DataType type = field.dataType();
      boolean right =
          switch (field.name()) {
            case "key", "label_name" -> type.equals(DataTypes.StringType);
            case "label" -> type.equals(DataTypes.IntegerType);
            case "input_shape" -> isShape(type);
            case "_bad_record" -> FaultStruct.matches(type);
            default -> TensorStruct.matches(type);
          };
      if (!right) {
        throw new IllegalArgumentException(
            "tensor-parquet: column %s must be %s, but is %s"
                .formatted(field.name(), wanted(field.name()), type.catalogString()));
      }
    }
  }

  private static String wanted(String name) {
    return switch (name) {
      case "key", "label_name" -> "a string";
      case "label" -> "an int";
      case "input_shape" -> "an array<int>";
      case "_bad_record" ->
          "a struct<stage:string,error:string,message:string,length:bigint,input_shape:array<int>>";
      default -> "a tensor, struct<dtype:string,shape:array<int>,data:binary>";
    };
  }

  private static boolean isShape(DataType type) {
    return type instanceof ArrayType array && array.elementType().equals(DataTypes.IntegerType);
  }

  private static int required(List<String> names, String name) {
    int ordinal = names.indexOf(name);
    if (ordinal < 0) {
      throw new IllegalArgumentException(
          "tensor-parquet: column %s is missing; there are %s".formatted(name, names));
    }
    return ordinal;
  }

  /** How a file of these columns is written. */
  TensorFileOptions fileOptions(SinkOptions options) {
    Set<OptionalColumn> present = EnumSet.noneOf(OptionalColumn.class);
    if (!options.partitionBy().contains("label")) {
      present.add(OptionalColumn.LABEL);
    }
    if (!options.partitionBy().contains("label_name")) {
      present.add(OptionalColumn.LABEL_NAME);
    }
    if (indices != NONE) {
      present.add(OptionalColumn.INDICES);
    }
    return new TensorFileOptions(
        present,
        stored,
        written,
        options.encoding(),
        options.footer(),
        options.compression(),
        Math.min(options.rowGroupBytes(), options.fileBytes()),
        Map.of(FileParameters.KEY, options.parameters()));
  }
}
