package io.sparkmaxpool.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How a job ended, as its table's {@code _run.json} has it.
 *
 * @param output the table
 * @param written rows in the table
 * @param bad records that could not be pooled
 * @param reasons the commonest reasons, with their counts, at most three
 * @param bytesRead bytes of the input files
 * @param bytesWritten bytes of the table's files
 * @param seconds from planning to commit
 * @param kernel the kernels that pooled, e.g. {@code "vector-512"}
 * @param tensorBoard what TensorBoard has of the table, if that was asked for
 */
public record PoolResult(
    OutputSpec output,
    long written,
    long bad,
    List<String> reasons,
    long bytesRead,
    long bytesWritten,
    double seconds,
    String kernel,
    Optional<TensorBoardResult> tensorBoard) {
  private static final int REASONS = 3;

  static PoolResult of(OutputSpec output, String runJson) {
    JsonNode run;
    try {
      run = new ObjectMapper().readTree(runJson);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("no JSON in _run.json: " + runJson, e);
    }
    JsonNode counts = run.get("counts");
    List<String> reasons = new ArrayList<>();
    counts
        .get("bad_by_reason")
        .properties()
        .forEach(reason -> reasons.add(reason.getValue() + " " + reason.getKey()));
    return new PoolResult(
        output,
        counts.get("written").asLong(),
        counts.get("bad").asLong(),
        List.copyOf(reasons.subList(0, Math.min(REASONS, reasons.size()))),
        run.get("input").get("bytes").asLong(),
        run.get("bytes_written").asLong(),
        run.get("seconds").asDouble(),
        run.get("kernel").asText(),
        Optional.empty());
  }

  /** The same, shown in TensorBoard. */
  PoolResult shown(TensorBoardResult shown) {
    return new PoolResult(
        output,
        written,
        bad,
        reasons,
        bytesRead,
        bytesWritten,
        seconds,
        kernel,
        Optional.of(shown));
  }

  /** The summary for a person, line by line. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        line(
            "records",
            "%,d written, %,d bad%s",
            written,
            bad,
            reasons.isEmpty() ? "" : " (" + String.join(", ", reasons) + ")"));
    lines.add(line("bytes", "%,d in, %,d out", bytesRead, bytesWritten));
    lines.add(
        line(
            "rate",
            "%,.0f records/s over %.1f s, %s kernels",
            (written + bad) / Math.max(seconds, 0.001),
            seconds,
            kernel));
    lines.add(line("table", "%s", output.path()));
    output.table().ifPresent(name -> lines.add(line("name", "%s", name)));
    lines.add(line("query", "%s", query()));
    if (output.preview() > 0) {
      lines.add(line("preview", "%s", PreviewFile.placeIn(output.path())));
    }
    tensorBoard.map(TensorBoardResult::line).ifPresent(lines::add);
    return lines;
  }

  /** A query that works on the table, in any Spark session. */
  public String query() {
    String table = "parquet.`" + output.path().replace("`", "``") + "`";
    String columns =
        switch (output.encoding()) {
          case ARRAY -> "avg(array_max(pooled))";
          case NESTED -> "avg(array_max(flatten(flatten(pooled))))";
          case BINARY, NPY -> "avg(length(pooled))";
        };
    return "SELECT label_name, count(*), " + columns + " FROM " + table + " GROUP BY label_name";
  }

  private static String line(String name, String format, Object... arguments) {
    return "%-8s ".formatted(name) + String.format(Locale.ROOT, format, arguments);
  }
}
