package io.sparkmaxpool.parquet;

import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.NpyHeader;
import io.sparkmaxpool.tensor.Shape;
import java.util.Arrays;
import java.util.Optional;
import org.apache.parquet.column.Encoding;

/** A whole tensor as one byte string, behind a {@code .npy} header if asked (encoding PLAIN). */
final class BlobValues implements PageValues {
  // A header of three extents of up to ten digits each fits twice.
  private static final int HEADER_ROOM = 256;
  private static final byte[] NO_HEADER = {};

  private final io.sparkmaxpool.parquet.Encoding form;
  private final DType written;
  private final Conversion conversion;
  private final int[] headerShape = new int[3];
  private byte[] header = NO_HEADER;

  /** Form is BINARY or NPY. */
  BlobValues(io.sparkmaxpool.parquet.Encoding form, DType stored, DType written) {
    this.form = form;
    this.written = written;
    this.conversion = Conversion.toBytes(stored, written);
  }

  @Override
  public int valuesPerRow(int elements) {
    return 1;
  }

  @Override
  public long rowBytes(Slice stored) {
    return HEADER_ROOM + conversion.convertedBytes(stored.length());
  }

  @Override
  public void append(Slice stored, int[] shape, GrowingBytes buffer) {
    if (form == io.sparkmaxpool.parquet.Encoding.NPY && !Arrays.equals(shape, headerShape)) {
      System.arraycopy(shape, 0, headerShape, 0, shape.length);
      header = NpyHeader.write(written, Shape.of(shape));
    }
    buffer.appendInt(header.length + (int) conversion.convertedBytes(stored.length()));
    buffer.append(header, 0, header.length);
    conversion.append(stored, buffer);
  }

  @Override
  public Encoding endPage(int count, GrowingBytes head, GrowingBytes buffer) {
    return Encoding.PLAIN;
  }

  @Override
  public Optional<PlainDictionary> endRowGroup() {
    return Optional.empty();
  }
}
