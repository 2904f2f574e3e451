package io.sparkmaxpool.source;

import io.sparkmaxpool.dataset.DatasetFormat;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCatalog;
import org.apache.spark.sql.connector.catalog.TableProvider;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.sources.DataSourceRegister;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * A dataset format as a Spark data source: columns {@code key, label, label_name, image}, and the
 * hidden {@code _bad_record}. The options are {@link ImageOptions}.
 */
abstract class ImageSource implements TableProvider, DataSourceRegister {
  private final DatasetFormat format;

  ImageSource(DatasetFormat format) {
    this.format = format;
  }

  /** {@code cifar10}. */
  public static final class Cifar10 extends ImageSource {
    public Cifar10() {
      super(DatasetFormat.CIFAR10);
    }
  }

  /** {@code cifar100}. */
  public static final class Cifar100 extends ImageSource {
    public Cifar100() {
      super(DatasetFormat.CIFAR100);
    }
  }

  /** {@code image-folder}. */
  public static final class ImageFolder extends ImageSource {
    public ImageFolder() {
      super(DatasetFormat.IMAGE_FOLDER);
    }
  }

  /** {@code mnist}. */
  public static final class Mnist extends ImageSource {
    public Mnist() {
      super(DatasetFormat.MNIST);
    }
  }

  /** {@code npy}. */
  public static final class Npy extends ImageSource {
    public Npy() {
      super(DatasetFormat.NPY);
    }
  }

  /** {@code webdataset}. */
  public static final class WebDataset extends ImageSource {
    public WebDataset() {
      super(DatasetFormat.WEBDATASET);
    }
  }

  /** {@code tfrecord}. */
  public static final class TfRecord extends ImageSource {
    public TfRecord() {
      super(DatasetFormat.TFRECORD);
    }
  }

  @Override
  public String shortName() {
    return format.label();
  }

  @Override
  public StructType inferSchema(CaseInsensitiveStringMap options) {
    // Where only the files know the dtype, the table says so in its columns, which Spark takes:
    // what
    // is inferred here is not used, and must not list them a second time.
    return ImageSchema.columns(format.dtype());
  }

  @Override
  public Table getTable(
      StructType schema, Transform[] partitioning, Map<String, String> properties) {
    return new ImageTable(format, options(properties));
  }

  /**
   * The options among the properties of a table. One of a catalog has others too, its owner, say,
   * and what the user calls table properties; its options have a prefix.
   */
  private static CaseInsensitiveStringMap options(Map<String, String> properties) {
    if (!properties.containsKey(TableCatalog.PROP_PROVIDER)) {
      return new CaseInsensitiveStringMap(properties);
    }
    Map<String, String> options = new HashMap<>();
    properties.forEach(
        (key, value) -> {
          if (key.equals("path")) {
            options.put(key, value);
          } else if (key.startsWith(TableCatalog.OPTION_PREFIX)) {
            options.put(key.substring(TableCatalog.OPTION_PREFIX.length()), value);
          }
        });
    return new CaseInsensitiveStringMap(options);
  }
}
