package io.sparkmaxpool.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/** A Parquet file for a test, written by parquet-java. */
final class ParquetTable {
  /** Images as Hugging Face's {@code datasets} has them. */
  static final String IMAGES =
      """
      message m {
        optional group image { optional binary bytes; optional binary path (STRING); }
        optional int64 label;
      }
      """;

  private final MessageType schema;
  private final Map<String, String> metadata = new LinkedHashMap<>();
  private final List<Consumer<Group>> rows = new ArrayList<>();
  private CompressionCodecName codec = CompressionCodecName.UNCOMPRESSED;
  private WriterVersion version = WriterVersion.PARQUET_1_0;
  private boolean hasDictionaries = true;
  private int rowsOfGroup = 1_000;
  private int rowsOfPage = 1_000;

  ParquetTable(String schema) {
    this.schema = MessageTypeParser.parseMessageType(schema);
  }

  ParquetTable with(String key, String value) {
    metadata.put(key, value);
    return this;
  }

  ParquetTable with(CompressionCodecName wanted) {
    codec = wanted;
    return this;
  }

  ParquetTable with(WriterVersion wanted) {
    version = wanted;
    return this;
  }

  ParquetTable withoutDictionaries() {
    hasDictionaries = false;
    return this;
  }

  /** How many rows a row group has, and how many a page. */
  ParquetTable with(int ofGroup, int ofPage) {
    rowsOfGroup = ofGroup;
    rowsOfPage = ofPage;
    return this;
  }

  ParquetTable row(Consumer<Group> row) {
    rows.add(row);
    return this;
  }

  /** A row of {@link #IMAGES}. */
  ParquetTable image(byte[] bytes, long label) {
    return row(
        row -> {
          row.addGroup("image").add("bytes", Binary.fromConstantByteArray(bytes));
          row.add("label", label);
        });
  }

  /** Tensors beside their shapes, in several row groups of several pages. */
  static ParquetTable tensors(WriterVersion version) {
    ParquetTable table =
        new ParquetTable(
                """
                message m {
                  optional group image (LIST) {
                    repeated group list { optional int32 element (INTEGER(16,true)); }
                  }
                  required group shape (LIST) { repeated group list { required int32 element; } }
                  optional binary label (STRING);
                }
                """)
            .with(version)
            .with(CompressionCodecName.ZSTD)
            .with(5, 2);
    for (int i = 0; i < 12; i++) {
      int number = i;
      table.row(
          row -> {
            ints(row, "image", number, 2, 3, 4, 300, -6, 7, 8, 9, 10, 11, number * number);
            ints(row, "shape", 2, 2, 3);
            row.add("label", "class " + number % 3);
          });
    }
    return table;
  }

  static void ints(Group row, String name, int... values) {
    Group list = row.addGroup(name);
    for (int value : values) {
      list.addGroup("list").add("element", value);
    }
  }

  static void floats(Group row, String name, float... values) {
    Group list = row.addGroup(name);
    for (float value : values) {
      list.addGroup("list").add("element", value);
    }
  }

  void write(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    Files.deleteIfExists(file);
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new LocalOutputFile(file))
            .withType(schema)
            .withExtraMetaData(metadata)
            .withCompressionCodec(codec)
            .withWriterVersion(version)
            .withDictionaryEncoding(hasDictionaries)
            .withRowGroupRowCountLimit(rowsOfGroup)
            .withPageRowCountLimit(rowsOfPage)
            .withMinRowCountForPageSizeCheck(1)
            .build()) {
      for (Consumer<Group> row : rows) {
        Group group = new SimpleGroupFactory(schema).newGroup();
        row.accept(group);
        writer.write(group);
      }
    }
  }

  byte[] bytes() throws IOException {
    Path file = Files.createTempFile("table", ".parquet");
    write(file);
    byte[] bytes = Files.readAllBytes(file);
    Files.delete(file);
    return bytes;
  }
}
