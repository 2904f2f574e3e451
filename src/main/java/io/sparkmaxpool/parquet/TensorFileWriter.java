package io.sparkmaxpool.parquet;

import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Shape;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.schema.MessageType;

/**
 * Writes pooled tensors to one Parquet file: columns {@code key}, {@code label}, {@code
 * label_name}, {@code input_shape}, {@code shape}, {@code dtype}, {@code pooled}, {@code indices},
 * in this order, without the {@link OptionalColumn}s that the options leave out.
 *
 * <p>In lists, uint8 is {@code INTEGER(8, unsigned)} and float16 and bfloat16 are widened to
 * float32. {@code binary} is the row-major, little-endian bytes of the written dtype. Tensor
 * columns have no statistics. Pages have checksums.
 *
 * <p>A row group is held in memory, compressed, until it reaches the options' size. {@link #close}
 * completes the file; a file whose writer was aborted or failed is not one.
 *
 * <p>Not safe for use by several threads.
 */
public final class TensorFileWriter implements Closeable {
  private static final Slice NOTHING = new Slice();
  private static final int[] ONE_VALUE = {1, 1, 1};
  private static final int[] THREE_VALUES = {1, 1, 3};

  private final TensorFileOptions options;
  private final TrackedOutputFile output;
  private final PageCompressor compressor;
  private final ParquetFileWriter file;
  private final ScalarColumns scalars;
  private final PagedColumn inputShapes;
  private final PagedColumn shapes;
  private final PagedColumn dtypes;
  private final PagedColumn pooled;
  private final Optional<PagedColumn> indices;
  private final List<PagedColumn> paged;
  private final Slice extents = new Slice();
  private final int[] firstExtents = new int[3];

  private Optional<KeyedShape> first = Optional.empty();
  private boolean oneShape = true;
  private long rows;
  private long rowsInGroup;
  private boolean finished;

  private TensorFileWriter(Configuration conf, OutputFile out, TensorFileOptions options)
      throws IOException {
    this.options = options;
    this.output = new TrackedOutputFile(out);
    this.compressor = new PageCompressor(conf, options.compression());
    MessageType schema = TensorSchema.file(options);
    // Small row groups have a few pages, too, so that a reader can skip some.
    int pageBytes = (int) Math.min(PagedColumn.PAGE_BYTES, options.rowGroupSize() / 4);
    List<ColumnDescriptor> columns = schema.getColumns();
    this.scalars = new ScalarColumns(options, columns, pageBytes, compressor);
    int column = scalars.all().size();
    this.inputShapes = paged(columns.get(column++), new PlainValues(Conversion.COPY), pageBytes);
    this.shapes = paged(columns.get(column++), new PlainValues(Conversion.COPY), pageBytes);
    this.dtypes =
        paged(columns.get(column++), new ConstantValues(options.visible().label()), pageBytes);
    this.pooled = paged(columns.get(column++), values(options), pageBytes);
    this.indices =
        options.has(OptionalColumn.INDICES)
            ? Optional.of(paged(columns.get(column), new IndexValues(), pageBytes))
            : Optional.empty();
    this.paged = new ArrayList<>(scalars.all());
    paged.addAll(List.of(inputShapes, shapes, dtypes, pooled));
    indices.ifPresent(paged::add);
    this.file =
        new ParquetFileWriter(
            output,
            schema,
            ParquetFileWriter.Mode.CREATE,
            options.rowGroupSize(),
            ParquetWriter.MAX_PADDING_SIZE_DEFAULT,
            ParquetProperties.DEFAULT_COLUMN_INDEX_TRUNCATE_LENGTH,
            ParquetProperties.DEFAULT_STATISTICS_TRUNCATE_LENGTH,
            ParquetProperties.DEFAULT_PAGE_WRITE_CHECKSUM_ENABLED);
    this.file.start();
    this.extents.set(new byte[THREE_VALUES[2] * Integer.BYTES], 0, THREE_VALUES[2] * Integer.BYTES);
  }

  private PagedColumn paged(ColumnDescriptor column, PageValues values, int pageBytes) {
    return new PagedColumn(column, values, pageBytes, compressor);
  }

  private static PageValues values(TensorFileOptions options) {
    return switch (options.encoding()) {
      case BINARY, NPY -> new BlobValues(options.encoding(), options.stored(), options.written());
      case ARRAY, NESTED ->
          options.stored() == DType.UINT8 || options.stored() == DType.INT8
              ? new ByteDictionaryValues(options.stored(), options.written())
              : new PlainValues(Conversion.toList(options.written()));
    };
  }

  /**
   * Starts a file.
   *
   * @param conf only the codec's settings are read from it
   * @param file must not exist
   * @throws IOException if the file cannot be created
   */
  public static TensorFileWriter create(
      Configuration conf, OutputFile file, TensorFileOptions options) throws IOException {
    return new TensorFileWriter(conf, file, options);
  }

