package io.sparkmaxpool.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.NpyHeader;
import io.sparkmaxpool.tensor.Shape;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** DuckDB finds in the files what was written, whatever the settings. */
class DuckDbReadTest {
  private static final Map<DType, String> ELEMENTS =
      Map.of(
          DType.UINT8, "UTINYINT",
          DType.INT8, "TINYINT",
          DType.INT16, "SMALLINT",
          DType.INT32, "INTEGER",
          DType.INT64, "BIGINT",
          DType.FLOAT32, "FLOAT",
          DType.FLOAT64, "DOUBLE");

  @TempDir Path directory;

  static Stream<Arguments> settings() {
    List<Arguments> all = new ArrayList<>();
    for (DType stored : DType.values()) {
      for (Encoding encoding : Encoding.values()) {
        for (Compression compression : Compression.values()) {
          if (encoding != Encoding.NPY || stored != DType.BFLOAT16) {
            all.add(Arguments.of(stored, stored, encoding, compression));
          }
          if (stored == DType.UINT8) {
            all.add(Arguments.of(stored, DType.FLOAT32, encoding, compression));
          }
        }
      }
    }
    return all.stream();
  }

  @ParameterizedTest(name = "{0} as {1}, {2}, {3}")
  @MethodSource("settings")
  void readsEveryDtypeEncodingAndCompression(
      DType stored, DType written, Encoding encoding, Compression compression) throws Exception {
    Random random = new Random(stored.ordinal() * 31L + encoding.ordinal());
    Supplier<Shape> shapes =
        () -> Shape.of(1 + random.nextInt(3), 1 + random.nextInt(4), 1 + random.nextInt(5));
    // Row groups of 2,000 bytes, pages of 500, so that 60 rows cross several of both.
    check(
        Sample.options(stored, written, encoding, Footer.NONE, compression, 2_000),
        Sample.random(random, stored, 60, shapes));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void readsPagesOfAMegabyteAndRowsBeyondOne(long seed) throws Exception {
    Random random = new Random(seed);
    Supplier<Shape> shapes =
        () ->
            switch (random.nextInt(6)) {
              case 0 -> Shape.of(3, 610 + random.nextInt(20), 600);
              case 1 -> Shape.of(1, 1, 1);
              case 2 -> Shape.of(2, 1 + random.nextInt(50), 1);
              default -> Shape.of(3, 1 + random.nextInt(60), 1 + random.nextInt(200));
            };
    Encoding encoding = seed % 2 == 0 ? Encoding.ARRAY : Encoding.NESTED;
    check(
        Sample.options(
            DType.UINT8, DType.FLOAT32, encoding, Footer.NONE, Compression.SNAPPY, 3 << 20),
        Sample.random(random, DType.UINT8, 24, shapes));
  }

  static Stream<Long> seeds() {
    return Stream.of(1L, 2L);
  }

  @Test
  void readsTensorsOfOneElement() throws Exception {
    Random random = new Random(5);
    check(
        Sample.options(DType.UINT8, DType.UINT8, Encoding.NESTED),
        Sample.random(random, DType.UINT8, 5_000, () -> Shape.of(1, 1, 1)));
  }

  @Test
  void readsAFileWithoutRows() throws Exception {
    check(Sample.options(DType.UINT8, DType.FLOAT32, Encoding.ARRAY), List.of());
  }

  private void check(TensorFileOptions options, List<Sample> samples) throws Exception {
    Path file = directory.resolve("part.parquet");
    TensorFileWriter writer = Sample.write(file, options, samples);
    assertThat(writer.fileBytes()).isEqualTo(file.toFile().length());
    assertThat(writer.rows()).isEqualTo(samples.size());
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      assertThat(types(statement, file)).isEqualTo(expectedTypes(options));
      try (ResultSet rows =
          statement.executeQuery(
              "SELECT * FROM read_parquet('%s', file_row_number=true) ORDER BY file_row_number"
                  .formatted(file))) {
        for (Sample sample : samples) {
          assertThat(rows.next()).isTrue();
          checkRow(options, sample, rows);
        }
        assertThat(rows.next()).isFalse();
      }
    }
  }

