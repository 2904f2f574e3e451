package io.sparkmaxpool.sink;

import io.sparkmaxpool.metrics.Work;
import io.sparkmaxpool.text.Secrets;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.connector.catalog.Column;
import org.apache.spark.sql.connector.catalog.SupportsWrite;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.catalog.TableProvider;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.connector.metric.CustomMetric;
import org.apache.spark.sql.connector.write.BatchWrite;
import org.apache.spark.sql.connector.write.LogicalWriteInfo;
import org.apache.spark.sql.connector.write.SupportsTruncate;
import org.apache.spark.sql.connector.write.Write;
import org.apache.spark.sql.connector.write.WriteBuilder;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/** The table of tensors as DataSource V2 writes it: appended to, or truncated and written anew. */
public final class TensorTableProvider implements TableProvider {
  @Override
  public StructType inferSchema(CaseInsensitiveStringMap options) {
    return new StructType();
  }

  @Override
  public boolean supportsExternalMetadata() {
    return true;
  }

  @Override
  public Table getTable(
      StructType schema, Transform[] partitioning, Map<String, String> properties) {
    return new TensorTable();
  }

  private static final class TensorTable implements SupportsWrite {
    @Override
    public String name() {
      return "tensor-parquet";
    }

    @Override
    public Column[] columns() {
      return new Column[0];
    }

    @Override
    public Set<TableCapability> capabilities() {
      return Set.of(
          TableCapability.BATCH_WRITE, TableCapability.TRUNCATE, TableCapability.ACCEPT_ANY_SCHEMA);
    }

    @Override
    public WriteBuilder newWriteBuilder(LogicalWriteInfo info) {
      return new Builder(info);
    }
  }

  private static final class Builder implements SupportsTruncate {
    private final LogicalWriteInfo info;
    private ExistingTable existing = ExistingTable.KEPT;

    Builder(LogicalWriteInfo info) {
      this.info = info;
    }

    @Override
    public WriteBuilder truncate() {
      existing = ExistingTable.REPLACED;
      return this;
    }

    @Override
    public Write build() {
      SinkOptions options = SinkOptions.of(info.options());
      TensorColumns columns = TensorColumns.of(info.schema(), options);
      return new Write() {
        @Override
        public BatchWrite toBatch() {
          return new TensorBatchWrite(info.queryId(), options, columns, existing);
        }

        @Override
        public CustomMetric[] supportedCustomMetrics() {
          return Work.writerMetrics();
        }

        @Override
        public String description() {
          return Secrets.masked("tensor-parquet " + options.path());
        }
      };
    }
  }

  /** What becomes of a table that is there already. */
  enum ExistingTable {
    KEPT,
    REPLACED
  }
}
