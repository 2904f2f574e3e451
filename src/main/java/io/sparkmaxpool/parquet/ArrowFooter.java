package io.sparkmaxpool.parquet;

import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Shape;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * The Arrow schema that makes Arrow readers take a flat Parquet list for a fixed-shape tensor
 * (Arrow's canonical extension {@code arrow.fixed_shape_tensor}): an IPC schema message in base64
 * under {@value #SCHEMA_KEY}, with a field for every column of the file.
 */
final class ArrowFooter {
  static final String SCHEMA_KEY = "ARROW:schema";

  private static final String EXTENSION = "arrow.fixed_shape_tensor";
  private static final ArrowType INT32 = new ArrowType.Int(32, true);
  private static final ArrowType INT64 = new ArrowType.Int(64, true);

  private ArrowFooter() {}

  /** The value of the footer key. The metadata rides along: Arrow readers see no other keys. */
  static String schema(TensorFileOptions options, Shape shape) {
    List<Field> fields = new ArrayList<>();
    fields.add(required(TensorSchema.KEY, ArrowType.Utf8.INSTANCE));
    if (options.has(OptionalColumn.LABEL)) {
      fields.add(Field.nullable(OptionalColumn.LABEL.label(), INT32));
    }
    if (options.has(OptionalColumn.LABEL_NAME)) {
      fields.add(Field.nullable(OptionalColumn.LABEL_NAME.label(), ArrowType.Utf8.INSTANCE));
    }
    fields.add(list(TensorSchema.INPUT_SHAPE, INT32));
    fields.add(list(TensorSchema.SHAPE, INT32));
    fields.add(required(TensorSchema.DTYPE, ArrowType.Utf8.INSTANCE));
    fields.add(tensor(element(options.visible()), shape));
    if (options.has(OptionalColumn.INDICES)) {
      fields.add(list(OptionalColumn.INDICES.label(), INT64));
    }
    Schema schema = new Schema(fields, options.metadata());
    return Base64.getEncoder().encodeToString(schema.serializeAsMessage());
  }

  private static Field required(String name, ArrowType type) {
    return new Field(name, FieldType.notNullable(type), null);
  }

  private static Field list(String name, ArrowType element) {
    return new Field(
        name,
        FieldType.notNullable(ArrowType.List.INSTANCE),
        List.of(required("element", element)));
  }

  private static Field tensor(ArrowType element, Shape shape) {
    String layout = "{\"shape\":%s,\"dim_names\":[\"C\",\"H\",\"W\"]}".formatted(shape);
    return new Field(
        TensorSchema.POOLED,
        new FieldType(
            true,
            new ArrowType.FixedSizeList(Math.toIntExact(shape.elements())),
            null,
            Map.of("ARROW:extension:name", EXTENSION, "ARROW:extension:metadata", layout)),
        List.of(Field.nullable("item", element)));
  }

  private static ArrowType element(DType visible) {
    return switch (visible) {
      case UINT8 -> new ArrowType.Int(8, false);
      case INT8 -> new ArrowType.Int(8, true);
      case INT16 -> new ArrowType.Int(16, true);
      case INT32 -> INT32;
      case INT64 -> INT64;
      case FLOAT32 -> new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE);
      case FLOAT64 -> new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE);
      case FLOAT16, BFLOAT16 -> throw new IllegalStateException("no lists of " + visible);
    };
  }
}
