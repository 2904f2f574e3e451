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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * parquet-java reads the files with every check it has, and jumps to single rows by the indexes.
 */
class ParquetJavaReadTest {
  private static final io.sparkmaxpool.parquet.Encoding ARRAY =
      io.sparkmaxpool.parquet.Encoding.ARRAY;

  @TempDir Path directory;

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

  @ParameterizedTest
  @EnumSource(names = {"ARRAY", "NESTED"})
  void readsEveryRowWithChecksums(io.sparkmaxpool.parquet.Encoding encoding) throws IOException {
    Random random = new Random(41);
    List<Sample> samples =
        Sample.random(
            random,
            DType.UINT8,
            400,
            () -> Shape.of(1 + random.nextInt(4), 1 + random.nextInt(9), 1 + random.nextInt(9)));
    Path file = directory.resolve("part.parquet");
    Sample.write(file, small(encoding, Compression.ZSTD), samples);
    List<Group> rows = read(file, FilterCompat.NOOP);
    assertThat(rows).hasSameSizeAs(samples);
    for (int i = 0; i < rows.size(); i++) {
      checkRow(rows.get(i), samples.get(i));
    }
  }

  @Test
  void findsSingleRowsThroughThePageIndexes() throws IOException {
    Random random = new Random(43);
    List<Sample> samples =
        Sample.random(random, DType.UINT8, 60_000, () -> Shape.of(1, 1 + random.nextInt(9), 1));
    Path file = directory.resolve("part.parquet");
    Sample.write(file, Sample.options(DType.UINT8, DType.FLOAT32, ARRAY), samples);
    for (int wanted : new int[] {0, 1, 19_999, 20_000, 41_234, 59_999}) {
      FilterPredicate key =
          FilterApi.eq(FilterApi.binaryColumn("key"), Binary.fromString(samples.get(wanted).key()));
      List<Group> rows = read(file, FilterCompat.get(key));
      assertThat(rows).as("row %d", wanted).hasSize(1);
      checkRow(rows.get(0), samples.get(wanted));
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

  private static TensorFileOptions small(
      io.sparkmaxpool.parquet.Encoding encoding, Compression compression) {
    return Sample.options(DType.UINT8, DType.FLOAT32, encoding, Footer.NONE, compression, 3_000);
  }

  private static List<Group> read(Path file, FilterCompat.Filter filter) throws IOException {
    List<Group> rows = new ArrayList<>();
    try (ParquetReader<Group> reader =
        new Builder(new LocalInputFile(file))
            .withFilter(filter)
            .usePageChecksumVerification()
            .build()) {
      for (Group row = reader.read(); row != null; row = reader.read()) {
        rows.add(row);
      }
    }
    return rows;
  }

  private static void checkRow(Group row, Sample sample) {
    assertThat(row.getString("key", 0)).isEqualTo(sample.key());
    assertThat(row.getFieldRepetitionCount("label")).isEqualTo(sample.label() == null ? 0 : 1);
    assertThat(leaves(row.getGroup("shape", 0)))
        .as(sample.key())
        .isEqualTo(
            List.of(sample.shape().extent(0), sample.shape().extent(1), sample.shape().extent(2)));
    assertThat(leaves(row.getGroup("pooled", 0)))
        .as(sample.key())
        .isEqualTo(sample.visible(DType.UINT8, DType.FLOAT32));
    List<Object> indices = new ArrayList<>();
    for (long index : sample.indices()) {
      indices.add(index);
    }
    assertThat(leaves(row.getGroup("indices", 0))).as(sample.key()).isEqualTo(indices);
  }

  private static List<Object> leaves(Group list) {
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < list.getFieldRepetitionCount(0); i++) {
      Group element = list.getGroup(0, i);
      if (element.getType().getType(0).isPrimitive()) {
        values.add(
            switch (element.getType().getType(0).asPrimitiveType().getPrimitiveTypeName()) {
              case INT32 -> element.getInteger(0, 0);
              case INT64 -> element.getLong(0, 0);
              case FLOAT -> element.getFloat(0, 0);
              default -> throw new AssertionError(element.getType());
            });
      } else {
        values.addAll(leaves(element.getGroup(0, 0)));
      }
    }
    return values;
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
