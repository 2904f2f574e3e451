package io.sparkmaxpool.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmaxpool.tensor.DType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.arrow.dataset.file.FileFormat;
import org.apache.arrow.dataset.file.FileSystemDatasetFactory;
import org.apache.arrow.dataset.jni.NativeMemoryPool;
import org.apache.arrow.dataset.scanner.ScanOptions;
import org.apache.arrow.dataset.scanner.Scanner;
import org.apache.arrow.dataset.source.Dataset;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.UInt1Vector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.BaseListVector;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.Tag;

/**
 * Arrow C++, which pyarrow is, finds in files what was written, and takes {@code pooled} for what
 * the footer says: a fixed-shape tensor, or the storage of datasets' {@code Array3D}, which only
 * Python knows. Its JNI has no partition discovery, so the directories are read here.
 *
 * <p>Runs in the surefire execution of its tag, with the Arrow Java that its JNI needs.
 */
@Tag("arrow-cpp")
class ArrowCppReadTest extends ReaderContract {
  private static final Map<DType, ArrowType> ELEMENTS =
      Map.of(
          DType.UINT8, new ArrowType.Int(8, false),
          DType.INT8, new ArrowType.Int(8, true),
          DType.INT16, new ArrowType.Int(16, true),
          DType.INT32, new ArrowType.Int(32, true),
          DType.INT64, new ArrowType.Int(64, true),
          DType.FLOAT32, new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE),
          DType.FLOAT64, new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE));

  @Override
  List<Seen> read(Table table) throws Exception {
    List<Seen> seen = new ArrayList<>();
    for (Path file : table.files()) {
      read(file, table.options(), seen);
    }
    return seen;
  }

  // Arrow's resources are declared to be interruptible when closed; none is.
  @SuppressWarnings("try")
  private static void read(Path file, TensorFileOptions options, List<Seen> seen) throws Exception {
    try (BufferAllocator allocator = new RootAllocator();
        FileSystemDatasetFactory factory =
            new FileSystemDatasetFactory(
                allocator,
                NativeMemoryPool.getDefault(),
                FileFormat.PARQUET,
                file.toUri().toString());
        Dataset dataset = factory.finish();
        Scanner scanner = dataset.newScan(new ScanOptions(16));
        ArrowReader reader = scanner.scanBatches()) {
      checkSchema(factory.inspect(), options);
      while (reader.loadNextBatch()) {
        VectorSchemaRoot batch = reader.getVectorSchemaRoot();
        for (int row = 0; row < batch.getRowCount(); row++) {
          seen.add(seen(file, batch, row));
        }
      }
    }
  }

  private static void checkSchema(Schema schema, TensorFileOptions options) {
    Field pooled = schema.findField("pooled");
    assertThat(pooled.getType())
        .isEqualTo(
            switch (options.encoding()) {
              case ARRAY ->
                  options.footer() == Footer.ARROW
                      ? new ArrowType.FixedSizeList(30)
                      : ArrowType.List.INSTANCE;
              case NESTED -> ArrowType.List.INSTANCE;
              case BINARY, NPY -> ArrowType.Binary.INSTANCE;
            });
    Field leaf = pooled;
    int depth = 0;
    while (!leaf.getChildren().isEmpty()) {
      leaf = leaf.getChildren().get(0);
      depth++;
    }
    if (depth > 0) {
      assertThat(leaf.getType()).isEqualTo(ELEMENTS.get(options.visible()));
      assertThat(depth).isEqualTo(options.encoding() == Encoding.ARRAY ? 1 : 3);
    }
    switch (options.footer()) {
      case ARROW ->
          assertThat(pooled.getMetadata())
              .containsEntry("ARROW:extension:name", "arrow.fixed_shape_tensor")
              .hasEntrySatisfying(
                  "ARROW:extension:metadata",
                  metadata ->
                      assertThat(metadata)
                          .contains("\"shape\":[3,2,5]")
                          .contains("\"dim_names\":[\"C\",\"H\",\"W\"]"));
      case HF ->
          assertThat(pooled.getMetadata())
              .containsEntry(
                  "ARROW:extension:name", "datasets.features.features.Array3DExtensionType")
              .containsEntry(
                  "ARROW:extension:metadata",
                  "[[3, 2, 5],\"%s\"]".formatted(options.visible().label()));
      case NONE -> assertThat(pooled.getMetadata()).doesNotContainKey("ARROW:extension:name");
    }
    assertThat(schema.getCustomMetadata()).containsEntry("spark-maxpool", "{\"version\":\"test\"}");
  }

  private static Seen seen(Path file, VectorSchemaRoot batch, int row) {
    Object label = value(batch.getVector("label"), row);
    Object labelName = value(batch.getVector("label_name"), row);
    return new Seen(
        (String) value(batch.getVector("key"), row),
        label == null
            ? Table.partition(file, "label").map(Long::valueOf).orElse(null)
            : (Long) label,
        labelName == null ? Table.partition(file, "label_name").orElse(null) : (String) labelName,
        value(batch.getVector("input_shape"), row),
        value(batch.getVector("shape"), row),
        (String) value(batch.getVector("dtype"), row),
        value(batch.getVector("pooled"), row),
        value(batch.getVector("indices"), row));
  }

  /** A value, or null where it is one or there is no such column. */
  private static Object value(FieldVector vector, int row) {
    if (vector == null || vector.isNull(row)) {
      return null;
    }
    if (vector instanceof BaseListVector list) {
      FieldVector elements = vector.getChildrenFromFields().get(0);
      List<Object> values = new ArrayList<>();
      for (int i = list.getElementStartIndex(row); i < list.getElementEndIndex(row); i++) {
        values.add(value(elements, i));
      }
      return values;
    }
    // Its getObject is a signed byte.
    Object value =
        vector instanceof UInt1Vector bytes
            ? Integer.valueOf(bytes.get(row) & 0xff)
            : vector.getObject(row);
    return value instanceof byte[] bytes
        ? hex(bytes)
        : value instanceof Number ? bits(value) : value.toString();
  }
}
