package io.sparkmaxpool.sink;

import org.apache.hadoop.conf.Configuration;
import org.apache.spark.TaskContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.write.DataWriter;
import org.apache.spark.sql.connector.write.DataWriterFactory;
import org.apache.spark.util.SerializableConfiguration;

/** Makes the tasks' writers, on the executors. */
record TensorWriterFactory(
    TableCommitter committer,
    SinkOptions options,
    TensorColumns columns,
    Broadcast<SerializableConfiguration> conf)
    implements DataWriterFactory {

  @Override
  public DataWriter<InternalRow> createWriter(int partitionId, long taskId) {
    Configuration own = conf.value().value();
    int stage = TaskContext.get().stageId();
    return new TensorDataWriter(committer.task(stage, partitionId, taskId, own), options, columns);
  }
}
