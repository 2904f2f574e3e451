package io.sparkmaxpool.job;

import com.fasterxml.jackson.databind.JsonNode;
import io.sparkmaxpool.pooling.Pool2d;
import io.sparkmaxpool.sink.Counts;
import io.sparkmaxpool.sink.DataFile;
import io.sparkmaxpool.sink.Ledger;
import io.sparkmaxpool.sink.TableDirectory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Holds a finished table against its own ledger: the files, every byte of them, what their rows
 * are, that each record is in one of the two tables and once, and some records computed again.
 */
public final class VerifyJob {
  private static final String TABLE = "TABLE";
  private static final int FILES_A_TASK = 4;

  private final SparkSession spark;
  private final List<String> lines = new ArrayList<>();
  private final List<String> faults = new ArrayList<>();

  /** A job in a session that has {@link io.sparkmaxpool.sql.MaxPoolExtensions}. */
  public VerifyJob(SparkSession spark) {
    this.spark = spark;
  }

  /**
   * Looks at a table; changes nothing.
   *
   * @throws JobException with {@link ExitCode#USAGE}, if there is no finished table with a ledger
   */
  public VerifyResult run(VerifySpec spec) throws IOException {
    return new JobName("verify", "verify: " + spec.table()).run(spark, () -> verify(spec));
  }

  private VerifyResult verify(VerifySpec spec) throws IOException {
    Configuration conf = spark.sessionState().newHadoopConf();
    TableDirectory table = PooledTable.directory(TABLE, spec.table(), conf);
    List<Ledger.Entry> entries = table.ledger().entries();
    if (entries.isEmpty()) {
      throw new JobException(
          ExitCode.USAGE,
          "%s: %s: it has no ledger, which tells what was written".formatted(TABLE, spec.table()));
    }
    if (table.state() == TableDirectory.State.FOREIGN) {
      faults.add(table.foreign() + ", which no table has");
    }
    if (!table.isMarked()) {
      faults.add("_SUCCESS: is not there");
    }
    for (Ledger.Entry entry : entries) {
      if (entry.inputs().isPresent() && !table.ledger().hasInputs(entry.inputs().get())) {
        faults.add(
            "_ledger/%s: is not there: it lists what was read".formatted(entry.inputs().get()));
      }
    }
    Map<String, DataFile> files = table.ledger().files();
    compareNames(table, files);
    Counts counts = Ledger.counts(entries);
    compareReport(table, entries, counts);
    checkFiles(table, asWritten(table, files));
    // Rows of files that are not as they were written tell nothing of the job.
    if (faults.isEmpty()) {
      checkRows(spec, table, files, counts, conf);
    } else {
      lines.add(line("rows", "not looked at: files are not as they were written"));
    }
    requireStill(table, entries.size());
    lines.add(line("verdict", faults.isEmpty() ? "no fault" : "%,d faults", faults.size()));
    return new VerifyResult(lines, faults);
  }

  /** What a job changes meanwhile is no fault. */
  private static void requireStill(TableDirectory table, int commits) throws IOException {
    boolean isUnfinished = table.state() == TableDirectory.State.UNFINISHED;
    if (isUnfinished || table.ledger().size() != commits) {
      throw new JobException(
          ExitCode.FAILED, "%s: %s: a job writes to it: verify it again".formatted(TABLE, table));
    }
  }

  /** The files that are there with as many bytes as were written: the others are told already. */
  private static List<DataFile> asWritten(TableDirectory table, Map<String, DataFile> files)
      throws IOException {
    Map<String, Long> there = table.dataFiles();
    return files.values().stream()
        .filter(file -> Long.valueOf(file.bytes()).equals(there.get(file.path())))
        .toList();
  }

  private void compareNames(TableDirectory table, Map<String, DataFile> files) throws IOException {
    Map<String, Long> there = table.dataFiles();
    for (DataFile file : files.values()) {
      Long bytes = there.get(file.path());
      if (bytes == null) {
        faults.add("%s: is not there: %d rows are lost".formatted(file.path(), file.rows()));
      } else if (bytes != file.bytes()) {
        faults.add(
            "%s: has %d bytes, but %d were written".formatted(file.path(), bytes, file.bytes()));
      }
    }
    for (String path : there.keySet()) {
      if (!files.containsKey(path)) {
        faults.add("%s: is there, but no commit has written it".formatted(path));
      }
    }
    lines.add(
        line(
            "files",
            "%,d of %,d bytes, of %,d commits",
            files.size(),
            files.values().stream().mapToLong(DataFile::bytes).sum(),
            table.ledger().size()));
  }

