package io.sparkmaxpool.parquet;

import static org.apache.parquet.column.Encoding.PLAIN;
import static org.apache.parquet.column.Encoding.RLE_DICTIONARY;
import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DataPage;
import org.apache.parquet.column.page.DataPageV1;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.io.LocalInputFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Indices take the narrowest form that holds them, and come back as they were. */
class IndexColumnTest {
  private static final Shape SHAPE = Shape.of(1, 10, 100);

  @TempDir Path directory;

  @Test
  void indicesOfSmallPlanesAreBytes() throws Exception {
    List<Sample> samples = samples(20, row -> LongStream.range(0, 1000).map(i -> i * 7 % 256));
    ColumnChunkMetaData chunk = check(samples);
    assertThat(dataEncodings(chunk)).containsExactly(RLE_DICTIONARY);
    // One byte for each of 20,000, eight for each of 256 entries, a few of levels and headers.
    assertThat(chunk.getTotalUncompressedSize()).isBetween(22_048L, 22_300L);
  }

  @Test
  void indicesOfMiddlingPlanesAreTwoBytes() throws Exception {
    List<Sample> samples = samples(20, row -> LongStream.range(0, 1000).map(i -> i * 7 % 257));
    ColumnChunkMetaData chunk = check(samples);
    assertThat(dataEncodings(chunk)).containsExactly(RLE_DICTIONARY);
    assertThat(chunk.getTotalUncompressedSize()).isBetween(42_056L, 42_300L);
  }

  @Test
  void theLargestTwoByteIndexIs65535() throws Exception {
    List<Sample> samples =
        samples(70, row -> LongStream.range(0, 1000).map(i -> (row * 1000 + i) % 65_536));
    assertThat(dataEncodings(check(samples))).containsExactly(RLE_DICTIONARY);
  }

  @Test
  void largerIndicesArePlain() throws Exception {
    List<Sample> samples =
        samples(70, row -> LongStream.range(0, 1000).map(i -> (row * 1000 + i) % 65_537));
    // The one row that holds 65,536 breaks the rest in two pages, the second one too short to pay
    // for a dictionary, had the first not brought one.
    assertThat(dataEncodings(check(samples))).containsExactlyInAnyOrder(PLAIN, RLE_DICTIONARY);
  }

  @Test
  void anIndexOutsideThePlaneIsKept() throws Exception {
    List<Sample> samples =
        samples(
            30,
            row ->
                LongStream.range(0, 1000)
                    .map(i -> row == 11 && i == 5 ? -1 : row == 12 && i == 6 ? Long.MIN_VALUE : i));
    assertThat(dataEncodings(check(samples))).containsExactlyInAnyOrder(PLAIN, RLE_DICTIONARY);
  }

  @Test
  void fewIndicesBringNoDictionary() throws Exception {
    List<Sample> samples = samples(2, row -> LongStream.range(0, 1000).map(i -> i + 1001));
    assertThat(dataEncodings(check(samples))).containsExactly(PLAIN);
  }

  /** Spark's reader fails on a dictionary page behind a plain one: nobody else writes such. */
  @Test
  void noDictionaryPageFollowsAPlainOne() throws Exception {
    List<Sample> largeFirst =
        samples(30, row -> LongStream.range(0, 1000).map(i -> row == 0 ? i + 65_536 : i % 256));
    assertThat(pageEncodings(largeFirst)).containsExactly(PLAIN);
    List<Sample> largeBetween =
        samples(30, row -> LongStream.range(0, 1000).map(i -> row == 9 ? i + 65_536 : i % 256));
    assertThat(pageEncodings(largeBetween)).containsExactly(RLE_DICTIONARY, PLAIN);
  }

  private List<Encoding> pageEncodings(List<Sample> samples) throws Exception {
    check(samples);
    List<Encoding> encodings = new ArrayList<>();
    try (ParquetFileReader reader =
            ParquetFileReader.open(new LocalInputFile(directory.resolve("part.parquet")));
        PageReadStore rowGroup = reader.readNextRowGroup()) {
      List<ColumnDescriptor> columns = reader.getFileMetaData().getSchema().getColumns();
      PageReader pages = rowGroup.getPageReader(columns.get(columns.size() - 1));
      for (DataPage page = pages.readPage(); page != null; page = pages.readPage()) {
        encodings.add(((DataPageV1) page).getValueEncoding());
      }
    }
    Files.delete(directory.resolve("part.parquet"));
    return encodings;
  }

  private interface Indices {
    LongStream of(int row);
  }

  private static List<Sample> samples(int rows, Indices indices) {
    List<Sample> samples = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      samples.add(
          Sample.of("row " + row, SHAPE, new int[1000]).withIndices(indices.of(row).toArray()));
    }
    return samples;
  }

  private ColumnChunkMetaData check(List<Sample> samples) throws Exception {
    Path file = directory.resolve("part.parquet");
    Sample.write(
        file,
        Sample.options(DType.UINT8, DType.UINT8, io.sparkmaxpool.parquet.Encoding.ARRAY),
        samples);
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT indices FROM read_parquet('%s', file_row_number=true) ORDER BY file_row_number"
                    .formatted(file))) {
      for (Sample sample : samples) {
        assertThat(rows.next()).isTrue();
        assertThat((Object[]) rows.getArray(1).getArray())
            .as(sample.key())
            .isEqualTo(Arrays.stream(sample.indices()).boxed().toArray());
      }
      assertThat(rows.next()).isFalse();
    }
    return chunk(file);
  }

  private static ColumnChunkMetaData chunk(Path file) throws IOException {
    try (ParquetFileReader reader = ParquetFileReader.open(new LocalInputFile(file))) {
      List<ColumnChunkMetaData> columns = reader.getFooter().getBlocks().get(0).getColumns();
      return columns.get(columns.size() - 1);
    }
  }

  private static List<Encoding> dataEncodings(ColumnChunkMetaData chunk) {
    return List.copyOf(chunk.getEncodingStats().getDataEncodings());
  }
}
