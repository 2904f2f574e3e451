package io.sparkmaxpool.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.filter2.compat.FilterCompat;
import org.apache.parquet.filter2.predicate.FilterApi;
import org.apache.parquet.filter2.predicate.FilterPredicate;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.internal.column.columnindex.OffsetIndex;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.apache.parquet.schema.Type;
import org.junit.jupiter.api.Test;

/**
 * parquet-java reads the files with every check it has, and jumps to single rows by the indexes.
 */
class ParquetJavaReadTest extends ReaderContract {
  private static final io.sparkmaxpool.parquet.Encoding ARRAY =
      io.sparkmaxpool.parquet.Encoding.ARRAY;

  @Test
  void schemaIsTheTable() throws IOException {
    Path file = directory.resolve("part.parquet");
    Sample.write(file, Sample.options(DType.UINT8, DType.UINT8, ARRAY), List.of());
    MessageType expected =
        MessageTypeParser.parseMessageType(
            """
            message spark_maxpool {
              required binary key (STRING);
              optional int32 label;
              optional binary label_name (STRING);
              required group input_shape (LIST) {
                repeated group list { required int32 element; }
              }
              required group shape (LIST) {
                repeated group list { required int32 element; }
              }
              required binary dtype (STRING);
              optional group pooled (LIST) {
                repeated group list { optional int32 element (INTEGER(8,false)); }
              }
              required group indices (LIST) {
                repeated group list { required int64 element; }
              }
            }
            """);
    try (ParquetFileReader reader = ParquetFileReader.open(new LocalInputFile(file))) {
      assertThat(reader.getFileMetaData().getSchema()).isEqualTo(expected);
      assertThat(reader.getFileMetaData().getKeyValueMetaData())
          .containsEntry("spark-maxpool", "{\"version\":\"test\"}")
          .doesNotContainKey("ARROW:schema");
    }
  }

  @Test
  void findsSingleRowsThroughThePageIndexes() throws IOException {
    Random random = new Random(43);
    List<Sample> samples =
        Sample.random(random, DType.UINT8, 60_000, () -> Shape.of(1, 1 + random.nextInt(9), 1));
    Path file = directory.resolve("part.parquet");
    TensorFileOptions options = Sample.options(DType.UINT8, DType.FLOAT32, ARRAY);
    Sample.write(file, options, samples);
    for (int wanted : new int[] {0, 1, 19_999, 20_000, 41_234, 59_999}) {
      FilterPredicate key =
          FilterApi.eq(FilterApi.binaryColumn("key"), Binary.fromString(samples.get(wanted).key()));
      assertThat(read(file, FilterCompat.get(key)))
          .as("row %d", wanted)
          .containsExactly(expected(samples.get(wanted), options));
    }
  }

  @Test
  void offsetIndexCountsTheRowsOfEveryPage() throws IOException {
    Random random = new Random(44);
    List<Sample> samples =
        Sample.random(random, DType.UINT8, 500, () -> Shape.of(1, 20, 1 + random.nextInt(9)));
    Path file = directory.resolve("part.parquet");
    // Pages of 16,000 values of one byte, row groups of a few pages.
    TensorFileOptions options =
        Sample.options(
            DType.UINT8, DType.FLOAT32, ARRAY, Footer.NONE, Compression.UNCOMPRESSED, 64_000);
    Sample.write(file, options, samples);
    try (ParquetFileReader reader = ParquetFileReader.open(new LocalInputFile(file))) {
      long rows = 0;
      int pages = 0;
      for (BlockMetaData block : reader.getFooter().getBlocks()) {
        for (ColumnChunkMetaData column : block.getColumns()) {
          OffsetIndex index = reader.readOffsetIndex(column);
          assertThat(index.getFirstRowIndex(0)).isZero();
          for (int page = 0; page < index.getPageCount(); page++) {
            assertThat(index.getLastRowIndex(page, block.getRowCount()))
                .isGreaterThanOrEqualTo(index.getFirstRowIndex(page))
                .isLessThan(block.getRowCount());
          }
        }
        int last = block.getColumns().size() - 2;
        pages += reader.readOffsetIndex(block.getColumns().get(last)).getPageCount();
        rows += block.getRowCount();
      }
      assertThat(rows).isEqualTo(500);
      assertThat(reader.getFooter().getBlocks()).hasSizeGreaterThan(1);
      assertThat(pages).isGreaterThan(reader.getFooter().getBlocks().size());
    }
  }

