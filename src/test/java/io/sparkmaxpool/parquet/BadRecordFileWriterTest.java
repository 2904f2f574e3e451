package io.sparkmaxpool.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmaxpool.tensor.Shape;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.LocalOutputFile;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BadRecordFileWriterTest {
  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource
  void duckDbReadsWhatWasWritten(Compression compression) throws Exception {
    Path file = directory.resolve("bad.parquet");
    BadRecordFileWriter writer =
        BadRecordFileWriter.create(
            new Configuration(false),
            new LocalOutputFile(file),
            compression,
            Map.of("spark-maxpool", "{}"));
    try (writer) {
      writer.write(
          new BadRecordRow(
              "a/é.jpg", "decode", "truncated", "no end marker", 17, Optional.empty()));
      writer.write(
          new BadRecordRow(
              "b.png",
              "pool",
              "too-small",
              "kernel 3 > height 2",
              -1,
              Optional.of(Shape.of(3, 2, 9))));
    }
    assertThat(writer.rows()).isEqualTo(2);
    assertThat(writer.fileBytes()).isEqualTo(Files.size(file));
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT * FROM '%s'".formatted(file))) {
      assertThat(rows.getMetaData().getColumnTypeName(5)).isEqualTo("BIGINT");
      assertThat(rows.getMetaData().getColumnTypeName(6)).isEqualTo("INTEGER[]");
      assertThat(row(rows)).isEqualTo("a/é.jpg | decode | truncated | no end marker | 17 | null");
      assertThat(row(rows))
          .isEqualTo("b.png | pool | too-small | kernel 3 > height 2 | null | [3, 2, 9]");
      assertThat(rows.next()).isFalse();
    }
    try (ParquetFileReader reader = ParquetFileReader.open(new LocalInputFile(file))) {
      assertThat(reader.getFooter().getBlocks().get(0).getColumns().get(0).getCodec())
          .isEqualTo(compression.codec());
      assertThat(reader.getFileMetaData().getKeyValueMetaData())
          .containsEntry("spark-maxpool", "{}");
    }
  }

  private static String row(ResultSet rows) throws Exception {
    assertThat(rows.next()).isTrue();
    StringBuilder line = new StringBuilder();
    for (int column = 1; column <= 6; column++) {
      line.append(column == 1 ? "" : " | ").append(rows.getObject(column));
    }
    return line.toString();
  }
}
