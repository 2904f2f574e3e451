package io.sparkmaxpool.sink;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What ran: what the caller knows of a run, then what the sink counted. */
final class RunReport {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String RUNS = "runs";
  private static final String BATCHES = "batches";
  private static final String BYTES_WRITTEN = "bytes_written";
  private static final String SECONDS = "seconds";
  private static final String RATE = "records_per_second";
  private static final String KERNEL = "kernel";
  private static final String BETWEEN_KERNELS = ", ";
  private static final double MILLIS = 1e3;

  private RunReport() {}

  /**
   * The content of {@code _run.json}: of batches the sums, of runs the last one, and under {@code
   * runs} all of them, if there were several.
   *
   * @param commits all of the table; at least one
   */
  static String json(List<Ledger.Entry> commits) {
    ObjectNode report = commits.get(commits.size() - 1).run().deepCopy();
    if (commits.stream().anyMatch(commit -> commit.inputs().isPresent())) {
      addUp(commits, report);
    } else if (commits.size() > 1) {
      ArrayNode runs = report.putArray(RUNS);
      commits.forEach(commit -> runs.add(commit.run()));
    }
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(report) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot be told as JSON: " + report, e);
    }
  }

  private static void addUp(List<Ledger.Entry> commits, ObjectNode report) {
    Counts counts = Ledger.counts(commits);
    long bytes = 0;
    double seconds = 0;
    Set<String> kernels = new TreeSet<>();
    for (Ledger.Entry commit : commits) {
      bytes += commit.run().path(BYTES_WRITTEN).asLong();
      seconds += commit.run().path(SECONDS).asDouble();
      kernels.addAll(List.of(commit.run().path(KERNEL).asText().split(BETWEEN_KERNELS)));
    }
    put(report, counts, bytes, seconds, kernels);
    report.put(BATCHES, commits.size());
  }

  /**
   * What one commit tells of itself.
   *
   * @param run a JSON object whose entries come first
   * @param total what all its tasks wrote
   * @param retried bad records of earlier commits that it read again
   * @param millis how long it took
   */
  static ObjectNode of(String run, Tally total, long retried, long millis) {
    ObjectNode report;
    try {
      report = (ObjectNode) JSON.readTree(run);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not a JSON object: " + run, e);
    }
    put(
        report,
        total.counts(retried),
        total.bytes(),
        Math.max(1, millis) / MILLIS,
        total.kernels());
    ObjectNode versions = report.putObject("versions");
    String version = RunReport.class.getPackage().getImplementationVersion();
    versions.put("spark-maxpool", version == null ? "unreleased" : version);
    versions.put("spark", org.apache.spark.package$.MODULE$.SPARK_VERSION());
    versions.put("java", Runtime.version().toString());
    return report;
  }

  private static void put(
      ObjectNode report, Counts counts, long bytes, double seconds, Set<String> kernels) {
    counts.putInto(report);
    report.put(BYTES_WRITTEN, bytes);
    report.put(SECONDS, seconds);
    report.put(RATE, Math.round(counts.read() / seconds));
    report.put(KERNEL, String.join(BETWEEN_KERNELS, kernels));
  }
}
