package io.sparkmaxpool.sink;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * The content of {@code _run.json}: what the caller knows of the run, then what the sink counted.
 */
final class RunReport {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String RUNS = "runs";
  private static final double MILLIS = 1e3;

  private RunReport() {}

  /**
   * The JSON text. Where the run added to a table, {@code runs} lists all runs, this one last.
   *
   * @param before the table's report before this run, if it was added to
   * @param run a JSON object whose entries come first
   * @param total what all tasks of this run wrote
   * @param millis how long the run took
   */
  static String json(Optional<String> before, String run, Tally total, long millis) {
    try {
      ObjectNode report = report(run, total, millis);
      if (before.isPresent()) {
        ObjectNode old = (ObjectNode) JSON.readTree(before.get());
        ArrayNode runs = JSON.createArrayNode();
        if (old.remove(RUNS) instanceof ArrayNode earlier) {
          runs.addAll(earlier);
        } else {
          runs.add(old);
        }
        report.set(RUNS, runs.add(report.deepCopy()));
      }
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(report) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not a JSON object: " + run, e);
    }
  }

  private static ObjectNode report(String run, Tally total, long millis)
      throws JsonProcessingException {
    ObjectNode report = (ObjectNode) JSON.readTree(run);
    ObjectNode counts = report.putObject("counts");
    counts.put("read", total.read());
    counts.put("written", total.written());
    counts.put("bad", total.bad());
    counts.set("bad_by_stage", JSON.valueToTree(total.badByStage()));
    counts.set("bad_by_reason", JSON.valueToTree(total.badByReason()));
    report.put("bytes_written", total.bytes());
    double seconds = Math.max(1, millis) / MILLIS;
    report.put("seconds", seconds);
    report.put("records_per_second", Math.round(total.read() / seconds));
    report.put("kernel", String.join(", ", total.kernels()));
    ObjectNode versions = report.putObject("versions");
    String version = RunReport.class.getPackage().getImplementationVersion();
    versions.put("spark-maxpool", version == null ? "unreleased" : version);
    versions.put("spark", org.apache.spark.package$.MODULE$.SPARK_VERSION());
    versions.put("java", Runtime.version().toString());
    return report;
  }
}
