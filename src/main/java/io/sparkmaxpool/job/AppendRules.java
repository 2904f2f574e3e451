package io.sparkmaxpool.job;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.regexp_replace;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkmaxpool.dataset.FileRecords;
import io.sparkmaxpool.dataset.InputFile;
import io.sparkmaxpool.dataset.Listing;
import io.sparkmaxpool.sink.TableDirectory;
import io.sparkmaxpool.tensor.Shape;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** What an append must have in common with the table that is there. */
final class AppendRules {
  /** What it must have in common, of the spec's sections. */
  private static final List<String> SAME = List.of("pool", "output");

  private final SparkSession spark;
  private final JobSpec spec;

  AppendRules(SparkSession spark, JobSpec spec) {
    this.spark = spark;
    this.spec = spec;
  }

  /**
   * Compares a job with a table.
   *
   * @param shapes what its images become
   * @param oneShape whether that is one shape, for certain
   * @throws JobException with {@link ExitCode#USAGE} where they do not go together
   */
  void check(
      TableDirectory table, Listing listing, List<PoolPlan.PooledShape> shapes, boolean oneShape)
      throws IOException {
    if (table.ledger().isOfBatches()) {
      throw refused(
          "output.mode: append: the table at %s was written with --resume, which adds new files, too"
              .formatted(table.path()));
    }
    requireSameSpec(table);
    if (spec.footer().tellsShape()) {
      if (!oneShape) {
        throw refused(
            "output.mode: append: footer %s needs one shape, which format %s does not guarantee: use footer: none"
                .formatted(spec.footer().label(), listing.format().label()));
      }
      requireShape(table, shapes);
    }
    requireNewKeys(table, listing);
  }

  private void requireSameSpec(TableDirectory table) throws IOException {
    SpecDifferences differences =
        new SpecDifferences(new ObjectMapper().readTree(table.run()).path("spec"), spec);
    for (String section : SAME) {
      for (String difference : differences.in(section)) {
        throw refused(
            "output.mode: append: the table at %s was written with %s"
                .formatted(table.path(), difference));
      }
    }
  }

  /** The table's one shape is that of the tensors to come. */
  void requireShape(TableDirectory table, List<PoolPlan.PooledShape> shapes) {
    Dataset<Row> old =
        spark.read().parquet(LiteralPath.of(table.path().toString())).select("shape").limit(1);
    for (Row row : old.collectAsList()) {
      Shape its = Shape.of(row.<Integer>getList(0).stream().mapToInt(Integer::intValue).toArray());
      for (PoolPlan.PooledShape shape : shapes) {
        if (shape.output() != null && !shape.output().equals(its)) {
          throw refused(
              "output.footer: %s needs one shape, but the table at %s has %s and %s would have %s"
                  .formatted(
                      spec.footer().label(), table.path(), its, shape.key(), shape.output()));
        }
      }
    }
  }

  /** Keys of records are those of their files, so files are enough to compare. */
  private void requireNewKeys(TableDirectory table, Listing listing) throws IOException {
    Set<String> files = new HashSet<>();
    for (InputFile file : listing.files()) {
      files.add(file.key());
    }
    Set<FileRecords.Keys> kinds =
        listing.files().stream().map(file -> file.records().keys()).collect(Collectors.toSet());
    Dataset<Row> keys = spark.read().parquet(LiteralPath.of(table.path().toString())).select("key");
    if (table.hasBadRecords()) {
      Path bad = new Path(table.path(), TableDirectory.BAD_RECORDS);
      keys = keys.union(spark.read().parquet(LiteralPath.of(bad.toString())).select("key"));
    }
    keys.select(file(kinds).as("file"))
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

  /** What of a record's key can be its file's. */
  private static Column file(Set<FileRecords.Keys> kinds) {
    if (kinds.contains(FileRecords.Keys.NAMED)) {
      // Names of shards and of their records can have the mark in them.
      return expr(
          "explode(transform(sequence(1, size(split(key, '#'))), n -> substring_index(key, '#', n)))");
    }
    return kinds.contains(FileRecords.Keys.NUMBERED)
        ? regexp_replace(col("key"), "#[0-9]+$", "")
        : col("key");
  }

  private static JobException refused(String line) {
    return new JobException(ExitCode.USAGE, line);
  }
}
