package io.sparkmaxpool.sink;

import io.sparkmaxpool.parquet.BadRecordFileWriter;
import io.sparkmaxpool.parquet.BadRecordRow;
import io.sparkmaxpool.pooling.MaxPool2d;
import io.sparkmaxpool.sink.TensorBatchWrite.TaskMessage;
import io.sparkmaxpool.sql.FaultStruct;
import io.sparkmaxpool.tensor.Shape;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;
import org.apache.spark.sql.connector.write.DataWriter;
import org.apache.spark.sql.connector.write.WriterCommitMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One task's writer: a row goes to the tensors, or, with a reason, to the bad records. */
final class TensorDataWriter implements DataWriter<InternalRow> {
  private static final Logger LOG = LoggerFactory.getLogger(TensorDataWriter.class);

  private final TableCommitter.Task task;
  private final SinkOptions options;
  private final TensorColumns columns;
  private final Tally tally = new Tally();
  private final WriteWork work = new WriteWork(tally);
  private final RowAdapter adapter;
  private final OpenFiles files;
  private TableCommitter.NewFile badFile;
  private BadRecordFileWriter badRecords;
  private int badFiles;

  TensorDataWriter(TableCommitter.Task task, SinkOptions options, TensorColumns columns) {
    this.task = task;
    this.options = options;
    this.columns = columns;
    this.adapter = new RowAdapter(columns);
    this.files = new OpenFiles(task, options, columns, tally);
  }

  /** Writes all rows and completes the files, so that Spark's last look at the metrics sees all. */
  @Override
  public void writeAll(Iterator<InternalRow> rows) throws IOException {
    for (InternalRow row = work.fetch(rows); row != null; row = work.fetch(rows)) {
      write(row);
    }
    closeFiles();
  }

  @Override
  public CustomTaskMetric[] currentMetricsValues() {
    return work.metrics();
  }

  @Override
  public void write(InternalRow row) throws IOException {
    if (columns.badRecord() != TensorColumns.NONE && !row.isNullAt(columns.badRecord())) {
      writeBad(row);
      return;
    }
    adapter.set(row);
    files.forRow(row).write(adapter.row());
    files.wrote(adapter.bytes());
    work.wroteRow();
  }

  private void writeBad(InternalRow row) throws IOException {
    InternalRow fault = row.getStruct(columns.badRecord(), FaultStruct.TYPE.length());
    BadRecordRow bad =
        new BadRecordRow(
            row.getUTF8String(columns.key()).toString(),
            fault.getUTF8String(FaultStruct.STAGE).toString(),
            fault.getUTF8String(FaultStruct.ERROR).toString(),
            fault.getUTF8String(FaultStruct.MESSAGE).toString(),
            fault.isNullAt(FaultStruct.LENGTH) ? -1 : fault.getLong(FaultStruct.LENGTH),
            fault.isNullAt(FaultStruct.INPUT_SHAPE)
                ? Optional.empty()
                : Optional.of(Shape.of(fault.getArray(FaultStruct.INPUT_SHAPE).toIntArray())));
    Tally.BadExample example =
        new Tally.BadExample(bad.key(), bad.stage(), bad.error(), bad.message());
    tally.addBad(example);
    switch (options.badRecords()) {
      case DROP -> {}
      case FAIL ->
          throw new BadRecordsException(
              "a record is bad, and bad-records is fail",
              Map.of(bad.stage(), 1L),
              List.of(example.line()));
      case QUARANTINE -> {
        if (badRecords == null) {
          badFile = task.newFile(TableDirectory.BAD_RECORDS, OpenFiles.suffix(options, 0));
          badRecords =
              BadRecordFileWriter.create(
                  task.configuration(),
                  OpenFiles.output(badFile.staged(), task.configuration()),
                  options.compression(),
                  Map.of("spark-maxpool", options.parameters()));
        }
        badRecords.write(bad);
      }
    }
  }

  @Override
  public WriterCommitMessage commit() throws IOException {
    closeFiles();
    tally.ranOn(MaxPool2d.kernelName());
    TaskMessage message = new TaskMessage(task.commit(), tally);
    LOG.info(work.line(files.opened() + badFiles));
    return message;
  }

  private void closeFiles() throws IOException {
    files.close();
    if (badRecords != null) {
      badRecords.close();
      tally.addFile(badFile.path(), badRecords);
      badRecords = null;
      badFiles++;
    }
  }

  @Override
  public void abort() throws IOException {
    try {
      files.abort();
      if (badRecords != null) {
        badRecords.close();
      }
    } finally {
      task.abort();
    }
  }

  @Override
  public void close() {}
}
