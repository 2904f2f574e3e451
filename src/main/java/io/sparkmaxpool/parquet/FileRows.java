package io.sparkmaxpool.parquet;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;

/** How many rows a Parquet file has by its footer. */
public final class FileRows {
  private FileRows() {}

  /**
   * Reads the footer of a Parquet file.
   *
   * @throws IOException if the file cannot be read
   * @throws RuntimeException parquet-java's, if it is no Parquet file
   */
  public static long count(Path file, Configuration conf) throws IOException {
    try (ParquetFileReader reader = ParquetFileReader.open(HadoopInputFile.fromPath(file, conf))) {
      return reader.getRecordCount();
    }
  }
}
