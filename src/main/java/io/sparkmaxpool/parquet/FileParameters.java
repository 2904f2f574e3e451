package io.sparkmaxpool.parquet;

import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;

/** What a file of tensors tells about itself in its footer. */
public final class FileParameters {
  /** The key that it stands under. */
  public static final String KEY = "spark-maxpool";

  private FileParameters() {}

  /**
   * Reads the footer of a Parquet file.
   *
   * @return a JSON object: the operation with its parameters, dtype, encoding, layout, version;
   *     empty if another program wrote the file
   * @throws IOException if the file cannot be read
   */
  public static Optional<String> read(Path file, Configuration conf) throws IOException {
    try (ParquetFileReader reader = ParquetFileReader.open(HadoopInputFile.fromPath(file, conf))) {
      return Optional.ofNullable(reader.getFileMetaData().getKeyValueMetaData().get(KEY));
    }
  }
}
