package io.sparkmaxpool.source;

import io.sparkmaxpool.dataset.DatasetFormat;
import io.sparkmaxpool.dataset.InvalidOptionException;
import io.sparkmaxpool.dataset.Listing;
import io.sparkmaxpool.dataset.Split;
import io.sparkmaxpool.sql.FaultStruct;
import io.sparkmaxpool.text.Secrets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.connector.catalog.Column;
import org.apache.spark.sql.connector.catalog.MetadataColumn;
import org.apache.spark.sql.connector.catalog.SupportsMetadataColumns;
import org.apache.spark.sql.connector.catalog.SupportsRead;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2Relation;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import scala.Option;

/** An image dataset as a table. Its files are listed once, when first asked for. */
public final class ImageTable implements SupportsRead, SupportsMetadataColumns {
  private static final MetadataColumn[] HIDDEN = {
    new Hidden(ImageSchema.BAD_RECORD, FaultStruct.TYPE, "why the record has no image, or null"),
    new Hidden(ImageSchema.LENGTH, DataTypes.LongType, "bytes of the record's source")
  };

  private record Hidden(String name, DataType dataType, String comment) implements MetadataColumn {}

  private final DatasetFormat format;
  private final CaseInsensitiveStringMap given;
  private final Optional<List<Split>> part;
  private ImageOptions options;
  private Listing listing;

  /**
   * A table of these options. They are checked when it is first read: a table of a catalog with
   * wrong ones must still be there to be dropped.
   */
  ImageTable(DatasetFormat format, CaseInsensitiveStringMap given) {
    this(format, given, Optional.empty());
  }

  private ImageTable(
      DatasetFormat format, CaseInsensitiveStringMap given, Optional<List<Split>> part) {
    this.format = format;
    this.given = given;
    this.part = part;
  }

  private synchronized ImageOptions options() {
    if (options == null) {
      options = ImageOptions.of(given, format);
    }
    return options;
  }

  /**
   * The table behind a dataset that was loaded from one of the image data sources.
   *
   * @throws IllegalArgumentException if it was not
   */
  public static ImageTable of(Dataset<Row> images) {
    LogicalPlan plan =
        ((org.apache.spark.sql.classic.Dataset<Row>) images).queryExecution().analyzed();
    if (plan instanceof DataSourceV2Relation relation
        && relation.table() instanceof ImageTable table) {
      return table;
    }
    throw new IllegalArgumentException("not an image data source: " + plan);
  }

  /**
   * The dataset's files.
   *
   * @throws UncheckedIOException naming a path that does not exist, matches nothing or is none, or
   *     that cannot be listed
   * @throws InvalidOptionException for a value that an option of the format cannot have
   */
  public synchronized Listing listing() {
    if (listing == null) {
      try {
        Configuration conf = SparkSession.active().sessionState().newHadoopConf();
        listing =
            format.list(
                options().paths(),
                new DatasetFormat.ListOptions(options().layout(), options().own(), conf));
      } catch (IOException e) {
        throw new UncheckedIOException(e.getMessage(), e);
      } catch (InvalidOptionException e) {
        throw e;
      } catch (IllegalArgumentException e) {
        // Hadoop's word for a text that is no path.
        throw new UncheckedIOException(e.getMessage(), new IOException(e));
      }
    }
    return listing;
  }

  /** A part of the dataset, for queries: nothing but these splits of its files is read. */
  public Dataset<Row> only(List<Split> splits) {
    ImageTable table = new ImageTable(format, given, Optional.of(List.copyOf(splits)));
    table.listing = listing();
    return org.apache.spark.sql.classic.Dataset.ofRows(
        (org.apache.spark.sql.classic.SparkSession) SparkSession.active(),
        DataSourceV2Relation.create(table, Option.empty(), Option.empty()));
  }

  /** What tasks read, one a split. */
  List<Split> splits() {
    int parallelism = SparkSession.active().sparkContext().defaultParallelism();
    return part.orElseGet(() -> listing().split(options().splitBytes(), parallelism));
  }

  /** What a query sees; a dataset whose files know the dtype is listed for it. */
  StructType shown() {
    options();
    return ImageSchema.columns(format.dtype().or(() -> listing().dtype()));
  }

  @Override
  public String name() {
    return Secrets.masked(format.label() + " " + String.join(",", options().paths()));
  }

  @Override
  public Column[] columns() {
    return Arrays.stream(shown().fields())
        .map(field -> Column.create(field.name(), field.dataType(), field.nullable()))
        .toArray(Column[]::new);
  }

  @Override
  public Set<TableCapability> capabilities() {
    return Set.of(TableCapability.BATCH_READ);
  }

  @Override
  public MetadataColumn[] metadataColumns() {
    return HIDDEN.clone();
  }

  @Override
  public ScanBuilder newScanBuilder(CaseInsensitiveStringMap ignored) {
    return new ImageScan.Builder(this, options());
  }
}
