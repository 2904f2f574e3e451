package io.sparkmaxpool.sink;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Rows for the sink: key {@code k000}, label {@code id % 3}, a tensor [1,2,2] that holds the id.
 */
record TensorRows(SparkSession spark) {
  static final String TENSOR = "tensor(array_repeat(cast(id AS float), 4), array(1, 2, 2))";
  private static final String FAULT =
      "named_struct('stage', IF(id % 2 = 0, 'decode', 'read'), 'error', 'corrupt',"
          + " 'message', concat('no ', id), 'length', IF(id % 2 = 0, 10L, NULL),"
          + " 'input_shape', IF(id % 2 = 0, array(3, 5, 6), NULL))";

  /** Good rows of the ids {@code from} to {@code to - 1}. */
  Dataset<Row> good(int from, int to, int partitions) {
    return of(from, to, partitions, TENSOR);
  }

  /** Rows with another tensor. */
  Dataset<Row> of(int from, int to, int partitions, String tensor) {
    return columns(from, to, partitions, tensor + " AS pooled");
  }

  /** Rows of which those that fulfil a condition are bad. */
  Dataset<Row> withBad(int to, int partitions, String condition) {
    return columns(
        0,
        to,
        partitions,
        "IF(%s, NULL, %s) AS pooled".formatted(condition, TENSOR),
        "IF(%s, %s, NULL) AS _bad_record".formatted(condition, FAULT));
  }

  private Dataset<Row> columns(int from, int to, int partitions, String... more) {
    return spark
        .range(from, to, 1, partitions)
        .selectExpr(
            Stream.concat(
                    Stream.of(
                        "printf('k%03d', id) AS key",
                        "cast(id % 3 AS int) AS label",
                        "concat('class ', id % 3) AS label_name",
                        "array(1, 4, 4) AS input_shape"),
                    Stream.of(more))
                .toArray(String[]::new));
  }

  static DataFrameWriter<Row> writer(Dataset<Row> rows) {
    return rows.write().format("tensor-parquet");
  }

  /** The keys of a table as plain Parquet shows them, sorted. */
  List<String> keys(Path table) {
    return spark
        .read()
        .parquet(table.toString())
        .orderBy("key")
        .select("key")
        .collectAsList()
        .stream()
        .map(row -> row.getString(0))
        .toList();
  }

  /** The keys {@code k<from>} to {@code k<to - 1>}. */
  static List<String> range(int from, int to) {
    return java.util.stream.IntStream.range(from, to).mapToObj("k%03d"::formatted).toList();
  }

  /**
   * All files below a directory with their modification time and size; empty if it is not there.
   */
  static Map<String, String> snapshot(Path directory) {
    Map<String, String> files = new TreeMap<>();
    if (!Files.exists(directory)) {
      return files;
    }
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        files.put(
            directory.relativize(path).toString(),
            Files.getLastModifiedTime(path) + " " + Files.size(path));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return files;
  }

  /** The names of what lies directly in a directory, part files as {@code part}. */
  static List<String> names(Path directory) throws IOException {
    try (Stream<Path> paths = Files.list(directory)) {
      return paths
          .map(path -> path.getFileName().toString())
          .map(name -> name.startsWith("part-") ? "part" : name)
          .sorted()
          .distinct()
          .toList();
    }
  }
}
