package io.sparkmaxpool.job;

import io.sparkmaxpool.parquet.Compression;
import io.sparkmaxpool.parquet.Encoding;
import io.sparkmaxpool.parquet.Footer;
import io.sparkmaxpool.tensor.DType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The table a job writes.
 *
 * @param path the table's directory, a Hadoop path
 * @param mode what to do where it exists
 * @param table its name in Spark's catalog, if it is to have one
 * @param dtype the elements' type, if it is said or {@link #decided}
 * @param encoding how a tensor is written
 * @param footer the footer asked for or {@link #decided}
 * @param partitionBy columns that become directories, outermost first
 * @param compression of the pages
 * @param rowGroupSize bytes of a Parquet row group
 * @param fileSize bytes after which a task begins another file
 * @param part what of the input is read: all of it, what is missing in the table, or its bad
 *     records
 * @param batchSize bytes of input, of decoded pixels for images, that are committed together where
 *     what is missing is read
 * @param preview how many records to show on a page beside the table; 0 makes none
 * @param tensorBoard what to show in TensorBoard, if anything
 */
public record OutputSpec(
    String path,
    WriteMode mode,
    Optional<TableName> table,
    Optional<DType> dtype,
    Encoding encoding,
    FooterChoice footer,
    List<PartitionColumn> partitionBy,
    Compression compression,
    long rowGroupSize,
    long fileSize,
    InputPart part,
    long batchSize,
    int preview,
    Optional<TensorBoardSpec> tensorBoard) {
  public OutputSpec {
    partitionBy = List.copyOf(partitionBy);
  }

  /** The same, with the dtype and the footer that the input and the rest of the spec lead to. */
  OutputSpec decided(DType decidedDType, Footer decidedFooter) {
    return new OutputSpec(
        path,
        mode,
        table,
        Optional.of(decidedDType),
        encoding,
        FooterChoice.of(decidedFooter),
        partitionBy,
        compression,
        rowGroupSize,
        fileSize,
        part,
        batchSize,
        preview,
        tensorBoard);
  }

  /** By the keys of a spec. */
  Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("path", path);
    map.put("mode", mode.label());
    map.put("table", table.map(TableName::toString).orElse(null));
    map.put("dtype", dtype.map(DType::label).orElse(null));
    map.put("encoding", encoding.label());
    map.put("footer", footer.label());
    map.put("partition-by", partitionBy.stream().map(PartitionColumn::label).toList());
    map.put("compression", compression.label());
    map.put("row-group-size", rowGroupSize);
    map.put("file-size", fileSize);
    map.put("resume", part == InputPart.MISSING);
    map.put("batch-size", batchSize);
    map.put("retry-bad", part == InputPart.BAD);
    map.put("preview", preview);
    map.put("tensorboard", tensorBoard.map(TensorBoardSpec::directory).orElse(null));
    map.put(
        "tensorboard-records",
        tensorBoard.map(TensorBoardSpec::records).orElse(TensorBoardSpec.RECORDS));
    return map;
  }
}
