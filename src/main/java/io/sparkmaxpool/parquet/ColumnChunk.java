package io.sparkmaxpool.parquet;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.hadoop.ParquetFileWriter;

/**
 * The compressed pages of one column, held until the row group ends, because a column's pages lie
 * together in the file.
 */
final class ColumnChunk {
  private record Page(
      BytesInput compressed,
      int uncompressedBytes,
      int values,
      int rows,
      Encoding encoding,
      Optional<Statistics<?>> statistics) {}

  private final ColumnDescriptor column;
  private final PageContent content;
  private final PageCompressor compressor;
  private final List<Page> pages = new ArrayList<>();
  private long values;
  private long bytes;

  ColumnChunk(ColumnDescriptor column, PageContent content, PageCompressor compressor) {
    this.column = column;
    this.content = content;
    this.compressor = compressor;
  }

  /** Compresses and keeps one page: {@code head} followed by {@code body}. */
  void add(
      GrowingBytes head,
      GrowingBytes body,
      int pageValues,
      int rows,
      Encoding encoding,
      Optional<Statistics<?>> statistics)
      throws IOException {
    BytesInput compressed =
        compressor.compressToKeep(head, body, content.inRowsOf(body.size() / rows));
    pages.add(
        new Page(compressed, head.size() + body.size(), pageValues, rows, encoding, statistics));
    values += pageValues;
    bytes += compressed.size();
  }

  /** Compressed bytes held. */
  long bytes() {
    return bytes;
  }

  void writeTo(ParquetFileWriter file, Optional<PageValues.PlainDictionary> dictionary)
      throws IOException {
    file.startColumn(column, values, compressor.codec());
    if (dictionary.isPresent()) {
      byte[] entries = dictionary.get().bytes();
      file.writeDictionaryPage(
          new DictionaryPage(
              compressor.compressToKeep(entries),
              entries.length,
              dictionary.get().entries(),
              Encoding.PLAIN));
    }
    for (Page page : pages) {
      file.writeDataPage(
          page.values(),
          page.uncompressedBytes(),
          page.compressed(),
          page.statistics().orElse(null),
          page.rows(),
          Encoding.RLE,
          Encoding.RLE,
          page.encoding());
    }
    file.endColumn();
    clear();
  }

  void clear() {
    pages.clear();
    values = 0;
    bytes = 0;
  }
}