  /**
   * Appends a row; keeps nothing of it.
   *
   * @throws IllegalArgumentException if the row does not fit together, or its tensor is too large
   *     for a Parquet page, near 2 GB; nothing is written then and the writer goes on
   * @throws MixedShapesException if the footer tells a shape and this one differs from the first
   *     row's
   * @throws IOException if the file cannot be written; only {@link #abort} is left then
   */
  public void write(TensorRow row) throws IOException {
    int elements = check(row);
    rememberShape(row);
    scalars.write(row);
    writeExtents(inputShapes, row.inputShape());
    writeExtents(shapes, row.shape());
    dtypes.write(NOTHING, ONE_VALUE, 1);
    boolean pageEnded = pooled.write(row.pooled(), row.shape(), elements);
    if (indices.isPresent()) {
      pageEnded |= indices.get().write(row.indices(), row.shape(), elements);
    }
    rows++;
    rowsInGroup++;
    if (pageEnded && bufferedBytes() >= options.rowGroupSize()) {
      flushRowGroup();
    }
  }

  private void writeExtents(PagedColumn column, int[] shape) throws IOException {
    byte[] bytes = extents.array();
    for (int axis = 0; axis < shape.length; axis++) {
      GrowingBytes.INTS.set(bytes, axis * Integer.BYTES, shape[axis]);
    }
    column.write(extents, THREE_VALUES, shape.length);
  }

  private int check(TensorRow row) {
    if (finished) {
      throw new IllegalStateException("the file is closed");
    }
    int[] shape = row.shape();
    // Capped, so that the product of three ints stays below 2^63.
    long plane = Math.min((long) shape[1] * shape[2], 1L << 31);
    long elements = plane * shape[0];
    if (shape[0] < 1 || shape[1] < 1 || shape[2] < 1) {
      throw new IllegalArgumentException(
          "the tensor of %s has no elements: its shape is [%d, %d, %d]"
              .formatted(row.key().text(), shape[0], shape[1], shape[2]));
    }
    checkLength(row, TensorSchema.POOLED, options.stored(), elements, row.pooled().length());
    pooled.checkSize(row.key(), row.pooled(), elements);
    if (indices.isPresent()) {
      if (!row.hasIndices()) {
        throw new IllegalArgumentException(row.key().text() + " has no indices");
      }
      checkLength(row, "indices", DType.INT64, elements, row.indices().length());
      indices.get().checkSize(row.key(), row.indices(), elements);
    }
    return (int) elements;
  }

  private static void checkLength(
      TensorRow row, String column, DType dtype, long elements, int length) {
    // An element count beyond an int is caught here too: no array is that long.
    if (elements > Integer.MAX_VALUE || elements * dtype.bytes() != length) {
      int[] shape = row.shape();
      throw new IllegalArgumentException(
          "%s of %s has %d bytes, which is not [%d, %d, %d] of %s"
              .formatted(column, row.key().text(), length, shape[0], shape[1], shape[2], dtype));
    }
  }

  private void rememberShape(TensorRow row) {
    int[] shape = row.shape();
    if (first.isEmpty()) {
      System.arraycopy(shape, 0, firstExtents, 0, shape.length);
      first = Optional.of(row.keyedShape());
    } else if (shape[0] != firstExtents[0]
        || shape[1] != firstExtents[1]
        || shape[2] != firstExtents[2]) {
      if (options.footer().tellsShape()) {
        throw new MixedShapesException(options.footer(), first.get(), row.keyedShape());
      }
      oneShape = false;
    }
  }

  /**
   * Bytes held in memory for the open row group: compressed pages, and pages still open. Walks the
   * columns: ask it now and then, not for every row.
   */
  public long bufferedBytes() {
    long bytes = 0;
    for (PagedColumn column : paged) {
      bytes += column.bufferedBytes();
    }
    return bytes;
  }

  /** Ends the row group, if it has rows, and gives its memory and the codec's back. */
  public void flushRowGroup() throws IOException {
    if (rowsInGroup == 0) {
      return;
    }
    file.startBlock(rowsInGroup);
    for (PagedColumn column : paged) {
      column.flush(file);
    }
    file.endBlock();
    compressor.release();
    rowsInGroup = 0;
  }

  /** Bytes in the file so far; after {@link #close}, its length. */
  public long fileBytes() {
    return output.bytes();
  }

  /** CRC-32C of the bytes in the file so far, eight hexadecimal digits. */
  public String crc32c() {
    return output.crc32c();
  }

  /** Rows written so far. */
  public long rows() {
    return rows;
  }

  /** The first row's shape, empty before there is one. */
  public Optional<Shape> firstShape() {
    return first.map(KeyedShape::shape);
  }

  /** The first row's key and shape, empty before there is one. */
  public Optional<KeyedShape> first() {
    return first;
  }

  /** Whether all rows so far have the first one's shape. */
  public boolean oneShape() {
    return oneShape;
  }

  /** Completes the file: last row group, indexes, footer. Does nothing after the first time. */
  @Override
  public void close() throws IOException {
    if (finished) {
      return;
    }
    try {
      flushRowGroup();
      file.end(footer());
    } finally {
      finish();
    }
  }

  private Map<String, String> footer() {
    Map<String, String> footer = new HashMap<>(options.metadata());
    if (options.footer().tellsShape() && first.isPresent()) {
      footer.put(ArrowFooter.SCHEMA_KEY, ArrowFooter.schema(options, first.get().shape()));
    }
    return footer;
  }

  /**
   * Gives up: frees memory and closes the stream without a footer, so that what is there is no
   * Parquet file. Does nothing after {@link #close}.
   */
  public void abort() throws IOException {
    if (!finished) {
      finish();
    }
  }

  private void finish() throws IOException {
    finished = true;
    rowsInGroup = 0;
    paged.forEach(PagedColumn::release);
    compressor.release();
    file.abort();
    output.close();
  }
}
