package io.sparkmaxpool.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Shape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
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
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Arrow C++, which pyarrow is, takes {@code pooled} for a fixed-shape tensor and finds its values.
 * Runs in the surefire execution of its tag, with the Arrow Java that its JNI needs.
 */
@Tag("arrow-cpp")
class ArrowCppReadTest {
  private static final Shape SHAPE = Shape.of(3, 5, 7);

  @TempDir Path directory;

  static Stream<Arguments> settings() {
    List<Arguments> all = new ArrayList<>();
    for (DType stored : DType.values()) {
      all.add(Arguments.of(stored, stored, Compression.ZSTD));
    }
    for (Compression compression : Compression.values()) {
      all.add(Arguments.of(DType.UINT8, DType.FLOAT32, compression));
    }
    return all.stream();
  }

  // Arrow's resources are declared to be interruptible when closed; none is.
  @SuppressWarnings("try")
  @ParameterizedTest(name = "{0} as {1}, {2}")
  @MethodSource("settings")
  void findsFixedShapeTensors(DType stored, DType written, Compression compression)
      throws Exception {
    Random random = new Random(stored.ordinal());
    List<Sample> samples = Sample.random(random, stored, 300, () -> SHAPE);
    Path file = directory.resolve("part.parquet");
    // Row groups of 8,000 bytes, pages of 2,000, so that 300 rows cross several of both.
    TensorFileOptions options =
        Sample.options(stored, written, Encoding.ARRAY, Footer.ARROW, compression, 8_000);
    Sample.write(file, options, samples);

    List<Object> values = new ArrayList<>();
    List<Object> indices = new ArrayList<>();
    List<String> keys = new ArrayList<>();
    try (BufferAllocator allocator = new RootAllocator();
        FileSystemDatasetFactory factory =
            new FileSystemDatasetFactory(
                allocator,
                NativeMemoryPool.getDefault(),
                FileFormat.PARQUET,
                file.toUri().toString());
        Dataset dataset = factory.finish();
        Scanner scanner = dataset.newScan(new ScanOptions(64));
        ArrowReader reader = scanner.scanBatches()) {
      checkSchema(factory.inspect());
      while (reader.loadNextBatch()) {
        VectorSchemaRoot batch = reader.getVectorSchemaRoot();
        FixedSizeListVector pooled = (FixedSizeListVector) batch.getVector("pooled");
        ListVector lists = (ListVector) batch.getVector("indices");
        for (int row = 0; row < batch.getRowCount(); row++) {
          keys.add(batch.getVector("key").getObject(row).toString());
          collect(pooled.getDataVector(), row * 105, row * 105 + 105, values);
          collect(
              lists.getDataVector(),
              lists.getElementStartIndex(row),
              lists.getElementEndIndex(row),
              indices);
        }
      }
    }
    List<Object> expectedValues = new ArrayList<>();
    List<Object> expectedIndices = new ArrayList<>();
    List<String> expectedKeys = new ArrayList<>();
    for (Sample sample : samples) {
      expectedValues.addAll(sample.visible(stored, written));
      for (long index : sample.indices()) {
        expectedIndices.add(index);
      }
      expectedKeys.add(sample.key());
    }
    assertThat(keys).isEqualTo(expectedKeys);
    assertThat(values).isEqualTo(expectedValues);
    assertThat(indices).isEqualTo(expectedIndices);
  }

  private static void checkSchema(Schema schema) {
    assertThat(schema.getFields())
        .extracting(Field::getName)
        .containsExactly(
            "key", "label", "label_name", "input_shape", "shape", "dtype", "pooled", "indices");
    Field pooled = schema.findField("pooled");
    assertThat(pooled.getType()).isEqualTo(new ArrowType.FixedSizeList(105));
    assertThat(pooled.getMetadata())
        .containsEntry("ARROW:extension:name", "arrow.fixed_shape_tensor");
    assertThat(pooled.getMetadata().get("ARROW:extension:metadata"))
        .contains("\"shape\":[3,5,7]")
        .contains("\"dim_names\":[\"C\",\"H\",\"W\"]");
    assertThat(schema.getCustomMetadata()).containsEntry("spark-maxpool", "{\"version\":\"test\"}");
  }

  private static void collect(FieldVector vector, int from, int to, List<Object> values) {
    for (int i = from; i < to; i++) {
      Object value =
          vector instanceof UInt1Vector bytes
              ? (Object) (long) (bytes.get(i) & 0xff)
              : vector.getObject(i);
      values.add(
          value instanceof Float || value instanceof Double
              ? value
              : (Object) ((Number) value).longValue());
    }
  }
}
