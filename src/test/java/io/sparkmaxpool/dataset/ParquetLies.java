package io.sparkmaxpool.dataset;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Type;
import org.apache.parquet.format.Util;

/** Footers and page headers of Parquet files that say something else than is there. */
final class ParquetLies {
  private static final List<Long> NUMBERS =
      List.of(
          0L,
          1L,
          -1L,
          2L,
          5L,
          1_000L,
          1L << 20,
          (1L << 31) - 1,
          1L << 31,
          1L << 40,
          Long.MAX_VALUE,
          Long.MIN_VALUE);

  private ParquetLies() {}

  static byte[] of(byte[] file, Random random) {
    try {
      FileMetaData footer = footer(file);
      RowGroup group = footer.getRow_groups().get(random.nextInt(footer.getRow_groups().size()));
      ColumnChunk chunk = group.getColumns().get(random.nextInt(group.getColumns().size()));
      if (random.nextBoolean()) {
        return inPage(file, footer, chunk.getMeta_data(), header -> lie(header, random));
      }
      lie(footer, group, chunk.getMeta_data(), random);
      return withFooter(Arrays.copyOf(file, file.length - 8 - footerBytes(file)), footer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Changes a page header, and tells it to the footer. */
  interface Change {
    void of(PageHeader header);
  }

  /** The file with a change in the header of a column's first page. */
  static byte[] inPage(byte[] file, FileMetaData footer, ColumnMetaData column, Change change)
      throws IOException {
    int start = (int) column.getData_page_offset();
    if (column.isSetDictionary_page_offset() && column.getDictionary_page_offset() > 0) {
      start = (int) Math.min(start, column.getDictionary_page_offset());
    }
    ByteArrayInputStream in = new ByteArrayInputStream(file, start, file.length - start);
    PageHeader header = Util.readPageHeader(in);
    int end = file.length - in.available();
    change.of(header);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(file, 0, start);
    Util.writePageHeader(header, out);
    int more = out.size() - end;
    out.write(file, end, file.length - end - 8 - footerBytes(file));
    for (RowGroup group : footer.getRow_groups()) {
      for (ColumnChunk chunk : group.getColumns()) {
        shift(chunk.getMeta_data(), start, more);
      }
    }
    return withFooter(out.toByteArray(), footer);
  }

  private static void shift(ColumnMetaData column, int after, int more) {
    boolean isIt =
        column.getData_page_offset() == after || column.getDictionary_page_offset() == after;
    if (isIt) {
      column.setTotal_compressed_size(column.getTotal_compressed_size() + more);
    }
    if (column.getData_page_offset() > after) {
      column.setData_page_offset(column.getData_page_offset() + more);
    }
    if (column.isSetDictionary_page_offset() && column.getDictionary_page_offset() > after) {
      column.setDictionary_page_offset(column.getDictionary_page_offset() + more);
    }
  }

  private static void lie(PageHeader header, Random random) {
    int number = (int) (long) NUMBERS.get(random.nextInt(NUMBERS.size()));
    // The checksum is of bytes that are not touched here, unless it is lied about.
    switch (random.nextInt(6)) {
      case 0 -> header.setUncompressed_page_size(number);
      case 1 -> header.setCompressed_page_size(number);
      case 2 -> header.setCrc(number);
      default -> {
        if (header.isSetDictionary_page_header()) {
          header.getDictionary_page_header().setNum_values(number);
        } else if (header.isSetData_page_header()) {
          if (random.nextBoolean()) {
            header.getData_page_header().setNum_values(number);
          } else {
            header.getData_page_header().setEncoding(encoding(random));
          }
        } else if (header.isSetData_page_header_v2()) {
          switch (random.nextInt(4)) {
            case 0 -> header.getData_page_header_v2().setNum_values(number);
            case 1 -> header.getData_page_header_v2().setDefinition_levels_byte_length(number);
            case 2 -> header.getData_page_header_v2().setRepetition_levels_byte_length(number);
            default -> header.getData_page_header_v2().setEncoding(encoding(random));
          }
        }
      }
    }
  }

  private static Encoding encoding(Random random) {
    return Encoding.values()[random.nextInt(Encoding.values().length)];
  }

  private static void lie(
      FileMetaData footer, RowGroup group, ColumnMetaData column, Random random) {
    long number = NUMBERS.get(random.nextInt(NUMBERS.size()));
    SchemaElement element = footer.getSchema().get(random.nextInt(footer.getSchema().size()));
    switch (random.nextInt(10)) {
      case 0 -> footer.setNum_rows(number);
      case 1 -> {
        footer.setNum_rows(footer.getNum_rows() - group.getNum_rows() + number);
        group.setNum_rows(number);
      }
      case 2 -> {
        footer.setNum_rows(footer.getNum_rows() - group.getNum_rows() + number);
        group.setNum_rows(number);
        group.getColumns().forEach(each -> each.getMeta_data().setNum_values(number));
      }
      case 3 -> column.setNum_values(number);
      case 4 -> column.setTotal_compressed_size(number);
      case 5 -> column.setData_page_offset(number);
      case 6 -> column.setDictionary_page_offset(number);
      case 7 ->
          column.setCodec(
              CompressionCodec.values()[random.nextInt(CompressionCodec.values().length)]);
      case 8 -> element.setNum_children((int) number);
      default -> {
        if (element.isSetType()) {
          element.setType(Type.values()[random.nextInt(Type.values().length)]);
        }
      }
    }
  }

  static FileMetaData footer(byte[] file) throws IOException {
    int bytes = footerBytes(file);
    return Util.readFileMetaData(new ByteArrayInputStream(file, file.length - 8 - bytes, bytes));
  }

  private static int footerBytes(byte[] file) {
    return ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(file.length - 8);
  }

  /** Data with a footer behind it. */
  static byte[] withFooter(byte[] data, FileMetaData footer) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(data);
    Util.writeFileMetaData(footer, out);
    int bytes = out.size() - data.length;
    out.write(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(bytes).array());
    out.write(new byte[] {'P', 'A', 'R', '1'});
    return out.toByteArray();
  }
}
