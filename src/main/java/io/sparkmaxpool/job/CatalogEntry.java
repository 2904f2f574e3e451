package io.sparkmaxpool.job;

import io.sparkmaxpool.parquet.FileParameters;
import io.sparkmaxpool.sink.TableDirectory;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.connector.catalog.CatalogManager;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.connector.catalog.SupportsNamespaces;
import org.apache.spark.sql.connector.catalog.TableCatalog;

/**
 * The entry of a job's output in Spark's catalog: an external table of plain Parquet files, so that
 * who reads it needs to know neither its path nor our jar.
 */
public final class CatalogEntry {
  /** Spark's own catalog; others have formats of their own. */
  private static final String SESSION_CATALOG = "spark_catalog";

  private final SparkSession spark;
  private final WriteMode mode;
  private final TableName name;
  private final Path location;
  private final TableCatalog catalog;
  private final Identifier identifier;

  private CatalogEntry(SparkSession spark, WriteMode mode, TableName name, Path location) {
    this.spark = spark;
    this.mode = mode;
    this.name = name;
    this.location = location;
    this.catalog = (TableCatalog) spark.sessionState().catalogManager().catalog(SESSION_CATALOG);
    this.identifier = identifier();
  }

  /**
   * The entry that an output is to have, if it is to have one.
   *
   * @throws JobException with {@link ExitCode#USAGE} if its name is in another catalog, or in no
   *     database
   */
  static Optional<CatalogEntry> of(SparkSession spark, OutputSpec output, TableDirectory table) {
    return output.table().map(name -> new CatalogEntry(spark, output.mode(), name, table.path()));
  }

  /**
   * A line that warns of an entry that nobody will see: Spark's catalog is in memory, unless it is
   * Hive's, and ends with the session.
   */
  public static Optional<String> warning(SparkSession spark, OutputSpec output) {
    boolean isKept =
        spark.conf().get("spark.sql.catalogImplementation", "in-memory").equals("hive");
    return output
        .table()
        .filter(name -> !isKept)
        .map(
            name ->
                "note     the name %s ends with this run: Spark's catalog is in memory, spark.sql.catalogImplementation=hive keeps it"
                    .formatted(name));
  }

  private Identifier identifier() {
    List<String> parts = name.parts();
    CatalogManager catalogs = spark.sessionState().catalogManager();
    // Spark takes the first of two parts for a catalog where there is one of that name.
    boolean isTwoOfCatalog = parts.size() == 2 && catalogs.isCatalogRegistered(parts.get(0));
    String its =
        parts.size() == 3 || isTwoOfCatalog ? parts.get(0) : spark.catalog().currentCatalog();
    if (isTwoOfCatalog || !its.equalsIgnoreCase(SESSION_CATALOG)) {
      throw refused(
          "in the catalog %s: a table of plain Parquet files is %s.<database>.<table>"
              .formatted(its, SESSION_CATALOG));
    }
    String database =
        parts.size() == 1 ? spark.catalog().currentDatabase() : parts.get(parts.size() - 2);
    if (!((SupportsNamespaces) catalog).namespaceExists(new String[] {database})) {
      throw refused("no database " + database);
    }
    return Identifier.of(new String[] {database}, parts.get(parts.size() - 1));
  }

  /**
   * Looks whether the output may have its name.
   *
   * @throws JobException with {@link ExitCode#USAGE} if something else has it
   */
  void check() {
    Optional<Map<String, String>> holder = holder();
    if (holder.isEmpty()) {
      return;
    }
    if (mode == WriteMode.ERROR_IF_EXISTS) {
      throw refused(
          "exists already, %s; --mode says what to do with it, e.g. overwrite"
              .formatted(place(holder.get())));
    }
    boolean isOurs = isExternal(holder.get()) && holder.get().containsKey(FileParameters.KEY);
    if (!isHere(holder.get()) && !(mode == WriteMode.OVERWRITE && isOurs)) {
      throw refused(
          "is something else already, %s: choose another name, or drop it"
              .formatted(place(holder.get())));
    }
  }

  /**
   * Registers the output, which is a finished table: makes the entry, or brings the one that is
   * there up to date.
   *
   * @throws JobException with {@link ExitCode#FAILED} if that fails
   */
  void register() {
    try {
      // Others may have taken the name since.
      check();
      if (mode == WriteMode.OVERWRITE) {
        catalog.dropTable(identifier);
      }
      if (!catalog.tableExists(identifier)) {
        create();
      }
      boolean isPartitioned = catalog.loadTable(identifier).partitioning().length > 0;
      if (isPartitioned && spark.sessionState().conf().manageFilesourcePartitions()) {
        spark.catalog().recoverPartitions(quoted());
      }
      spark.catalog().refreshTable(quoted());
    } catch (Exception e) {
      // Spark throws checked exceptions that it does not declare.
      throw new JobException(
          ExitCode.FAILED,
          "the table at %s is complete, but not registered as %s: %s"
              .formatted(
                  location, name, String.valueOf(e.getMessage()).lines().findFirst().orElse("")),
          e);
    }
  }

  private void create() {
    Dataset<Row> rows = PooledTable.rows(spark, location.toString());
    List<String> partitions = partitionColumns(rows);
    spark.sql(
        "CREATE TABLE %s (%s) USING parquet %s LOCATION :location TBLPROPERTIES ('%s' = '1')"
            .formatted(
                quoted(),
                rows.schema().toDDL(),
                partitions.isEmpty()
                    ? ""
                    : "PARTITIONED BY (%s)".formatted(String.join(", ", partitions)),
                FileParameters.KEY),
        Map.of("location", location.toString()));
  }

  /** The columns that are directories, outermost first. */
  private List<String> partitionColumns(Dataset<Row> rows) {
    List<String> columns = new ArrayList<>();
    Path file = new Path(URI.create(rows.inputFiles()[0]));
    for (Path each = file.getParent(); !each.equals(location); each = each.getParent()) {
      columns.add(0, each.getName().substring(0, each.getName().indexOf('=')));
    }
    return columns;
  }

  /** The properties of what has the name now. */
  private Optional<Map<String, String>> holder() {
    if (!catalog.tableExists(identifier)) {
      return Optional.empty();
    }
    try {
      return Optional.of(catalog.loadTable(identifier).properties());
    } catch (NoSuchTableException e) {
      // A view.
      return Optional.of(Map.of());
    }
  }

  /** Whether what has the name is a table of the output's files that does not own them. */
  private boolean isHere(Map<String, String> holder) {
    String its = holder.get(TableCatalog.PROP_LOCATION);
    return its != null && new Path(its).equals(location) && isExternal(holder);
  }

  /** Dropping a table that owns its files deletes them. */
  private static boolean isExternal(Map<String, String> holder) {
    return holder.containsKey(TableCatalog.PROP_EXTERNAL);
  }

  private static String place(Map<String, String> holder) {
    String its = holder.get(TableCatalog.PROP_LOCATION);
    return its == null ? "without files" : "at " + its;
  }

  private String quoted() {
    return Stream.of(SESSION_CATALOG, identifier.namespace()[0], identifier.name())
        .map(part -> "`" + part + "`")
        .collect(Collectors.joining("."));
  }

  private JobException refused(String rule) {
    return new JobException(ExitCode.USAGE, "output.table: %s: %s".formatted(name, rule));
  }
}
