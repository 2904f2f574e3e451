package io.sparkmaxpool.parquet;

import java.io.IOException;
import java.util.Optional;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnWriteStore;
import org.apache.parquet.column.ColumnWriter;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.hadoop.ColumnChunkPageWriteStore;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;

/**
 * Key and labels, through parquet-java's own column writers: dictionaries, and statistics by which
 * a reader finds a key or a label.
 */
final class ScalarColumns {
  private final MessageType schema;
  private final PageCompressor compressor;
  private final ParquetProperties properties;

  private ColumnChunkPageWriteStore pages;
  private ColumnWriteStore columns;
  private ColumnWriter key;
  private Optional<ColumnWriter> label;
  private Optional<ColumnWriter> labelName;

  ScalarColumns(TensorFileOptions options, PageCompressor compressor) {
    this.schema = TensorSchema.scalars(options);
    this.compressor = compressor;
    this.properties =
        ParquetProperties.builder()
            .withAllocator(HeapByteBufferAllocator.getInstance())
            // Keys are unique.
            .withDictionaryEncoding(TensorSchema.KEY, false)
            .withSizeStatisticsEnabled(false)
            .build();
    open();
  }

  private void open() {
    pages =
        new ColumnChunkPageWriteStore(
            compressor,
            schema,
            properties.getAllocator(),
            properties.getColumnIndexTruncateLength(),
            properties.getPageWriteChecksumEnabled());
    columns = properties.newColumnWriteStore(schema, pages, pages);
    key = writer(TensorSchema.KEY);
    label = optionalWriter(OptionalColumn.LABEL);
    labelName = optionalWriter(OptionalColumn.LABEL_NAME);
  }

  private Optional<ColumnWriter> optionalWriter(OptionalColumn column) {
    return schema.containsField(column.label())
        ? Optional.of(writer(column.label()))
        : Optional.empty();
  }

  private ColumnWriter writer(String name) {
    for (ColumnDescriptor column : schema.getColumns()) {
      if (column.getPath()[0].equals(name)) {
        return columns.getColumnWriter(column);
      }
    }
    throw new IllegalStateException("no column " + name);
  }

  void write(TensorRow row) {
    key.write(binary(row.key()), 0, 0);
    if (label.isPresent()) {
      if (row.hasLabel()) {
        label.get().write(row.label(), 0, 1);
      } else {
        label.get().writeNull(0, 0);
      }
    }
    if (labelName.isPresent()) {
      if (row.hasLabelName()) {
        labelName.get().write(binary(row.labelName()), 0, 1);
      } else {
        labelName.get().writeNull(0, 0);
      }
    }
    columns.endRecord();
  }

  private static Binary binary(Slice slice) {
    return Binary.fromReusedByteArray(slice.array(), slice.offset(), slice.length());
  }

  /** Bytes held for the row group; walks all columns. */
  long bufferedBytes() {
    return columns.getBufferedSize();
  }

  /** Writes the row group's chunks and starts the next row group. */
  void flush(ParquetFileWriter file) throws IOException {
    columns.flush();
    pages.flushToFileWriter(file);
    release();
    open();
  }

  /** Gives the memory back. */
  void release() {
    columns.close();
    pages.close();
  }
}
