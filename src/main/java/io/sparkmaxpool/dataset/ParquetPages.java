package io.sparkmaxpool.dataset;

import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DataPage;
import org.apache.parquet.column.page.DataPageV1;
import org.apache.parquet.column.page.DataPageV2;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.format.DictionaryPageHeader;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.Util;
import org.apache.parquet.format.converter.ParquetMetadataConverter;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;

/**
 * The pages of one column in one row group, streamed: one at a time is in memory, however large the
 * row group is. Checksums are verified where there are some.
 */
final class ParquetPages implements PageReader, Closeable {
  private static final int HEADER = 512;
  private static final int LONGEST_HEADER = 4 << 20;
  private static final ParquetMetadataConverter CONVERTER = new ParquetMetadataConverter();

  /** A fault of a page, on its way through parquet-java. */
  static final class PageFault extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient MalformedRecordException fault;

    PageFault(MalformedRecordException fault) {
      super(fault.getMessage(), null, false, false);
      this.fault = fault;
    }

    MalformedRecordException fault() {
      return fault;
    }
  }

  private record Page(PageHeader header, byte[] bytes) {}

  private final ColumnDescriptor column;
  private final ColumnChunkMetaData chunk;
  private final InputStream stream;
  private final long end;
  private final CRC32 crc = new CRC32();
  private byte[] ahead = new byte[HEADER];
  private int from;
  private int filled;
  private long read;
  private long pageStart;
  private long values;
  private int largest;
  private Optional<Page> first;

  /** Pages of a column that are there to the last byte, as the footer says. */
  ParquetPages(ColumnDescriptor column, ColumnChunkMetaData chunk, ParquetFooter.Opener file)
      throws IOException {
    this.column = column;
    this.chunk = chunk;
    this.read = chunk.getStartingPos();
    this.end = read + chunk.getTotalSize();
    this.pageStart = read;
    this.stream = file.open(read);
  }

  /** The byte of the file at which the page begins that was read last. */
  long pageStart() {
    return pageStart;
  }

  /** Bytes of the largest page so far, unpacked. */
  int largest() {
    return largest;
  }

  @Override
  public long getTotalValueCount() {
    return chunk.getValueCount();
  }

  @Override
  public DictionaryPage readDictionaryPage() {
    try {
      first = next();
      if (first.isEmpty() || !first.get().header().isSetDictionary_page_header()) {
        return null;
      }
      Page page = first.get();
      first = null;
      DictionaryPageHeader header = page.header().getDictionary_page_header();
      byte[] entries =
          PageCodec.unpack(
              chunk.getCodec(), page.bytes(), 0, page.header().getUncompressed_page_size());
      largest = Math.max(largest, entries.length);
      PageBounds.requireDictionary(
          entries, header.getNum_values(), column.getPrimitiveType().getPrimitiveTypeName());
      return new DictionaryPage(
          BytesInput.from(entries),
          header.getNum_values(),
          CONVERTER.getEncoding(header.getEncoding()));
    } catch (MalformedRecordException e) {
      throw new PageFault(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public DataPage readPage() {
    try {
      Optional<Page> page = first == null ? next() : first;
      first = null;
      if (page.isEmpty()) {
        throw corrupt(
            "the column ends after %d of %d values".formatted(values, chunk.getValueCount()));
      }
      PageHeader header = page.get().header();
      if (header.isSetData_page_header()) {
        return version1(header, page.get().bytes());
      }
      if (header.isSetData_page_header_v2()) {
        return version2(header, page.get().bytes());
      }
      throw corrupt("a page of type %s".formatted(header.getType()));
    } catch (MalformedRecordException e) {
      throw new PageFault(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private DataPage version1(PageHeader page, byte[] packed) throws MalformedRecordException {
    DataPageHeader header = page.getData_page_header();
    count(header.getNum_values());
    byte[] bytes = PageCodec.unpack(chunk.getCodec(), packed, 0, page.getUncompressed_page_size());
    largest = Math.max(largest, bytes.length);
    Encoding repetition = CONVERTER.getEncoding(header.getRepetition_level_encoding());
    Encoding definition = CONVERTER.getEncoding(header.getDefinition_level_encoding());
    Encoding encoding = CONVERTER.getEncoding(header.getEncoding());
    int at = levels(bytes, 0, repetition, column.getMaxRepetitionLevel(), header.getNum_values());
    at = levels(bytes, at, definition, column.getMaxDefinitionLevel(), header.getNum_values());
    PageBounds.require(bytes, at, encoding, header.getNum_values());
    return new DataPageV1(
        BytesInput.from(bytes),
        header.getNum_values(),
        bytes.length,
        null,
        repetition,
        definition,
        encoding);
  }

  /** Checks levels that stand before the values; returns where they end. */
  private static int levels(byte[] bytes, int at, Encoding encoding, int highest, int count)
      throws MalformedRecordException {
    if (highest == 0) {
      return at;
    }
    long length;
    int start = at;
    if (encoding == Encoding.RLE) {
      start += Integer.BYTES;
      length =
          start > bytes.length
              ? -1
              : ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(at);
    } else {
      int bits = Integer.SIZE - Integer.numberOfLeadingZeros(highest);
      length = ((long) count * bits + Byte.SIZE - 1) / Byte.SIZE;
    }
    if (length < 0 || length > bytes.length - start) {
      throw corrupt("its levels have %d bytes of %d".formatted(length, bytes.length));
    }
    int end = start + (int) length;
    if (encoding == Encoding.RLE) {
      PageBounds.requireLevels(bytes, start, end, highest, count);
    }
    return end;
  }

  private DataPage version2(PageHeader page, byte[] packed) throws MalformedRecordException {
    DataPageHeaderV2 header = page.getData_page_header_v2();
    count(header.getNum_values());
    int repetition = header.getRepetition_levels_byte_length();
    int definition = header.getDefinition_levels_byte_length();
    long both = (long) repetition + definition;
    if (repetition < 0
        || definition < 0
        || both > packed.length
        || both > page.getUncompressed_page_size()) {
      throw corrupt("its levels have %d bytes of %d".formatted(both, packed.length));
    }
    int start = (int) both;
    int unpacked = page.getUncompressed_page_size() - start;
    byte[] data =
        header.isIs_compressed()
            ? PageCodec.unpack(chunk.getCodec(), packed, start, unpacked)
            : Arrays.copyOfRange(packed, start, packed.length);
    largest = Math.max(largest, data.length);
    Encoding encoding = CONVERTER.getEncoding(header.getEncoding());
    PageBounds.requireLevels(
        packed, 0, repetition, column.getMaxRepetitionLevel(), header.getNum_values());
    PageBounds.requireLevels(
        packed, repetition, start, column.getMaxDefinitionLevel(), header.getNum_values());
    PageBounds.require(data, 0, encoding, header.getNum_values());
    return DataPageV2.uncompressed(
        header.getNum_rows(),
        header.getNum_nulls(),
        header.getNum_values(),
        BytesInput.from(packed, 0, repetition),
        BytesInput.from(packed, repetition, definition),
        encoding,
        BytesInput.from(data),
        null);
  }

  private void count(int more) throws MalformedRecordException {
    if (more < 0 || values + more > chunk.getValueCount()) {
      throw corrupt(
          "%d values after %d, in a column of %d".formatted(more, values, chunk.getValueCount()));
    }
    values += more;
  }

  /** The next page that holds values or a dictionary; empty at the end of the column. */
  private Optional<Page> next() throws IOException, MalformedRecordException {
    while (read - (filled - from) < end) {
      pageStart = read - (filled - from);
      PageHeader header = header();
      byte[] bytes = bytes(header.getCompressed_page_size());
      if (header.isSetCrc()) {
        crc.reset();
        crc.update(bytes);
        if ((int) crc.getValue() != header.getCrc()) {
          throw corrupt(
              "its CRC-32 is %08x, where it says %08x".formatted(crc.getValue(), header.getCrc()));
        }
      }
      if (!header.isSetIndex_page_header()) {
        return Optional.of(new Page(header, bytes));
      }
    }
    return Optional.empty();
  }

  private PageHeader header() throws IOException, MalformedRecordException {
    int wanted = HEADER;
    while (true) {
      fill(wanted);
      int stop = ThriftStruct.end(ahead, from, filled);
      if (stop != ThriftStruct.INCOMPLETE) {
        try {
          PageHeader header =
              Util.readPageHeader(new ByteArrayInputStream(ahead, from, stop - from));
          from = stop;
          return header;
        } catch (IOException | RuntimeException e) {
          throw corrupt("its header: " + ParquetFooter.reason(e));
        }
      }
      if (filled - from < wanted || wanted >= LONGEST_HEADER) {
        throw corrupt("its header does not end with the column");
      }
      wanted *= 4;
    }
  }

  /** Reads ahead, until so many bytes are there or the column ends. */
  private void fill(int wanted) throws IOException, MalformedRecordException {
    int left = (int) Math.min(wanted - (filled - from), end - read);
    if (left <= 0) {
      return;
    }
    byte[] target = ahead.length < wanted ? new byte[wanted] : ahead;
    System.arraycopy(ahead, from, target, 0, filled - from);
    filled -= from;
    from = 0;
    ahead = target;
    readFully(ahead, filled, left);
    filled += left;
  }

  private byte[] bytes(int count) throws IOException, MalformedRecordException {
    long left = end - read + filled - from;
    if (count < 0 || count > left) {
      throw corrupt("it has %d bytes, of which the column has %d".formatted(count, left));
    }
    byte[] bytes = new byte[count];
    int buffered = Math.min(count, filled - from);
    System.arraycopy(ahead, from, bytes, 0, buffered);
    from += buffered;
    readFully(bytes, buffered, count - buffered);
    return bytes;
  }

  private void readFully(byte[] target, int at, int count)
      throws IOException, MalformedRecordException {
    int done = stream.readNBytes(target, at, count);
    read += done;
    if (done < count) {
      throw new MalformedRecordException(
          BadRecord.Fault.TRUNCATED,
          "the file ends at byte %d, and was longer when it was listed".formatted(read));
    }
  }

  private static MalformedRecordException corrupt(String what) {
    return new MalformedRecordException(BadRecord.Fault.CORRUPT, what);
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }
}
