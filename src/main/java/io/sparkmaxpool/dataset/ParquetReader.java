package io.sparkmaxpool.dataset;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.parquet.hadoop.metadata.BlockMetaData;

/**
 * Reads the rows of Parquet files, a page of each column at a time. A page that cannot be read
 * takes the rest of its row group with it: one bad record stands for all of these rows, and the
 * next row group is gone on with.
 */
final class ParquetReader extends RecordReader {
  private final DatasetFormat.ReadOptions options;
  private final EncodedImages encoded;
  private ParquetRecords records;
  private ParquetTensors tensors;
  private ParquetFooter footer;
  private Split.Range range;
  private ParquetRow row;
  private int rowGroup;
  private long position;
  private long groupEnd;
  private byte[] lastName = {};
  private byte[] lastUtf8 = {};

  ParquetReader(Split split, DatasetFormat.ReadOptions options) {
    super(split);
    this.options = options;
    this.encoded = new EncodedImages(options);
  }

  @Override
  void enter(Split.Range entered) throws IOException, MalformedRecordException {
    boolean isAnother = range == null || !range.file().equals(entered.file());
    range = entered;
    groupEnd = entered.first();
    if (isAnother) {
      records = (ParquetRecords) entered.file().records();
      tensors = new ParquetTensors(records.columns().image(), encoded, options);
      footer = null;
    }
    if (footer == null) {
      footer = footer();
    }
  }

  private ParquetFooter footer() throws IOException, MalformedRecordException {
    try {
      ParquetFooter read = ParquetFooter.read(this::open, file().length());
      if (read.rows() != records.rows()) {
        throw new MalformedRecordException(
            BadRecord.Fault.CORRUPT,
            "it has %d rows, and had %d when it was listed".formatted(read.rows(), records.rows()));
      }
      return read;
    } catch (MalformedRecordException e) {
      giveUp();
      throw new MalformedRecordException(
          BadRecord.Fault.UNREADABLE,
          "%s: it was a good file when it was listed: %s"
              .formatted(file().location(), e.getMessage()));
    }
  }

  private InputStream open(long offset) throws IOException {
    return file().open(offset, options.conf());
  }

  @Override
  boolean read(long wanted) throws IOException, MalformedRecordException {
    if (wanted >= records.rows()) {
      return false;
    }
    try {
      if (row == null || wanted >= groupEnd) {
        openGroup(wanted);
      }
      while (position < wanted) {
        row.skip();
        position++;
      }
      row.next(tensors.mostElements());
      position++;
    } catch (MalformedRecordException e) {
      leave();
      long end = Math.min(groupEnd, range.end());
      skipTo(end);
      // What is corrupt is the page; the rows that are lost with it are cut off.
      throw new MalformedRecordException(
          BadRecord.Fault.TRUNCATED,
          "%s, row group %d, %s; %d rows from row %d on are lost"
              .formatted(file().location(), rowGroup, e.getMessage(), end - wanted, wanted));
    }
    label();
    if (!encoded.areRead()) {
      record.image(null, sourceBytes(wanted));
      return true;
    }
    try {
      tensors.make(row, sourceBytes(wanted), record);
    } catch (MalformedRecordException e) {
      throw new MalformedRecordException(
          e.fault(),
          "%s, row %d: %s".formatted(file().location(), wanted, e.getMessage()),
          e.inputShape());
    }
    return true;
  }

  /** Opens the row group of a row, at its first one. */
  private void openGroup(long wanted) throws IOException, MalformedRecordException {
    leave();
    position = 0;
    rowGroup = 0;
    for (BlockMetaData group : footer.rowGroups()) {
      groupEnd = position + group.getRowCount();
      if (wanted < groupEnd) {
        break;
      }
      position = groupEnd;
      rowGroup++;
    }
    row = new ParquetRow(footer, rowGroup, records.columns(), encoded.areRead(), this::open);
  }

  /** The row's class; what no column tells, the file's directories may. */
  private void label() throws MalformedRecordException {
    long number = row.label() == ParquetRow.ABSENT ? records.label() : row.label();
    if (number < InputFile.NO_LABEL || number > Integer.MAX_VALUE) {
      throw new MalformedRecordException(
          BadRecord.Fault.UNSUPPORTED,
          "%s, row %d: label %d is no number of a class"
              .formatted(file().location(), position - 1, number));
    }
    byte[] name = row.labelName();
    if (name != null) {
      record.label((int) number, utf8(name));
    } else if (records.labelName() != null) {
      record.label((int) number, utf8(records.labelName()));
    } else if (number != InputFile.NO_LABEL) {
      label((int) number);
    }
  }

  /** Text as UTF-8, whatever the bytes are; rows of a class share it. */
  private byte[] utf8(byte[] name) {
    if (!Arrays.equals(name, lastName)) {
      lastName = name;
      lastUtf8 = utf8(new String(name, StandardCharsets.UTF_8));
    }
    return lastUtf8;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Bytes of the file that a row takes, about: what it takes is not known without reading it. */
  @Override
  long sourceBytes(long wanted) {
    return records == null ? file().length() : Math.max(1, file().length() / records.rows());
  }

  @Override
  void leave() throws IOException {
    if (row != null) {
      row.close();
      row = null;
    }
  }
}
