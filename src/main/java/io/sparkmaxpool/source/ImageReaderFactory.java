package io.sparkmaxpool.source;

import io.sparkmaxpool.dataset.DatasetFormat;
import io.sparkmaxpool.dataset.DatasetFormat.Column;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;

/** Makes the readers, on the executors. */
record ImageReaderFactory(
    DatasetFormat format,
    StructType columns,
    long maxPixels,
    ImageOptions.ParseMode mode,
    Broadcast<SerializableConfiguration> conf)
    implements PartitionReaderFactory {

  @Override
  public PartitionReader<InternalRow> createReader(InputPartition partition) {
    Set<Column> wanted = EnumSet.noneOf(Column.class);
    for (String name : Arrays.asList(columns.fieldNames())) {
      switch (name) {
        case ImageSchema.IMAGE -> wanted.add(Column.IMAGE);
        case ImageSchema.BAD_RECORD -> wanted.add(Column.BAD_RECORD);
        default -> {}
      }
    }
    // Leaving bad records out, or failing on them, means looking at every one.
    if (mode != ImageOptions.ParseMode.PERMISSIVE) {
      wanted.add(Column.BAD_RECORD);
    }
    return new ImagePartitionReader(
        format.open(
            ((ImageScan.Partition) partition).split(),
            new DatasetFormat.ReadOptions(wanted, maxPixels, conf.value().value())),
        columns,
        mode);
  }
}
