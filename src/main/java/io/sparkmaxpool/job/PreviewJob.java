package io.sparkmaxpool.job;

import io.sparkmaxpool.preview.ContactSheet;
import io.sparkmaxpool.preview.TableFacts;
import io.sparkmaxpool.preview.TableFacts.Bad;
import io.sparkmaxpool.preview.TableFacts.BadRecords;
import io.sparkmaxpool.sink.TableDirectory;
import io.sparkmaxpool.text.Secrets;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Makes a {@link ContactSheet} of a finished table. */
public final class PreviewJob {
  private static final String TABLE = "TABLE";

  private final SparkSession spark;

  /** A job in a session that has {@link io.sparkmaxpool.sql.MaxPoolExtensions}. */
  public PreviewJob(SparkSession spark) {
    this.spark = spark;
  }

  /**
   * Makes a page. The table is as it was before.
   *
   * @throws JobException with {@link ExitCode#USAGE}, if there is no such table, or the page may
   *     not be where it is to go
   */
  public PreviewResult run(PreviewSpec spec) throws IOException {
    return new JobName("preview", "preview: " + spec.table()).run(spark, () -> show(spec));
  }

  private PreviewResult show(PreviewSpec spec) throws IOException {
    Configuration conf = spark.sessionState().newHadoopConf();
    TableDirectory directory = PooledTable.directory(TABLE, spec.table(), conf);
    if (directory.state() == TableDirectory.State.FOREIGN) {
      throw refused(spec, "not a table: " + directory.foreign());
    }
    PooledTable table = PooledTable.open(spark, TABLE, spec.table());
    PreviewFile file = PreviewFile.of(directory, spec.output(), conf);
    Optional<EventFile> events =
        spec.tensorBoard().isPresent()
            ? Optional.of(
                EventFile.in(
                    spec.tensorBoard().get().directory(), "--tensorboard", directory, conf))
            : Optional.empty();
    TableRuns runs = runs(spec, directory);
    RunInputs inputs = new RunInputs(runs.specs(), conf);
    PreviewSample sample = PreviewSample.of(table, inputs, spec.records());
    ContactSheet sheet =
        new ContactSheet(
            new TableFacts(
                Secrets.masked(directory.path().toString()),
                operation(runs, table),
                sample.classes(),
                bad(directory, runs),
                runs.parameters(),
                runs.figures()),
            spec.columns());
    sample.forEach(sheet::add);
    sample.note().ifPresent(sheet::note);
    inputs.notes().stream().map(Secrets::masked).forEach(sheet::note);
    byte[] page = sheet.html();
    file.write(page);
    Optional<TensorBoardResult> shown =
        events.isPresent()
            ? Optional.of(
                new TensorBoardJob(table, runs, conf)
                    .run(events.get(), spec.tensorBoard().orElseThrow().records()))
            : Optional.empty();
    return new PreviewResult(
        spec.output().isPresent() ? file.path().toString() : PreviewFile.placeIn(spec.table()),
        sample.size(),
        inputs.found(),
        sample.classes().stream().mapToLong(TableFacts.ClassOf::records).sum(),
        page.length,
        shown);
  }

  private static TableRuns runs(PreviewSpec spec, TableDirectory directory) throws IOException {
    try {
      return new TableRuns(directory.run());
    } catch (FileNotFoundException e) {
      throw refused(spec, "has no _run.json, which tells what ran");
    } catch (IllegalArgumentException e) {
      throw refused(spec, e.getMessage());
    }
  }

  private static String operation(TableRuns runs, PooledTable table) {
    List<JobSpec> specs = runs.specs();
    return specs.isEmpty()
        ? table.pool().path("op").asText()
        : specs.get(specs.size() - 1).pool().operation().toString();
  }

  private BadRecords bad(TableDirectory directory, TableRuns runs) throws IOException {
    List<Bad> some = new ArrayList<>();
    // File by file: of their directory, Spark would warn that its name is that of something hidden.
    String[] files =
        directory.badRecordFiles().stream()
            .map(file -> LiteralPath.of(file.toString()))
            .toArray(String[]::new);
    if (files.length > 0) {
      for (Row row :
          spark
              .read()
              .parquet(files)
              .orderBy(PreviewSample.KEYS_IN_ORDER)
              .limit(ContactSheet.MOST_BAD_RECORDS)
              .select("key", "stage", "error", "message")
              .collectAsList()) {
        String reason = row.getString(1) + ": " + row.getString(2);
        some.add(new Bad(row.getString(0), reason, row.getString(3)));
      }
    }
    return new BadRecords(runs.bad(), some);
  }

  private static JobException refused(PreviewSpec spec, String rule) {
    return new JobException(ExitCode.USAGE, "%s: %s: %s".formatted(TABLE, spec.table(), rule));
  }
}
