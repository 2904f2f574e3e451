package io.sparkmaxpool.parquet;

import static org.apache.parquet.schema.LogicalTypeAnnotation.intType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.listType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.stringType;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.BINARY;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.DOUBLE;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.FLOAT;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT32;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT64;
import static org.apache.parquet.schema.Type.Repetition.OPTIONAL;
import static org.apache.parquet.schema.Type.Repetition.REQUIRED;

import io.sparkmaxpool.tensor.DType;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/**
 * The Parquet types of the table. Columns that are never null are required, except for the lists of
 * {@code pooled}: Arrow recognises a tensor only in an optional list of optional elements.
 */
final class TensorSchema {
  static final String KEY = "key";
  static final String INPUT_SHAPE = "input_shape";
  static final String SHAPE = "shape";
  static final String DTYPE = "dtype";
  static final String POOLED = "pooled";

  private static final String NAME = "spark_maxpool";

  private TensorSchema() {}

  /** All columns of the file, in order. */
  static MessageType file(TensorFileOptions options) {
    List<Type> columns = scalarColumns(options);
    columns.add(shape(INPUT_SHAPE, REQUIRED));
    columns.add(shape(SHAPE, REQUIRED));
    columns.add(Types.required(BINARY).as(stringType()).named(DTYPE));
    columns.add(pooled(options));
    if (options.has(OptionalColumn.INDICES)) {
      columns.add(
          list(OptionalColumn.INDICES.label(), REQUIRED, Types.required(INT64).named("element")));
    }
    return new MessageType(NAME, columns);
  }

  private static List<Type> scalarColumns(TensorFileOptions options) {
    List<Type> columns = new ArrayList<>();
    columns.add(Types.required(BINARY).as(stringType()).named(KEY));
    if (options.has(OptionalColumn.LABEL)) {
      columns.add(Types.optional(INT32).named(OptionalColumn.LABEL.label()));
    }
    if (options.has(OptionalColumn.LABEL_NAME)) {
      columns.add(Types.optional(BINARY).as(stringType()).named(OptionalColumn.LABEL_NAME.label()));
    }
    return columns;
  }

  /** A list of extents. */
  static GroupType shape(String name, Type.Repetition repetition) {
    return list(name, repetition, Types.required(INT32).named("element"));
  }

  private static Type pooled(TensorFileOptions options) {
    return switch (options.encoding()) {
      case BINARY, NPY -> Types.required(BINARY).named(POOLED);
      case ARRAY -> list(POOLED, OPTIONAL, element(options.visible()));
      case NESTED ->
          list(
              POOLED,
              OPTIONAL,
              list("element", OPTIONAL, list("element", OPTIONAL, element(options.visible()))));
    };
  }

  private static PrimitiveType element(DType visible) {
    var type =
        switch (visible) {
          case UINT8 -> Types.optional(INT32).as(intType(8, false));
          case INT8 -> Types.optional(INT32).as(intType(8, true));
          case INT16 -> Types.optional(INT32).as(intType(16, true));
          case INT32 -> Types.optional(INT32);
          case INT64 -> Types.optional(INT64);
          case FLOAT32 -> Types.optional(FLOAT);
          case FLOAT64 -> Types.optional(DOUBLE);
          case FLOAT16, BFLOAT16 -> throw new IllegalStateException("no lists of " + visible);
        };
    return type.named("element");
  }

  private static GroupType list(String name, Type.Repetition repetition, Type element) {
    return Types.buildGroup(repetition)
        .as(listType())
        .addField(Types.repeatedGroup().addField(element).named("list"))
        .named(name);
  }
}
