package io.sparkmaxpool.source;

import io.sparkmaxpool.dataset.Split;
import io.sparkmaxpool.metrics.Work;
import java.util.Arrays;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.metric.CustomMetric;
import org.apache.spark.sql.connector.read.Batch;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.SupportsPushDownRequiredColumns;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;

/** A scan of an image dataset that reads only the columns asked for. */
final class ImageScan implements Scan, Batch {
  private final ImageTable table;
  private final ImageOptions options;
  private final StructType columns;

  private ImageScan(ImageTable table, ImageOptions options, StructType columns) {
    this.table = table;
    this.options = options;
    this.columns = columns;
  }

  /** A split as Spark hands it to a task. */
  record Partition(Split split) implements InputPartition {}

  /** Prunes columns. */
  static final class Builder implements SupportsPushDownRequiredColumns {
    private final ImageTable table;
    private final ImageOptions options;
    private StructType columns;

    Builder(ImageTable table, ImageOptions options) {
      this.table = table;
      this.options = options;
      this.columns = table.shown();
    }

    @Override
    public void pruneColumns(StructType required) {
      // Spark asks for parts of structs, too; nothing is saved by leaving out the others.
      columns = ImageSchema.select(table.shown(), required.fieldNames());
    }

    @Override
    public Scan build() {
      return new ImageScan(table, options, columns);
    }
  }

  @Override
  public StructType readSchema() {
    return columns;
  }

  @Override
  public String description() {
    return table.name() + " " + Arrays.toString(columns.fieldNames());
  }

  @Override
  public CustomMetric[] supportedCustomMetrics() {
    return Work.readerMetrics();
  }

  @Override
  public Batch toBatch() {
    return this;
  }

  @Override
  public InputPartition[] planInputPartitions() {
    return table.splits().stream().map(Partition::new).toArray(InputPartition[]::new);
  }

  @Override
  public PartitionReaderFactory createReaderFactory() {
    SparkSession session = SparkSession.active();
    Configuration conf = session.sessionState().newHadoopConf();
    return new ImageReaderFactory(
        table.listing().format(),
        columns,
        options.maxPixels(),
        options.mode(),
        // Parsing Hadoop's XML files anew in every task would cost more than a small split.
        new JavaSparkContext(session.sparkContext())
            .broadcast(new SerializableConfiguration(conf)));
  }
}
