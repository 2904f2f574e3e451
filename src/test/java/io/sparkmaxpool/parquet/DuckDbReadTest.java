package io.sparkmaxpool.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Shape;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** DuckDB finds in tables what was written, partitions too, and reads pages of any size. */
class DuckDbReadTest extends ReaderContract {
  private static final Map<DType, String> ELEMENTS =
      Map.of(
          DType.UINT8, "UTINYINT",
          DType.INT8, "TINYINT",
          DType.INT16, "SMALLINT",
          DType.INT32, "INTEGER",
          DType.INT64, "BIGINT",
          DType.FLOAT32, "FLOAT",
          DType.FLOAT64, "DOUBLE");

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
        Layout.WITH_INDICES,
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
        Layout.WITH_INDICES,
        Sample.options(DType.UINT8, DType.UINT8, Encoding.NESTED),
        Sample.random(random, DType.UINT8, 5_000, () -> Shape.of(1, 1, 1)));
  }

  @Test
  void readsAFileWithoutRows() throws Exception {
    check(
        Layout.WITH_INDICES, Sample.options(DType.UINT8, DType.FLOAT32, Encoding.ARRAY), List.of());
  }

  @Override
  List<Seen> read(Table table) throws SQLException {
    String rows =
        "read_parquet('%s/**/*.parquet', hive_partitioning = true)".formatted(table.path());
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      assertThat(types(statement, rows)).containsAllEntriesOf(expectedTypes(table.options()));
      List<Seen> seen = new ArrayList<>();
      try (ResultSet row = statement.executeQuery("SELECT * FROM " + rows)) {
        while (row.next()) {
          seen.add(seen(table, row));
        }
      }
      return seen;
    }
  }

  private static Map<String, String> types(Statement statement, String rows) throws SQLException {
    Map<String, String> types = new LinkedHashMap<>();
    try (ResultSet columns = statement.executeQuery("DESCRIBE SELECT * FROM " + rows)) {
      while (columns.next()) {
        types.put(columns.getString(1), columns.getString(2));
      }
    }
    return types;
  }

  /** The types of the files' columns. */
  private static Map<String, String> expectedTypes(TensorFileOptions options) {
    Map<String, String> types = new LinkedHashMap<>();
    types.put("key", "VARCHAR");
    if (options.has(OptionalColumn.LABEL)) {
      types.put("label", "INTEGER");
    }
    if (options.has(OptionalColumn.LABEL_NAME)) {
      types.put("label_name", "VARCHAR");
    }
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
    if (options.has(OptionalColumn.INDICES)) {
      types.put("indices", "BIGINT[]");
    }
    return types;
  }

  private static Seen seen(Table table, ResultSet row) throws SQLException {
    Object label = known(row.getObject("label"));
    return new Seen(
        row.getString("key"),
        label == null ? null : (Long) Long.parseLong(label.toString()),
        (String) known(row.getObject("label_name")),
        value(row.getArray("input_shape")),
        value(row.getArray("shape")),
        row.getString("dtype"),
        value(row.getObject("pooled")),
        table.options().has(OptionalColumn.INDICES) ? value(row.getArray("indices")) : null);
  }

  /** DuckDB takes Hive's directory of nulls for one of that text. */
  private static Object known(Object partition) {
    return NULL_PARTITION.equals(partition) ? null : partition;
  }

  private static Object value(Object given) throws SQLException {
    if (given instanceof Array list) {
      List<Object> values = new ArrayList<>();
      for (Object element : (Object[]) list.getArray()) {
        values.add(value(element));
      }
      return values;
    }
    return given instanceof Blob blob
        ? hex(blob.getBytes(1, Math.toIntExact(blob.length())))
        : bits(given);
  }
}
