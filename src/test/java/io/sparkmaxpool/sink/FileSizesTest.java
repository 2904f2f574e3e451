package io.sparkmaxpool.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmaxpool.sql.SparkTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.io.LocalInputFile;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The sizes asked for, of files and of row groups. */
@ExtendWith(SparkTest.class)
class FileSizesTest {
  /** Bytes of one tensor. */
  private static final int ROW_BYTES = 16 << 10;

  /** The sink looks at its files once in so many bytes. */
  private static final long LOOK_BYTES = 1 << 20;

  private final TensorRows rows;
  @TempDir Path directory;

  FileSizesTest(SparkSession spark) {
    this.rows = new TensorRows(spark);
  }

  private Path table() {
    return directory.resolve("table");
  }

  private Dataset<Row> large(int to, int partitions) {
    return rows.of(
        0, to, partitions, "tensor(array_repeat(cast(id AS float), 4096), array(1, 64, 64))");
  }

  private static DataFrameWriter<Row> writer(Dataset<Row> frame) {
    return TensorRows.writer(frame).option("compression", "uncompressed");
  }

  /** All files of the table, by name. */
  private List<Path> parts() throws IOException {
    try (Stream<Path> paths = Files.walk(table())) {
      return paths.filter(path -> path.toString().endsWith(".parquet")).sorted().toList();
    }
  }

  private static List<BlockMetaData> rowGroups(Path file) {
    try (ParquetFileReader reader = ParquetFileReader.open(new LocalInputFile(file))) {
      return reader.getFooter().getBlocks();
    } catch (IOException e) {
      throw new AssertionError(file.toString(), e);
    }
  }

  @Test
  void aTaskBeginsAnotherFileWhereOneIsLargeEnough() throws IOException {
    long size = 2_000_000;

    writer(large(600, 2)).option("file-size", size).save(table().toString());

    List<Path> parts = parts();
    assertThat(parts)
        .extracting(path -> path.getFileName().toString().replaceFirst("(part-.....).*-c", "$1-c"))
        .containsExactly(
            "part-00000-c000.uncompressed.parquet",
            "part-00000-c001.uncompressed.parquet",
            "part-00000-c002.uncompressed.parquet",
            "part-00001-c000.uncompressed.parquet",
            "part-00001-c001.uncompressed.parquet",
            "part-00001-c002.uncompressed.parquet");
    for (Path part : parts) {
      assertThat(Files.size(part)).as(part.toString()).isLessThan(size + LOOK_BYTES + size / 4);
      if (!part.toString().contains("-c002")) {
        assertThat(Files.size(part)).as(part.toString()).isGreaterThanOrEqualTo(size);
      }
    }
    assertThat(rows.keys(table())).isEqualTo(TensorRows.range(0, 600));
  }

  @Test
  void everyDirectoryHasFilesOfThatSize() throws IOException {
    writer(large(480, 1))
        .option("file-size", 1_000_000)
        .partitionBy("label")
        .save(table().toString());

    for (int label = 0; label < 3; label++) {
      Path partition = table().resolve("label=" + label);
      assertThat(parts()).filteredOn(part -> part.startsWith(partition)).hasSizeBetween(2, 3);
    }
    assertThat(rows.keys(table())).isEqualTo(TensorRows.range(0, 480));
  }

  @Test
  void aRowGroupEndsWhereItIsLargeEnough() throws IOException {
    long size = 1_000_000;

    writer(large(300, 1)).option("row-group-size", size).save(table().toString());

    assertThat(parts()).hasSize(1);
    List<BlockMetaData> groups = rowGroups(parts().get(0));
    assertThat(groups).hasSize(5);
    assertThat(groups.stream().mapToLong(BlockMetaData::getRowCount).sum()).isEqualTo(300);
    // A row group ends with a page, which holds a quarter of it.
    assertThat(groups.subList(0, 4))
        .extracting(BlockMetaData::getCompressedSize)
        .allSatisfy(bytes -> assertThat(bytes).isBetween(size, size + size / 4 + ROW_BYTES));
    assertThat(rows.keys(table())).isEqualTo(TensorRows.range(0, 300));
  }

  @Test
  void theOpenFilesOfATaskShareOneRowGroupsMemory() throws IOException {
    long size = 2_000_000;

    writer(large(600, 1))
        .option("row-group-size", size)
        .partitionBy("label")
        .save(table().toString());

    assertThat(parts()).hasSize(3);
    // Of three files that fill evenly none reaches the size, if they share it.
    assertThat(parts())
        .flatExtracting(FileSizesTest::rowGroups)
        .extracting(BlockMetaData::getCompressedSize)
        .allSatisfy(bytes -> assertThat(bytes).isLessThan(size))
        .hasSizeGreaterThan(6);
    assertThat(rows.keys(table())).isEqualTo(TensorRows.range(0, 600));
  }
}
