package io.sparkmaxpool.dataset;

import io.sparkmaxpool.tensor.DType;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import org.apache.hadoop.conf.Configuration;

/**
 * The labels of records, an array of integers beside theirs: one a record, in their order.
 *
 * @param location where to open the file that has it
 * @param packing how it lies there
 * @param name what messages call it
 * @param start the byte at which the labels begin
 * @param dtype an integer type
 * @param bigEndian whether a label's first byte is its highest
 */
record LabelArray(
    String location, Packing packing, String name, long start, DType dtype, boolean bigEndian)
    implements Serializable {
  private static final int AHEAD = 1 << 13;

  /** Labels read one after the other. */
  static final class Input implements Closeable {
    private final LabelArray array;
    private final ForwardInput bytes;
    private final byte[] label;

    private Input(LabelArray array, InputStream stream, long position) {
      this.array = array;
      this.bytes = new ForwardInput(stream, position, new byte[AHEAD]);
      this.label = new byte[array.dtype.bytes()];
    }

    /**
     * The next label, or {@link InputFile#NO_LABEL}.
     *
     * @param ordinal its record's, for the message
     * @throws MalformedRecordException if the array ends before it, or it is no label
     */
    int next(long ordinal) throws IOException, MalformedRecordException {
      if (bytes.read(label, 0, label.length) < label.length) {
        throw new MalformedRecordException(
            BadRecord.Fault.TRUNCATED,
            "%s ends before the label of record %d".formatted(array.name, ordinal));
      }
      long value = array.value(label);
      if (value < InputFile.NO_LABEL || value > Integer.MAX_VALUE) {
        throw new MalformedRecordException(
            BadRecord.Fault.UNSUPPORTED,
            "label %d of record %d in %s: a label is from 0 to %d, or -1 for none"
                .formatted(value, ordinal, array.name, Integer.MAX_VALUE));
      }
      return (int) value;
    }

    @Override
    public void close() throws IOException {
      bytes.close();
    }
  }

  /** Opens the labels from a record on. */
  Input open(long first, Configuration conf) throws IOException {
    long offset = start + first * dtype.bytes();
    return new Input(this, packing.open(Storage.at(location, conf), location, offset), offset);
  }

  private long value(byte[] label) {
    long bits = 0;
    for (int i = 0; i < label.length; i++) {
      bits = bits << 8 | label[bigEndian ? i : label.length - 1 - i] & 0xFF;
    }
    int unused = Long.SIZE - 8 * label.length;
    return dtype == DType.UINT8 ? bits : bits << unused >> unused;
  }
}
