package io.sparkmaxpool.sink;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SQLContext;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.sources.BaseRelation;
import org.apache.spark.sql.sources.CreatableRelationProvider;
import org.apache.spark.sql.sources.DataSourceRegister;
import org.apache.spark.sql.types.StructType;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The format {@code tensor-parquet}: {@code df.write().format("tensor-parquet").save(path)}, with
 * Spark's four save modes. The columns are {@link TensorColumns}, the options {@link SinkOptions}.
 *
 * <p>Spark's DataSource V2 knows only append and overwrite for a path, so this class, of the older
 * interface, looks at what is there and then hands over to {@link TensorTableProvider}.
 */
public final class TensorParquetSource implements CreatableRelationProvider, DataSourceRegister {
  private static final String PARTITION_COLUMNS = "__partition_columns";

  @Override
  public String shortName() {
    return "tensor-parquet";
  }

  @Override
  public BaseRelation createRelation(
      SQLContext context,
      SaveMode mode,
      scala.collection.immutable.Map<String, String> parameters,
      Dataset<Row> rows) {
    Map<String, String> options = new HashMap<>(CollectionConverters.asJava(parameters));
    String partitionColumns = options.remove(PARTITION_COLUMNS);
    if (partitionColumns != null) {
      options.put("partition-by", partitionBy(partitionColumns));
    }
    if (permits(mode, options.get("path"), context.sparkSession().sessionState().newHadoopConf())) {
      rows.write()
          .format(TensorTableProvider.class.getName())
          .options(options)
          .option("only-new", mode == SaveMode.ErrorIfExists || mode == SaveMode.Ignore)
          .mode(mode == SaveMode.Append ? SaveMode.Append : SaveMode.Overwrite)
          .save();
    }
    return new Written(context, rows.schema());
  }

  /** Whether to write; fails where the mode forbids what is there. */
  private static boolean permits(SaveMode mode, String path, Configuration conf) {
    if (path == null) {
      throw new IllegalArgumentException("tensor-parquet: option path is missing");
    }
    try {
      TableDirectory directory = TableDirectory.at(path, conf);
      directory.requireNothingForeign();
      if (mode == SaveMode.ErrorIfExists) {
        directory.requireUnfinished();
        directory.requireNoBatches();
      }
      return mode != SaveMode.Ignore || !directory.standing().isFinished();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String partitionBy(String json) {
    try {
      return String.join(",", new ObjectMapper().readValue(json, String[].class));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("partition columns: " + json, e);
    }
  }

  /** What Spark wants back; nobody reads it. */
  private static final class Written extends BaseRelation {
    private final SQLContext context;
    private final StructType schema;

    Written(SQLContext context, StructType schema) {
      this.context = context;
      this.schema = schema;
    }

    @Override
    public SQLContext sqlContext() {
      return context;
    }

    @Override
    public StructType schema() {
      return schema;
    }
  }
}