  private void compareReport(TableDirectory table, List<Ledger.Entry> entries, Counts counts)
      throws IOException {
    if (!table.hasRun(table.expectedRun())) {
      faults.add("_run.json: is not what the ledger makes it");
    }
    if (counts.read() != counts.written() + counts.bad()) {
      faults.add(
          "counts: %d records were read, but %d written and %d bad"
              .formatted(counts.read(), counts.written(), counts.bad()));
    }
    Planned planned = planned(entries);
    if (planned.most() >= 0 && !planned.has(counts.read()) && !hasUnreadable(counts)) {
      faults.add(
          "counts: the input had %d records, but %d were read"
              .formatted(planned.most(), counts.read()));
    }
    lines.add(
        line(
            "records",
            "%,d read: %,d written, %,d bad",
            counts.read(),
            counts.written(),
            counts.bad()));
  }

  /**
   * How many records were to be read.
   *
   * @param least by the listings; -1 where that was not told
   * @param most with what was found in repaired files, which the listings may have counted or not
   */
  private record Planned(long least, long most) {
    boolean has(long read) {
      return least <= read && read <= most;
    }
  }

  private static Planned planned(List<Ledger.Entry> entries) {
    long listed = 0;
    long found = 0;
    for (Ledger.Entry entry : entries) {
      JsonNode records = entry.run().at("/input/records");
      if (records.isMissingNode()) {
        return new Planned(-1, -1);
      }
      Counts counts = Counts.of(entry.run());
      if (entry.replaced().isEmpty()) {
        listed += records.asLong();
      } else {
        found += counts.read() - counts.retried();
      }
    }
    return new Planned(listed, listed + found);
  }

  /** Whether a record that could not be read stands for several, or a file has changed since. */
  private static boolean hasUnreadable(Counts counts) {
    return counts.badByReason().keySet().stream()
        .anyMatch(reason -> reason.endsWith(": unreadable") || reason.equals("read: truncated"));
  }

  private void checkFiles(TableDirectory table, List<DataFile> files) {
    List<String> json = files.stream().map(JobSpec::json).toList();
    JavaSparkContext context = new JavaSparkContext(spark.sparkContext());
    faults.addAll(
        context
            .parallelize(json, Math.max(1, json.size() / FILES_A_TASK))
            .flatMap(
                new FileCheck(
                        table.path().toString(),
                        context.broadcast(
                            new SerializableConfiguration(spark.sessionState().newHadoopConf())))
                    ::call)
            .collect());
    lines.add(line("bytes", "%,d files read whole, for their CRC-32C and rows", files.size()));
  }

  private void checkRows(
      VerifySpec spec,
      TableDirectory directory,
      Map<String, DataFile> files,
      Counts counts,
      Configuration conf)
      throws IOException {
    PooledTable table = PooledTable.ofAnyOperation(spark, TABLE, spec.table());
    TableRuns runs = new TableRuns(directory.run());
    Optional<Pool2d> pool =
        runs.specs().stream().findFirst().map(first -> first.pool().operation());
    List<String> wrong = new RowCheck(spark, table, pool, directory).faults(counts, files);
    faults.addAll(wrong);
    if (wrong.isEmpty()) {
      lines.add(line("rows", "keys unique, counts, shapes and lengths as they have to be"));
    }
    if (pool.isEmpty()) {
      lines.add(line("sample", "none: not a table of pooled images"));
      return;
    }
    RunInputs inputs = new RunInputs(runs.specs(), conf);
    VerifySample sample = new VerifySample(table, inputs);
    sample.compare(spec.sample());
    boolean isUnchanged = runs.isInputUnchanged(conf);
    for (String key : sample.different()) {
      String fault = "%s: computed again from its input, it has other values".formatted(key);
      if (isUnchanged) {
        faults.add(fault);
      } else {
        lines.add(line("note", "%s; the input has changed since", fault));
      }
    }
    lines.add(
        line(
            "sample",
            "%,d records computed again with the reference kernel and found the same%s",
            sample.same(),
            sample.gone() == 0 ? "" : ", %,d have no input any more".formatted(sample.gone())));
  }

  private static String line(String name, String format, Object... arguments) {
    return "%-8s ".formatted(name) + String.format(Locale.ROOT, format, arguments);
  }
}
