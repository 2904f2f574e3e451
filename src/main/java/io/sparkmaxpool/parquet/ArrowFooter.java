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
 * The Arrow schema that makes Arrow readers take Parquet lists for tensors of one shape: an IPC
 * schema message in base64 under {@value #SCHEMA_KEY}, with a field for every column of the file.
 * Flat lists become Arrow's canonical extension {@code arrow.fixed_shape_tensor}, nested ones the
 * extension that Hugging Face {@code datasets} has registered for its {@code Array3D} since 2.14.7.
 * A reader that does not know an extension finds the lists it is stored in.
 *
 * <p>{@code datasets} makes its features of this schema. It needs no key {@code huggingface}, which
 * would repeat them in words that its versions do not share.
 */
final class ArrowFooter {
  static final String SCHEMA_KEY = "ARROW:schema";

  private static final String FIXED_SHAPE_TENSOR = "arrow.fixed_shape_tensor";
  private static final String ARRAY_3D = "datasets.features.features.Array3DExtensionType";
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
    fields.add(pooled(options, shape));
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

  private static Field pooled(TensorFileOptions options, Shape shape) {
    DType visible = options.visible();
    Field element = Field.nullable("item", element(visible));
    return switch (options.footer()) {
      case ARROW ->
          extension(
              FIXED_SHAPE_TENSOR,
              "{\"shape\":%s,\"dim_names\":[\"C\",\"H\",\"W\"]}".formatted(shape),
              new ArrowType.FixedSizeList(Math.toIntExact(shape.elements())),
              element);
      case HF ->
          extension(
              ARRAY_3D,
              "[%s,\"%s\"]".formatted(shape, visible.label()),
              ArrowType.List.INSTANCE,
              items(items(element)));
      case NONE -> throw new IllegalStateException("no footer, no schema");
    };
  }

  private static Field items(Field element) {
    return new Field("item", FieldType.nullable(ArrowType.List.INSTANCE), List.of(element));
  }

  private static Field extension(String name, String metadata, ArrowType storage, Field element) {
    return new Field(
        TensorSchema.POOLED,
        new FieldType(
            true,
            storage,
            null,
            Map.of("ARROW:extension:name", name, "ARROW:extension:metadata", metadata)),
        List.of(element));
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
