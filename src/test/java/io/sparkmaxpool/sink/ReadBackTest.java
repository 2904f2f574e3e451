package io.sparkmaxpool.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmaxpool.parquet.Encoding;
import io.sparkmaxpool.sql.SparkTest;
import io.sparkmaxpool.sql.TensorStruct;
import io.sparkmaxpool.tensor.DType;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A table is plain Parquet: Spark SQL and DuckDB, which know nothing of us, find every value. */
@ExtendWith(SparkTest.class)
class ReadBackTest {
  private static final int ROWS = 40;

  private final SparkSession spark;
  @TempDir Path directory;

  ReadBackTest(SparkSession spark) {
    this.spark = spark;
  }

  /** A row to write: its id, shape and little-endian bytes. */
  private record Given(int id, int[] shape, byte[] data) {
    String key() {
      return "k%03d".formatted(id);
    }

    Integer label() {
      return id % 5 == 0 ? null : id % 5;
    }

    Row row(DType stored) {
      return RowFactory.create(
          key(),
          label(),
          label() == null ? null : "klasse ä " + label(),
          new int[] {shape[0], shape[1] * 3, shape[2] * 3},
          RowFactory.create(stored.label(), shape, data));
    }
  }

  /** What a reader must see of it, whichever reader it is. */
  private record Seen(
      String key, Integer label, String labelName, String shapes, String dtype, Object pooled) {}

  static List<Arguments> settings() {
    List<Arguments> settings = new ArrayList<>();
    for (Encoding encoding : Encoding.values()) {
      settings.add(Arguments.of(encoding, DType.UINT8, DType.UINT8));
      settings.add(Arguments.of(encoding, DType.UINT8, DType.FLOAT32));
      settings.add(Arguments.of(encoding, DType.FLOAT32, DType.FLOAT32));
    }
    return settings;
  }

  @ParameterizedTest(name = "{0}, {1} as {2}")
  @MethodSource("settings")
  void bothEnginesFindWhatWasWritten(Encoding encoding, DType stored, DType written)
      throws Exception {
    List<Given> given = random(new Random(7), stored);
    StructType schema =
        new StructType()
            .add("key", "string")
            .add("label", "int")
            .add("label_name", "string")
            .add("input_shape", "array<int>")
            .add("pooled", TensorStruct.type(stored));
    Path table = directory.resolve("table");

    TensorRows.writer(
            spark.createDataFrame(given.stream().map(row -> row.row(stored)).toList(), schema))
        .option("encoding", encoding.label())
        .option("dtype", written.label())
        .save(table.toString());

    List<Seen> expected =
        given.stream().map(row -> expected(row, encoding, stored, written)).toList();
    assertThat(table.toFile().list((dir, name) -> name.endsWith(".parquet"))).hasSize(2);
    assertThat(seenBySpark(table, encoding, written)).isEqualTo(expected);
    assertThat(seenByDuckDb(table, encoding, written)).isEqualTo(expected);
  }

  /** Random bits in shapes of their own; the floats have NaNs, infinities and subnormals. */
  private static List<Given> random(Random random, DType stored) {
    List<Given> rows = new ArrayList<>();
    for (int id = 0; id < ROWS; id++) {
      int[] shape = {1 + random.nextInt(3), 1 + random.nextInt(4), 1 + random.nextInt(5)};
      byte[] data = new byte[shape[0] * shape[1] * shape[2] * stored.bytes()];
      random.nextBytes(data);
      if (stored == DType.FLOAT32) {
        float[] special = {Float.NEGATIVE_INFINITY, -0f, Float.NaN, Float.MIN_VALUE};
        ByteBuffer.wrap(data)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putFloat(0, special[id % special.length]);
      }
      rows.add(new Given(id, shape, data));
    }
    return rows;
  }

  private static Seen expected(Given given, Encoding encoding, DType stored, DType written) {
    int[] shape = given.shape();
    String shapes =
        "%s %s"
            .formatted(
                Arrays.toString(new int[] {shape[0], shape[1] * 3, shape[2] * 3}),
                Arrays.toString(shape));
    Object pooled =
        switch (encoding) {
          case ARRAY -> values(given.data(), stored, written);
          case NESTED -> List.of(Arrays.toString(shape), values(given.data(), stored, written));
          case BINARY -> hex(bytes(given.data(), stored, written));
          case NPY -> hex(npy(shape, bytes(given.data(), stored, written), written));
        };
    return new Seen(
        given.key(),
        given.label(),
        given.label() == null ? null : "klasse ä " + given.label(),
        shapes,
        written.label(),
        pooled);
  }

  private static List<Object> values(byte[] data, DType stored, DType written) {
    List<Object> values = new ArrayList<>();
    ByteBuffer in = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
    while (in.hasRemaining()) {
      if (stored == DType.FLOAT32) {
        values.add(in.getFloat());
      } else {
        int level = in.get() & 0xff;
        // As torchvision's ToTensor has it.
        values.add(written == DType.FLOAT32 ? (Object) (level / 255f) : (Object) (long) level);
      }
    }
    return values;
  }

