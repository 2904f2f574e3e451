package io.sparkmaxpool.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.LocalOutputFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TensorFileWriterTest {
  private static final TensorFileOptions BYTES =
      Sample.options(DType.UINT8, DType.UINT8, Encoding.ARRAY);

  @TempDir Path directory;

  @Test
  void rowGroupsEndNearTheirSize() throws IOException {
    Random random = new Random(3);
    List<Sample> samples = Sample.random(random, DType.UINT8, 2_000, () -> Shape.of(1, 50, 50));
    TensorFileOptions options =
        Sample.options(
            DType.UINT8, DType.FLOAT32, Encoding.ARRAY, Footer.NONE, Compression.ZSTD, 2 << 20);
    TensorFileWriter writer = Sample.write(file(), options, samples);
    assertThat(writer.rows()).isEqualTo(2_000);
    // 15 MB of random bytes and indices in row groups of 2 MB and at most a page of each more.
    List<BlockMetaData> blocks = blocks();
    for (BlockMetaData block : blocks.subList(0, blocks.size() - 1)) {
      assertThat(block.getCompressedSize()).isBetween(2L << 20, 4L << 20);
    }
    assertThat(blocks.stream().mapToLong(BlockMetaData::getRowCount).sum()).isEqualTo(2_000);
  }

  @Test
  void aRowGroupCanBeEndedEarly() throws IOException {
    TensorRow row = new TensorRow();
    try (TensorFileWriter writer = Sample.open(file(), BYTES)) {
      assertThat(writer.fileBytes()).isEqualTo(4);
      long empty = writer.bufferedBytes();
      writer.flushRowGroup();
      assertThat(writer.fileBytes()).isEqualTo(4);
      for (int i = 0; i < 3; i++) {
        Sample.of("row " + i, Shape.of(1, 1, 4), 1, 2, 3, 4).fill(row);
        writer.write(row);
      }
      assertThat(writer.bufferedBytes()).isGreaterThan(empty);
      writer.flushRowGroup();
      assertThat(writer.bufferedBytes()).isEqualTo(empty);
      assertThat(writer.fileBytes()).isGreaterThan(4);
      writer.write(row);
    }
    assertThat(blocks()).extracting(BlockMetaData::getRowCount).containsExactly(3L, 1L);
  }

  @Test
  void columnsCanBeLeftOut() throws IOException {
    TensorFileOptions options =
        new TensorFileOptions(
            Set.of(),
            DType.UINT8,
            DType.UINT8,
            Encoding.BINARY,
            Footer.NONE,
            Compression.UNCOMPRESSED,
            1_000,
            Map.of());
    Sample.write(file(), options, List.of(Sample.of("a", Shape.of(1, 1, 2), 1, 2)));
    assertThat(blocks().get(0).getColumns())
        .extracting(column -> column.getPath().toDotString())
        .containsExactly(
            "key", "input_shape.list.element", "shape.list.element", "dtype", "pooled");
  }

  @Test
  void arrowFooterRefusesASecondShape() throws IOException {
    TensorFileOptions options =
        Sample.options(
            DType.UINT8, DType.UINT8, Encoding.ARRAY, Footer.ARROW, Compression.ZSTD, 1_000);
    List<Sample> samples =
        List.of(
            Sample.of("a/1.png", Shape.of(1, 1, 2), 1, 2),
            Sample.of("b/2.png", Shape.of(1, 1, 2), 1, 2),
            Sample.of("c/3.png", Shape.of(1, 2, 1), 1, 2));
    assertThatThrownBy(() -> Sample.write(file(), options, samples))
        .isInstanceOf(MixedShapesException.class)
        .hasMessage(
            "footer arrow needs one shape, but a/1.png has [1, 1, 2] and c/3.png has [1, 2, 1]:"
                + " use adaptive pooling, or footer: none");
  }

  @Test
  void withoutFooterShapesMayDifferAndAreTold() throws IOException {
    TensorRow row = new TensorRow();
    try (TensorFileWriter writer = Sample.open(file(), BYTES)) {
      assertThat(writer.firstShape()).isEmpty();
      assertThat(writer.first()).isEmpty();
      Sample.of("a", Shape.of(1, 1, 2), 1, 2).fill(row);
      writer.write(row);
      assertThat(writer.oneShape()).isTrue();
      Sample.of("b", Shape.of(2, 1, 1), 1, 2).fill(row);
      writer.write(row);
      assertThat(writer.oneShape()).isFalse();
      assertThat(writer.firstShape()).contains(Shape.of(1, 1, 2));
      assertThat(writer.first()).contains(new KeyedShape("a", Shape.of(1, 1, 2)));
    }
  }

  @Test
  void rowsThatDoNotFitTogetherAreRefusedAndNotWritten() throws IOException {
    TensorRow row = new TensorRow();
    try (TensorFileWriter writer = Sample.open(file(), BYTES)) {
      Sample good = Sample.of("a", Shape.of(1, 1, 2), 1, 2);
      good.fill(row);
      writer.write(row);
      row.shape(1, 1, 3);
      assertRefused(writer, row, "pooled of a has 2 bytes, which is not [1, 1, 3] of uint8");
      row.shape(1, 0, 3);
      assertRefused(writer, row, "the tensor of a has no elements: its shape is [1, 0, 3]");
      row.shape(1 << 30, 1 << 30, 1 << 30);
      assertRefused(
          writer,
          row,
          "pooled of a has 2 bytes, which is not [1073741824, 1073741824, 1073741824] of uint8");
      good.withIndices(1).fill(row);
      assertRefused(writer, row, "indices of a has 8 bytes, which is not [1, 1, 2] of int64");
      row.noIndices();
      assertRefused(writer, row, "a has no indices");
      good.fill(row);
      writer.write(row);
    }
    assertThat(blocks()).extracting(BlockMetaData::getRowCount).containsExactly(2L);
  }

  @Test
  void tensorsNearTwoGigabytesAreRefused() throws IOException {
    TensorFileOptions options =
        new TensorFileOptions(
            Set.of(),
            DType.UINT8,
            DType.FLOAT32,
            Encoding.BINARY,
            Footer.NONE,
            Compression.SNAPPY,
            1_000,
            Map.of());
    byte[] pooled = new byte[450_000_001];
    TensorRow row = new TensorRow();
    row.key(new byte[] {'b', 'i', 'g'}, 0, 3);
    row.shape(1, 1, pooled.length);
    row.pooled(pooled, 0, pooled.length);
    try (TensorFileWriter writer = Sample.open(file(), options)) {
      assertRefused(
          writer,
          row,
          "the tensor of big needs 1,800,000,260 bytes in column pooled,"
              + " but a Parquet page has room for 1,800,000,000");
    }
  }

  @Test
  void anAbortedFileIsNone() throws IOException {
    TensorRow row = new TensorRow();
    TensorFileWriter writer = Sample.open(file(), BYTES);
    Sample.of("a", Shape.of(1, 1, 2), 1, 2).fill(row);
    writer.write(row);
    writer.flushRowGroup();
    writer.abort();
    writer.close();
    assertThat(Files.size(file())).isEqualTo(writer.fileBytes());
    assertThatThrownBy(() -> ParquetFileReader.open(new LocalInputFile(file())))
        .isInstanceOf(RuntimeException.class)
        .hasMessageContaining("is not a Parquet file");
    assertThatThrownBy(() -> writer.write(row))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the file is closed");
  }

  @Test
  void aClosedFileStaysWhateverFollows() throws IOException {
    TensorFileWriter writer =
        Sample.write(file(), BYTES, List.of(Sample.of("a", Shape.of(1, 1, 2), 1, 2)));
    byte[] bytes = Files.readAllBytes(file());
    writer.close();
    writer.abort();
    writer.flushRowGroup();
    assertThat(file()).hasBinaryContent(bytes);
    assertThat(writer.fileBytes()).isEqualTo(bytes.length);
    assertThat(writer.rows()).isEqualTo(1);
  }

  @Test
  void theOpenPageIsCountedInBufferedBytes() throws IOException {
    TensorRow row = new TensorRow();
    Sample.random(new Random(9), DType.UINT8, 1, () -> Shape.of(3, 100, 100)).get(0).fill(row);
    try (TensorFileWriter writer = Sample.open(file(), BYTES)) {
      writer.write(row);
      // Bytes as they are, indices of two bytes, and the key's and the shapes' few.
      assertThat(writer.bufferedBytes()).isBetween(90_000L, 91_000L);
    }
  }

  @Test
  void anExistingFileIsNotTouched() throws IOException {
    Files.writeString(file(), "precious");
    assertThatThrownBy(
            () ->
                TensorFileWriter.create(
                    new Configuration(false), new LocalOutputFile(file()), BYTES))
        .isInstanceOf(IOException.class);
    assertThat(file()).hasContent("precious");
  }

  private static void assertRefused(TensorFileWriter writer, TensorRow row, String message) {
    long rows = writer.rows();
    assertThatThrownBy(() -> writer.write(row))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
    assertThat(writer.rows()).isEqualTo(rows);
  }

  private Path file() {
    return directory.resolve("part.parquet");
  }

  private List<BlockMetaData> blocks() throws IOException {
    try (ParquetFileReader reader = ParquetFileReader.open(new LocalInputFile(file()))) {
      return reader.getFooter().getBlocks();
    }
  }
}
