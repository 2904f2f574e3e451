package io.sparkmaxpool.job;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.regexp_replace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkmaxpool.dataset.InputFile;
import io.sparkmaxpool.dataset.Listing;
import io.sparkmaxpool.parquet.Footer;
import io.sparkmaxpool.sink.TableDirectory;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Whether a job may write where its output is to go. */
final class ExistingOutput {
  /** What an append must have in common with the table, of the spec's sections. */
  private static final List<String> SAME = List.of("pool", "output");

  /** What of it may differ. */
  private static final List<String> FREE = List.of("path", "mode", "row-group-size", "file-size");

  private final SparkSession spark;
  private final JobSpec spec;

  ExistingOutput(SparkSession spark, JobSpec spec) {
    this.spark = spark;
    this.spec = spec;
  }

  /**
   * The directory of a job's output.
   *
   * @throws JobException with {@link ExitCode#USAGE} if its path is none
   */
  static TableDirectory directory(SparkSession spark, JobSpec spec) {
    try {
      return TableDirectory.at(spec.output().path(), spark.sessionState().newHadoopConf());
    } catch (IllegalArgumentException | IOException e) {
      throw new JobException(ExitCode.USAGE, "output.path: " + e.getMessage(), e);
    }
  }

  /**
   * Looks at what is there.
   *
   * @throws JobException with {@link ExitCode#USAGE} where the mode forbids it
   */
  void check(Listing listing) throws IOException {
    String path = spec.output().path();
    TableDirectory table = directory(spark, spec);
    switch (table.state()) {
      case ABSENT, UNFINISHED -> {}
      case FOREIGN ->
          throw refused("output.path: %s: not a table, %s".formatted(path, table.foreign()));
      case FINISHED -> {
        if (spec.output().mode() == WriteMode.ERROR_IF_EXISTS) {
          throw refused(
              "output.path: %s: exists already; --mode overwrite, append or ignore says what to do"
                  .formatted(path));
        }
        if (spec.output().mode() == WriteMode.APPEND) {
          requireSameSpec(table);
          requireOneShape(listing);
          requireNewKeys(table, listing);
        }
      }
    }
  }

  private void requireSameSpec(TableDirectory table) throws IOException {
    ObjectMapper json = new ObjectMapper();
    JsonNode old = json.readTree(table.run()).path("spec");
    JsonNode now = json.readTree(spec.toJson());
    for (String section : SAME) {
      now.path(section)
          .properties()
          .forEach(
              entry -> {
                JsonNode before = old.path(section).path(entry.getKey());
                if (!FREE.contains(entry.getKey()) && !entry.getValue().equals(before)) {
                  throw refused(
                      "output.mode: append: the table at %s was written with %s.%s %s, not %s"
                          .formatted(
                              table.path(), section, entry.getKey(), before, entry.getValue()));
                }
              });
    }
  }

  /**
   * The shapes of the table are not compared with those to come, so the format must guarantee them.
   */
  private void requireOneShape(Listing listing) {
    if (spec.footer() == Footer.ARROW && !spec.isOneShape()) {
      throw refused(
          "output.mode: append: footer arrow needs one shape, which format %s does not guarantee: use footer: none"
              .formatted(listing.format().label()));
    }
  }

  /** Keys of records are those of their files, so files are enough to compare. */
  private void requireNewKeys(TableDirectory table, Listing listing) throws IOException {
    Set<String> files = new HashSet<>();
    for (InputFile file : listing.files()) {
      files.add(file.key());
    }
    String ordinal = listing.recordBytes() > 0 ? "#[0-9]+$" : "$^";
    Dataset<Row> keys = spark.read().parquet(table.path().toString()).select("key");
    if (table.hasBadRecords()) {
      Path bad = new Path(table.path(), TableDirectory.BAD_RECORDS);
      keys = keys.union(spark.read().parquet(bad.toString()).select("key"));
    }
    keys.select(regexp_replace(col("key"), ordinal, "").as("file"))
        .distinct()
        .as(Encoders.STRING())
        .toLocalIterator()
        .forEachRemaining(
            file -> {
              if (files.contains(file)) {
                throw refused(
                    "output.mode: append: the table at %s has the records of %s already"
                        .formatted(table.path(), file));
              }
            });
  }

  private static JobException refused(String line) {
    return new JobException(ExitCode.USAGE, line);
  }
}
