package io.sparkmaxpool.parquet;

import static org.apache.parquet.column.Encoding.PLAIN;
import static org.apache.parquet.column.Encoding.RLE_DICTIONARY;
import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Shape;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.internal.column.columnindex.ColumnIndex;
import org.apache.parquet.io.LocalInputFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Labels come back whatever their number, and are found by their statistics. */
class LabelColumnTest {
  @TempDir Path directory;

  @Test
  void fewLabelsAreBytes() throws Exception {
    assertThat(check(50_000, row -> row % 10)).containsExactly(RLE_DICTIONARY);
  }

  @Test
  void moreThan256LabelsAreTwoBytes() throws Exception {
    assertThat(check(50_000, row -> row % 1_000 - 500)).containsExactly(RLE_DICTIONARY);
  }

  @Test
  void labelsThatFillTheDictionaryArePlainAfterwards() throws Exception {
    assertThat(check(90_000, row -> row)).containsExactlyInAnyOrder(PLAIN, RLE_DICTIONARY);
  }

  @Test
  void absentLabelsInAnyPlace() throws Exception {
    check(45_000, row -> row < 20_500 || row % 7 < 2 ? null : row % 300);
    check(45_000, row -> row > 500 ? null : row);
  }

  @Test
  void noLabelsAtAll() throws Exception {
    assertThat(check(30_000, row -> null)).containsExactly(PLAIN);
  }

  /** Writes rows with these labels, and the same as names; returns the encodings of the pages. */
  private Set<Encoding> check(int rows, IntFunction<Integer> labels) throws Exception {
    Path file = directory.resolve("labels-%d.parquet".formatted(System.nanoTime()));
    List<Sample> samples =
        IntStream.range(0, rows).mapToObj(i -> sample(i, labels.apply(i))).toList();
    Sample.write(
        file,
        Sample.options(DType.UINT8, DType.UINT8, io.sparkmaxpool.parquet.Encoding.ARRAY),
        samples);
    requireSameRows(file, samples);
    try (ParquetFileReader reader = ParquetFileReader.open(new LocalInputFile(file))) {
      List<ColumnChunkMetaData> columns = reader.getFooter().getBlocks().get(0).getColumns();
      requireStatistics(reader.readColumnIndex(columns.get(1)), samples);
      assertThat(dataEncodings(columns.get(2))).isEqualTo(dataEncodings(columns.get(1)));
      return dataEncodings(columns.get(1));
    }
  }

  private static Sample sample(int row, Integer label) {
    return new Sample(
        "row%06d".formatted(row),
        label,
        label == null ? null : "name " + label,
        Shape.of(1, 1, 1),
        Shape.of(1, 1, 1),
        new byte[1],
        new long[1]);
  }

  private static void requireSameRows(Path file, List<Sample> samples) throws SQLException {
    try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duckDb.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT key, label, label_name FROM '" + file + "' ORDER BY key")) {
      for (Sample sample : samples) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getString(1)).isEqualTo(sample.key());
        assertThat(rows.getObject(2)).isEqualTo(sample.label());
        assertThat(rows.getString(3)).isEqualTo(sample.labelName());
      }
      assertThat(rows.next()).isFalse();
    }
  }

  private static void requireStatistics(ColumnIndex index, List<Sample> samples) {
    long nulls = samples.stream().filter(sample -> sample.label() == null).count();
    assertThat(index.getNullCounts().stream().mapToLong(Long::longValue).sum()).isEqualTo(nulls);
    if (nulls < samples.size()) {
      TreeSet<Integer> labels = new TreeSet<>();
      samples.stream().map(Sample::label).filter(label -> label != null).forEach(labels::add);
      TreeSet<Integer> least = new TreeSet<>();
      TreeSet<Integer> greatest = new TreeSet<>();
      for (int page = 0; page < index.getNullPages().size(); page++) {
        if (!index.getNullPages().get(page)) {
          least.add(
              index.getMinValues().get(page).duplicate().order(ByteOrder.LITTLE_ENDIAN).getInt());
          greatest.add(
              index.getMaxValues().get(page).duplicate().order(ByteOrder.LITTLE_ENDIAN).getInt());
        }
      }
      assertThat(least.first()).isEqualTo(labels.first());
      assertThat(greatest.last()).isEqualTo(labels.last());
    }
  }

  private static Set<Encoding> dataEncodings(ColumnChunkMetaData column) {
    return column.getEncodingStats().getDataEncodings();
  }
}