  private static byte[] bytes(byte[] data, DType stored, DType written) {
    if (stored == written) {
      return data;
    }
    ByteBuffer out = ByteBuffer.allocate(data.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    values(data, stored, written).forEach(value -> out.putFloat((float) value));
    return out.array();
  }

  /** A .npy file, version 1.0: its header ends with a newline at a multiple of 64 bytes. */
  private static byte[] npy(int[] shape, byte[] data, DType dtype) {
    String header =
        "{'descr': '%s', 'fortran_order': False, 'shape': (%d, %d, %d), }"
            .formatted(dtype == DType.UINT8 ? "|u1" : "<f4", shape[0], shape[1], shape[2]);
    int length = 118;
    ByteArrayOutputStream npy = new ByteArrayOutputStream();
    npy.writeBytes(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) length, 0});
    npy.writeBytes(
        (header + " ".repeat(length - 1 - header.length()) + "\n")
            .getBytes(StandardCharsets.US_ASCII));
    npy.writeBytes(data);
    return npy.toByteArray();
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private List<Seen> seenBySpark(Path table, Encoding encoding, DType written) {
    var read = spark.read().parquet(table.toString());
    String element = written == DType.UINT8 ? "smallint" : "float";
    assertThat(read.schema().apply("pooled").dataType().catalogString())
        .isEqualTo(
            switch (encoding) {
              case ARRAY -> "array<%s>".formatted(element);
              case NESTED -> "array<array<array<%s>>>".formatted(element);
              case BINARY, NPY -> "binary";
            });
    String[] columns = {
      "key", "label", "label_name", "input_shape", "shape", "dtype", "pooled", "NULL AS extents"
    };
    if (encoding == Encoding.NESTED) {
      columns[6] = "flatten(flatten(pooled))";
      columns[7] = "array(size(pooled), size(pooled[0]), size(pooled[0][0]))";
    }
    return read.selectExpr(columns).orderBy("key").collectAsList().stream()
        .map(
            row ->
                new Seen(
                    row.getString(0),
                    row.isNullAt(1) ? null : row.getInt(1),
                    row.getString(2),
                    row.getList(3) + " " + row.getList(4),
                    row.getString(5),
                    switch (encoding) {
                      case ARRAY -> widened(row.getList(6));
                      case NESTED -> List.of(row.getList(7).toString(), widened(row.getList(6)));
                      case BINARY, NPY -> hex(row.getAs(6));
                    }))
        .toList();
  }

  private static List<Seen> seenByDuckDb(Path table, Encoding encoding, DType written)
      throws SQLException {
    String files = "read_parquet('%s/*.parquet')".formatted(table);
    String element = written == DType.UINT8 ? "UTINYINT" : "FLOAT";
    String columns =
        encoding == Encoding.NESTED
            ? "flatten(flatten(pooled)) AS pooled, [len(pooled), len(pooled[1]), len(pooled[1][1])] AS extents"
            : "pooled";
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      try (ResultSet type =
          statement.executeQuery("SELECT DISTINCT typeof(pooled) FROM " + files)) {
        type.next();
        assertThat(type.getString(1))
            .isEqualTo(
                switch (encoding) {
                  case ARRAY -> element + "[]";
                  case NESTED -> element + "[][][]";
                  case BINARY, NPY -> "BLOB";
                });
      }
      List<Seen> seen = new ArrayList<>();
      try (ResultSet row =
          statement.executeQuery(
              "SELECT key, label, label_name, input_shape, shape, dtype, %s FROM %s ORDER BY key"
                  .formatted(columns, files))) {
        while (row.next()) {
          seen.add(
              new Seen(
                  row.getString("key"),
                  (Integer) row.getObject("label"),
                  row.getString("label_name"),
                  list(row.getArray("input_shape")) + " " + list(row.getArray("shape")),
                  row.getString("dtype"),
                  switch (encoding) {
                    case ARRAY -> widened(list(row.getArray("pooled")));
                    case NESTED ->
                        List.of(
                            list(row.getArray("extents")).toString(),
                            widened(list(row.getArray("pooled"))));
                    case BINARY, NPY -> hex(bytes(row.getBlob("pooled")));
                  }));
        }
      }
      return seen;
    }
  }

  private static byte[] bytes(Blob blob) throws SQLException {
    return blob.getBytes(1, (int) blob.length());
  }

  private static List<?> list(Array array) throws SQLException {
    return Arrays.asList((Object[]) array.getArray());
  }

  /** Whole numbers as Long, others as they are. */
  private static List<Object> widened(List<?> values) {
    List<Object> widened = new ArrayList<>();
    for (Object value : values) {
      widened.add(value instanceof Float ? value : (Object) ((Number) value).longValue());
    }
    return widened;
  }
}
