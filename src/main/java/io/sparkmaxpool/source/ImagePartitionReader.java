package io.sparkmaxpool.source;

import io.sparkmaxpool.dataset.BadRecord;
import io.sparkmaxpool.dataset.ImageRecord;
import io.sparkmaxpool.dataset.InputFile;
import io.sparkmaxpool.dataset.RecordReader;
import io.sparkmaxpool.metrics.Figure;
import io.sparkmaxpool.metrics.SampledTime;
import io.sparkmaxpool.metrics.TaskWork;
import io.sparkmaxpool.metrics.Work;
import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Shape;
import io.sparkmaxpool.tensor.Tensor;
import io.sparkmaxpool.text.OneLine;
import io.sparkmaxpool.text.Secrets;
import java.io.IOException;
import java.util.Optional;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Shows a {@link RecordReader}'s records as Spark's rows. The row and what it holds are reused, as
 * Spark's own readers do: whoever keeps a row copies it.
 */
final class ImagePartitionReader implements PartitionReader<InternalRow> {
  /** What a column of the row is filled with. */
  private enum Cell {
    KEY,
    LABEL,
    LABEL_NAME,
    IMAGE,
    BAD_RECORD,
    LENGTH
  }

  private final RecordReader reader;
  private final ImageOptions.ParseMode mode;
  private final Cell[] cells;
  private final Work work = TaskWork.current().part();
  private final SampledTime time = work.time(Figure.READ_MILLIS);
  private final GenericInternalRow row;
  private final GenericInternalRow image = new GenericInternalRow(3);
  private DType lastDType;
  private Shape lastShape;
  private byte[] lastLabelName;
  private UTF8String labelName;

  ImagePartitionReader(RecordReader reader, StructType columns, ImageOptions.ParseMode mode) {
    this.reader = reader;
    this.mode = mode;
    this.cells = new Cell[columns.length()];
    for (int i = 0; i < cells.length; i++) {
      cells[i] =
          switch (columns.fields()[i].name()) {
            case ImageSchema.KEY -> Cell.KEY;
            case ImageSchema.LABEL -> Cell.LABEL;
            case ImageSchema.LABEL_NAME -> Cell.LABEL_NAME;
            case ImageSchema.IMAGE -> Cell.IMAGE;
            case ImageSchema.BAD_RECORD -> Cell.BAD_RECORD;
            case ImageSchema.LENGTH -> Cell.LENGTH;
            default -> throw new IllegalArgumentException("no such column: " + columns.fields()[i]);
          };
    }
    this.row = new GenericInternalRow(cells.length);
  }

  @Override
  public boolean next() throws IOException {
    while (read()) {
      Optional<BadRecord> bad = reader.record().bad();
      if (bad.isEmpty() || mode == ImageOptions.ParseMode.PERMISSIVE) {
        fill(reader.record());
        return true;
      }
      if (mode == ImageOptions.ParseMode.FAILFAST) {
        throw new IOException(
            "bad record %s: %s"
                .formatted(
                    OneLine.of(key(reader.record()).toString()),
                    Secrets.masked(bad.get().message())));
      }
    }
    return false;
  }

  /** Moves to the next record, and counts it. */
  private boolean read() throws IOException {
    long begun = time.begin();
    boolean isThere = reader.next();
    time.end(begun);
    if (isThere) {
      ImageRecord record = reader.record();
      work.add(Figure.RECORDS_READ, 1);
      work.add(Figure.BYTES_READ, Math.max(0, record.length()));
      record
          .bad()
          .flatMap(bad -> Figure.badRead(bad.stage().label()))
          .ifPresent(figure -> work.add(figure, 1));
    }
    return isThere;
  }

  private void fill(ImageRecord record) {
    for (int i = 0; i < cells.length; i++) {
      row.update(
          i,
          switch (cells[i]) {
            case KEY -> key(record);
            case LABEL -> record.label() == InputFile.NO_LABEL ? null : record.label();
            case LABEL_NAME -> labelName(record.labelName());
            case IMAGE -> image(record.image());
            case BAD_RECORD -> record.bad().map(ImagePartitionReader::fault).orElse(null);
            case LENGTH -> record.length() < 0 ? null : (Object) record.length();
          });
    }
  }

  private static UTF8String key(ImageRecord record) {
    return UTF8String.fromBytes(record.key(), 0, record.keyLength());
  }

  private UTF8String labelName(byte[] name) {
    if (name != lastLabelName) {
      lastLabelName = name;
      labelName = UTF8String.fromBytes(name);
    }
    return labelName;
  }

  private InternalRow image(Tensor tensor) {
    if (tensor == null) {
      return null;
    }
    if (tensor.dtype() != lastDType) {
      lastDType = tensor.dtype();
      image.update(0, UTF8String.fromString(lastDType.label()));
    }
    if (!tensor.shape().equals(lastShape)) {
      lastShape = tensor.shape();
      image.update(1, UnsafeArrayData.fromPrimitiveArray(lastShape.toArray()));
    }
    image.update(2, tensor.data());
    return image;
  }

  private static InternalRow fault(BadRecord bad) {
    return new GenericInternalRow(
        new Object[] {
          UTF8String.fromString(bad.stage().label()),
          UTF8String.fromString(bad.fault().label()),
          UTF8String.fromString(Secrets.masked(bad.message())),
          bad.length() < 0 ? null : (Object) bad.length(),
          bad.inputShape()
              .map(shape -> UnsafeArrayData.fromPrimitiveArray(shape.toArray()))
              .orElse(null)
        });
  }

  @Override
  public InternalRow get() {
    return row;
  }

  @Override
  public CustomTaskMetric[] currentMetricsValues() {
    return work.readerValues();
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
