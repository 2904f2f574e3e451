package io.sparkmaxpool.job;

import static org.apache.spark.sql.functions.call_function;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.flatten;
import static org.apache.spark.sql.functions.struct;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkmaxpool.dataset.InputFile;
import io.sparkmaxpool.dataset.Listing;
import io.sparkmaxpool.parquet.Encoding;
import io.sparkmaxpool.parquet.FileParameters;
import io.sparkmaxpool.pooling.Size2d;
import io.sparkmaxpool.sink.TableDirectory;
import io.sparkmaxpool.tensor.DType;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkException;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * A table that {@code pool} wrote, with what its files tell about the pooling.
 *
 * @param rows the table as Spark reads it
 * @param files its files, for {@link Listing#fingerprint}
 * @param pool the JSON object of the pooling: {@code op} and its parameters
 * @param dtype of the tensors as they are stored: lists hold the halves as float32
 * @param encoding how a tensor is stored
 */
record PooledTable(
    Dataset<Row> rows, List<InputFile> files, JsonNode pool, DType dtype, Encoding encoding) {

  /**
   * Opens a table.
   *
   * @param asked what asks for it, a key or an argument, for the messages
   * @throws JobException with {@link ExitCode#USAGE}, if there is none at the path, or none that
   *     {@code pool} wrote
   */
  static PooledTable open(SparkSession spark, String asked, String path) throws IOException {
    PooledTable table = ofAnyOperation(spark, asked, path);
    if (!table.pool().isObject()) {
      throw refused(asked + ": " + path, "not a table of pooled tensors", null);
    }
    return table;
  }

  /**
   * Opens a table of any operation's tensors; {@link #pool} is missing where they were not pooled.
   *
   * @param asked what asks for it, a key or an argument, for the messages
   * @throws JobException with {@link ExitCode#USAGE}, if there is none at the path
   */
  static PooledTable ofAnyOperation(SparkSession spark, String asked, String path)
      throws IOException {
    String place = asked + ": " + path;
    Configuration conf = spark.sessionState().newHadoopConf();
    directory(asked, path, conf);
    Dataset<Row> rows;
    try {
      rows = rows(spark, path);
    } catch (Exception e) {
      // Spark throws these checked exceptions without saying so.
      if (e instanceof AnalysisException || e instanceof SparkException) {
        throw refused(place, "not a table: " + e.getMessage().lines().findFirst().orElse(""), e);
      }
      throw e;
    }
    List<InputFile> files = files(rows, conf);
    if (files.isEmpty()) {
      throw refused(place, "not a table: it holds no Parquet file", null);
    }
    String parameters =
        FileParameters.read(new Path(files.get(0).location()), conf)
            .orElseThrow(
                () ->
                    refused(
                        place,
                        "not a table that pool wrote: no key %s in the footer of %s"
                            .formatted(FileParameters.KEY, files.get(0).location()),
                        null));
    try {
      JsonNode json = new ObjectMapper().readTree(parameters);
      Encoding encoding = encoding(json.path("encoding").asText());
      return new PooledTable(
          rows,
          files,
          json.path("pool"),
          encoding.visible(DType.of(json.path("dtype").asText())),
          encoding);
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw refused(place, "what its footer says is not understood: " + parameters, e);
    }
  }

  /** A table as Spark reads it, and labels with the types that they have. */
  static Dataset<Row> rows(SparkSession spark, String path) {
    String literal = LiteralPath.of(path);
    // Spark would take the name 007 of a partition for the number 7.
    return spark.read().schema(withLabels(spark.read().parquet(literal).schema())).parquet(literal);
  }

  /** A table's schema with the types that labels have, whatever a partition's name looks like. */
  private static StructType withLabels(StructType schema) {
    return new StructType(
        Arrays.stream(schema.fields())
            .map(
                field ->
                    switch (field.name()) {
                      case "label" -> as(field, DataTypes.IntegerType);
                      case "label_name" -> as(field, DataTypes.StringType);
                      default -> field;
                    })
            .toArray(StructField[]::new));
  }

  private static StructField as(StructField field, DataType type) {
    return field.copy(field.name(), type, field.nullable(), field.metadata());
  }

  /**
   * The directory of a table.
   *
   * @param asked what asks for it, a key or an argument, for the messages
   * @throws JobException with {@link ExitCode#USAGE}, if there is nothing at the path, or a table
   *     that is not finished
   */
  static TableDirectory directory(String asked, String path, Configuration conf)
      throws IOException {
    String place = asked + ": " + path;
    TableDirectory table;
    try {
      table = TableDirectory.at(path, conf);
    } catch (IllegalArgumentException | IOException e) {
      throw refused(place, e.getMessage(), e);
    }
    switch (table.state()) {
      case ABSENT -> throw refused(place, "no such table", null);
      case UNFINISHED -> throw refused(place, "an unfinished table: it has no _SUCCESS", null);
      // Parquet files that were copied out of a table are as good.
      case FINISHED, FOREIGN -> {}
    }
    return table;
  }

  private static List<InputFile> files(Dataset<Row> rows, Configuration conf) throws IOException {
    List<InputFile> files = new ArrayList<>();
    for (String name : rows.inputFiles()) {
      Path file = new Path(URI.create(name));
      FileStatus status = file.getFileSystem(conf).getFileStatus(file);
      files.add(InputFile.of(file.toString(), status.getLen(), status.getModificationTime()));
    }
    return files;
  }

  private static Encoding encoding(String label) {
    return Arrays.stream(Encoding.values())
        .filter(encoding -> encoding.label().equals(label))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no encoding " + label));
  }

  /** The column {@code pooled} as tensors, of the dtype that Spark reads its lists as. */
  Column tensors() {
    Column pooled = col("pooled");
    return switch (encoding) {
      case ARRAY -> call_function("tensor", pooled, col("shape"));
      case NESTED -> call_function("tensor", flatten(flatten(pooled)), col("shape"));
      case BINARY -> tensors(pooled);
      // The elements are what stands behind the header.
      case NPY ->
          tensors(
              expr(
                  "substring(pooled, length(pooled) - shape[0] * shape[1] * shape[2] * %d + 1)"
                      .formatted(dtype.bytes())));
    };
  }

  private static Column tensors(Column bytes) {
    return struct(col("dtype"), col("shape"), bytes.as("data"));
  }

  /** Bytes of its files. */
  long bytes() {
    return files.stream().mapToLong(InputFile::length).sum();
  }

  /** A size among the parameters of the pooling. */
  Size2d size(String parameter) {
    JsonNode pair = pool.path(parameter);
    return new Size2d(pair.path(0).asInt(), pair.path(1).asInt());
  }

  private static JobException refused(String place, String rule, Exception cause) {
    return new JobException(ExitCode.USAGE, place + ": " + rule, cause);
  }
}