  @Test
  void onlyScalarColumnsHaveStatistics() throws IOException {
    Path file = directory.resolve("part.parquet");
    Sample.write(
        file,
        Sample.options(DType.UINT8, DType.FLOAT32, ARRAY),
        List.of(
            Sample.of("b", Shape.of(1, 1, 2), 1, 2),
            Sample.of("a", Shape.of(1, 1, 2), 3, 4),
            Sample.of("c", Shape.of(1, 1, 2), 5, 6)));
    try (ParquetFileReader reader = ParquetFileReader.open(new LocalInputFile(file))) {
      List<ColumnChunkMetaData> columns = reader.getFooter().getBlocks().get(0).getColumns();
      assertThat(columns.get(0).getStatistics().minAsString()).isEqualTo("a");
      assertThat(columns.get(0).getStatistics().maxAsString()).isEqualTo("c");
      assertThat(columns.get(1).getStatistics().getNumNulls()).isEqualTo(3);
      for (ColumnChunkMetaData tensor : columns.subList(6, 8)) {
        assertThat(tensor.getStatistics().hasNonNullValue()).isFalse();
        assertThat(reader.readColumnIndex(tensor)).isNull();
        assertThat(tensor.getBloomFilterOffset()).isEqualTo(-1);
      }
      // PLAIN is the dictionary page's.
      assertThat(columns.get(6).getEncodings())
          .containsExactlyInAnyOrder(Encoding.PLAIN, Encoding.RLE, Encoding.RLE_DICTIONARY);
    }
  }

  @Override
  List<Seen> read(Table table) throws IOException {
    List<Seen> seen = new ArrayList<>();
    for (Path file : table.files()) {
      seen.addAll(read(file, FilterCompat.NOOP));
    }
    return seen;
  }

  private static List<Seen> read(Path file, FilterCompat.Filter filter) throws IOException {
    List<Seen> rows = new ArrayList<>();
    try (ParquetReader<Group> reader =
        new Builder(new LocalInputFile(file))
            .withFilter(filter)
            .usePageChecksumVerification()
            .build()) {
      for (Group row = reader.read(); row != null; row = reader.read()) {
        rows.add(seen(file, row));
      }
    }
    return rows;
  }

  /** A row; the columns that are directories are read here, parquet-java knows files alone. */
  private static Seen seen(Path file, Group row) {
    Object label = column(row, "label");
    Object labelName = column(row, "label_name");
    return new Seen(
        (String) column(row, "key"),
        label == null
            ? Table.partition(file, "label").map(Long::valueOf).orElse(null)
            : (Long) label,
        labelName == null ? Table.partition(file, "label_name").orElse(null) : (String) labelName,
        column(row, "input_shape"),
        column(row, "shape"),
        (String) column(row, "dtype"),
        column(row, "pooled"),
        column(row, "indices"));
  }

  /** The value of a column, or null where it is one or there is no such column. */
  private static Object column(Group row, String name) {
    boolean isThere = row.getType().containsField(name) && row.getFieldRepetitionCount(name) > 0;
    return isThere ? value(row, row.getType().getFieldIndex(name)) : null;
  }

  private static Object value(Group group, int field) {
    Type type = group.getType().getType(field);
    if (!type.isPrimitive()) {
      List<Object> values = new ArrayList<>();
      Group list = group.getGroup(field, 0);
      for (int i = 0; i < list.getFieldRepetitionCount(0); i++) {
        values.add(value(list.getGroup(0, i), 0));
      }
      return values;
    }
    return switch (type.asPrimitiveType().getPrimitiveTypeName()) {
      case INT32 -> bits(group.getInteger(field, 0));
      case INT64 -> bits(group.getLong(field, 0));
      case FLOAT -> bits(group.getFloat(field, 0));
      case DOUBLE -> bits(group.getDouble(field, 0));
      case BINARY ->
          type.getLogicalTypeAnnotation() == null
              ? hex(group.getBinary(field, 0).getBytes())
              : group.getString(field, 0);
      default -> throw new AssertionError(type);
    };
  }

  private static final class Builder extends ParquetReader.Builder<Group> {
    Builder(InputFile file) {
      super(file, new PlainParquetConfiguration());
    }

    @Override
    protected ReadSupport<Group> getReadSupport() {
      return new GroupReadSupport();
    }
  }
}
