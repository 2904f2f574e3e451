package io.sparkmaxpool.sink;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The content of {@code _run.json}: what the caller knows of the run, then what the sink counted.
 */
final class RunReport {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final double MILLIS = 1e3;

  private RunReport() {}

  /**
   * The JSON text.
   *
   * @param run a JSON object whose entries come first
   * @param total what all tasks wrote
   * @param millis how long the run took
   */
  static String json(String run, Tally total, long millis) {
    try {
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
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(report) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("option run: not a JSON object: " + run, e);
    }
  }
}
