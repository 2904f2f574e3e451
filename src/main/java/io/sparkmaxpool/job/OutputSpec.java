package io.sparkmaxpool.job;

import io.sparkmaxpool.parquet.Compression;
import io.sparkmaxpool.parquet.Encoding;
import io.sparkmaxpool.tensor.DType;
import java.util.List;

/**
 * The table a job writes.
 *
 * @param path the table's directory, a Hadoop path
 * @param mode what to do where it exists
 * @param dtype the elements' type: float32 is value/255, uint8 as stored
 * @param encoding how a tensor is written
 * @param footer the footer asked for; {@link JobSpec#footer} resolves it
 * @param partitionBy columns that become directories, outermost first
 * @param compression of the pages
 * @param rowGroupSize bytes of a Parquet row group
 * @param fileSize bytes after which a task begins another file
 */
public record OutputSpec(
    String path,
    WriteMode mode,
    DType dtype,
    Encoding encoding,
    FooterChoice footer,
    List<PartitionColumn> partitionBy,
    Compression compression,
    long rowGroupSize,
    long fileSize) {
  public OutputSpec {
    partitionBy = List.copyOf(partitionBy);
  }
}