  private static Map<String, String> types(Statement statement, Path file) throws SQLException {
    Map<String, String> types = new LinkedHashMap<>();
    try (ResultSet columns =
        statement.executeQuery("DESCRIBE SELECT * FROM read_parquet('%s')".formatted(file))) {
      while (columns.next()) {
        types.put(columns.getString(1), columns.getString(2));
      }
    }
    return types;
  }

  private static Map<String, String> expectedTypes(TensorFileOptions options) {
    Map<String, String> types = new LinkedHashMap<>();
    types.put("key", "VARCHAR");
    types.put("label", "INTEGER");
    types.put("label_name", "VARCHAR");
    types.put("input_shape", "INTEGER[]");
    types.put("shape", "INTEGER[]");
    types.put("dtype", "VARCHAR");
    types.put(
        "pooled",
        switch (options.encoding()) {
          case ARRAY -> ELEMENTS.get(options.visible()) + "[]";
          case NESTED -> ELEMENTS.get(options.visible()) + "[][][]";
          case BINARY, NPY -> "BLOB";
        });
    types.put("indices", "BIGINT[]");
    return types;
  }

  private static void checkRow(TensorFileOptions options, Sample sample, ResultSet row)
      throws Exception {
    String key = sample.key();
    assertThat(row.getString("key")).isEqualTo(key);
    assertThat(row.getObject("label")).as(key).isEqualTo(sample.label());
    assertThat(row.getString("label_name")).as(key).isEqualTo(sample.labelName());
    assertThat(flat(row.getArray("input_shape"))).as(key).isEqualTo(extents(sample.inputShape()));
    assertThat(flat(row.getArray("shape"))).as(key).isEqualTo(extents(sample.shape()));
    assertThat(row.getString("dtype")).as(key).isEqualTo(options.visible().label());
    List<Object> indices = new ArrayList<>();
    for (long index : sample.indices()) {
      indices.add(index);
    }
    assertThat(flat(row.getArray("indices"))).as(key).isEqualTo(indices);
    DType stored = options.stored();
    DType written = options.written();
    switch (options.encoding()) {
      case ARRAY ->
          assertThat(flat(row.getArray("pooled")))
              .as(key)
              .isEqualTo(sample.visible(stored, written));
      case NESTED -> {
        Array nested = row.getArray("pooled");
        assertThat(extents(nested)).as(key).isEqualTo(extents(sample.shape()));
        assertThat(flat(nested)).as(key).isEqualTo(sample.visible(stored, written));
      }
      case BINARY ->
          assertThat(bytes(row.getBlob("pooled"))).as(key).isEqualTo(sample.blob(stored, written));
      case NPY -> {
        ByteArrayOutputStream npy = new ByteArrayOutputStream();
        npy.write(NpyHeader.write(written, sample.shape()));
        npy.write(sample.blob(stored, written));
        assertThat(bytes(row.getBlob("pooled"))).as(key).isEqualTo(npy.toByteArray());
      }
    }
  }

  private static byte[] bytes(Blob blob) throws SQLException {
    return blob.getBytes(1, (int) blob.length());
  }

  private static List<Object> extents(Shape shape) {
    List<Object> extents = new ArrayList<>();
    for (int extent : shape.toArray()) {
      extents.add((long) extent);
    }
    return extents;
  }

  /** The lengths along the first elements; {@link #flat} fails on ragged ones by its count. */
  private static List<Object> extents(Array array) throws SQLException {
    List<Object> extents = new ArrayList<>();
    Object[] elements = (Object[]) array.getArray();
    extents.add((long) elements.length);
    if (elements[0] instanceof Array inner) {
      extents.addAll(extents(inner));
    }
    return extents;
  }

  private static List<Object> flat(Array array) throws SQLException {
    List<Object> values = new ArrayList<>();
    for (Object element : (Object[]) array.getArray()) {
      if (element instanceof Array inner) {
        values.addAll(flat(inner));
      } else if (element instanceof Float || element instanceof Double) {
        values.add(element);
      } else {
        values.add(((Number) element).longValue());
      }
    }
    return values;
  }
}
