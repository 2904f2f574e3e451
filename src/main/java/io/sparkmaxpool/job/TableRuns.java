package io.sparkmaxpool.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.hadoop.conf.Configuration;

/** The runs that made a table, as its {@code _run.json} has them, the last one last. */
final class TableRuns {
  /**
   * How a run went.
   *
   * @param recordsPerSecond read, from planning to commit
   * @param badRatio the share of them that could not be pooled, 0 to 1
   */
  record Rates(double recordsPerSecond, double badRatio) {}

  private final List<JsonNode> runs = new ArrayList<>();
  private final JsonNode last;

  /**
   * Reads a report.
   *
   * @throws IllegalArgumentException if it is no JSON object
   */
  TableRuns(String runJson) {
    try {
      last = new ObjectMapper().readTree(runJson);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("_run.json is no JSON object", e);
    }
    if (!last.isObject()) {
      throw new IllegalArgumentException("_run.json is no JSON object");
    }
    if (last.path("runs").isArray()) {
      last.path("runs").forEach(runs::add);
    } else {
      runs.add(last);
    }
  }

  /** The jobs; those that this version does not understand are left out. */
  List<JobSpec> specs() {
    List<JobSpec> specs = new ArrayList<>();
    for (JsonNode run : runs) {
      try {
        specs.add(JobSpecReader.read(run.path("spec").toString(), "_run.json", Map.of()));
      } catch (InvalidSpecException e) {
        // A table of a later version: its inputs are gone, for this one.
        continue;
      }
    }
    return specs;
  }

  /**
   * Whether the inputs are what they were, by name, length and time, so that whatever comes out
   * otherwise than before is no change of theirs.
   */
  boolean isInputUnchanged(Configuration conf) {
    for (JsonNode run : runs) {
      try {
        JobSpec spec = JobSpecReader.read(run.path("spec").toString(), "_run.json", Map.of());
        String now =
            spec.input()
                .format()
                .list(spec.input().paths(), spec.input().listOptions(conf))
                .fingerprint();
        if (!now.equals(run.at("/input/fingerprint").asText())) {
          return false;
        }
      } catch (IOException | IllegalArgumentException | InvalidSpecException e) {
        return false;
      }
    }
    return true;
  }

  /** How each run went, the last one last. */
  List<Rates> rates() {
    List<Rates> rates = new ArrayList<>();
    for (JsonNode run : runs) {
      double read = run.at("/counts/read").asDouble();
      rates.add(
          new Rates(
              run.path("records_per_second").asDouble(),
              run.at("/counts/bad").asDouble() / Math.max(1, read)));
    }
    return rates;
  }

  /** How many records could not be pooled, and have not been since. */
  long bad() {
    return sum(run -> run.at("/counts/bad").asLong() - run.at("/counts/retried").asLong());
  }

  /** What was asked for, by name: the last run's, but for the inputs, which are all. */
  Map<String, String> parameters() {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("format", last.at("/spec/input/format").asText());
    parameters.put(
        "input",
        runs.stream()
            .map(run -> text(run.at("/spec/input/path"), ", "))
            .distinct()
            .collect(Collectors.joining(", ")));
    put(parameters, "layout", last.at("/spec/input/layout"));
    last.at("/spec/pool")
        .properties()
        .forEach(e -> put(parameters, e.getKey(), e.getValue(), " \u00D7 "));
    for (String name : List.of("path", "dtype", "encoding", "footer", "compression")) {
      put(parameters, name.equals("path") ? "output" : name, last.at("/spec/output/" + name));
    }
    put(parameters, "bad-records", last.at("/spec/bad-records"));
    return parameters;
  }

  /** What came of it, by name, all runs together. */
  Map<String, String> figures() {
    Map<String, String> figures = new LinkedHashMap<>();
    if (runs.size() > 1) {
      figures.put("runs", count(runs.size()));
    }
    figures.put(
        "records read",
        count(sum(run -> run.at("/counts/read").asLong() - run.at("/counts/retried").asLong())));
    figures.put("records written", count(sum(run -> run.at("/counts/written").asLong())));
    figures.put("bad records", count(bad()));
    figures.put("input files", count(sum(run -> ofInput(run, "/input/files"))));
    figures.put("input bytes", count(sum(run -> ofInput(run, "/input/bytes"))));
    figures.put("table bytes", count(sum(run -> run.path("bytes_written").asLong())));
    double seconds = runs.stream().mapToDouble(run -> run.path("seconds").asDouble()).sum();
    figures.put("seconds", String.format(Locale.ROOT, "%,.1f", seconds));
    put(figures, "records per second", last.path("records_per_second"));
    put(figures, "kernel", last.path("kernel"));
    last.path("versions").properties().forEach(e -> put(figures, e.getKey(), e.getValue()));
    return figures;
  }

  /** What a run tells of its input, if no earlier one has read the same. */
  private static long ofInput(JsonNode run, String figure) {
    return run.at("/counts/retried").asLong() > 0 ? 0 : run.at(figure).asLong();
  }

  private long sum(ToLongFunction<JsonNode> figure) {
    return runs.stream().mapToLong(figure).sum();
  }

  private static void put(Map<String, String> entries, String name, JsonNode value) {
    put(entries, name, value, ", ");
  }

  private static void put(
      Map<String, String> entries, String name, JsonNode value, String between) {
    if (!value.isMissingNode() && !value.isNull()) {
      entries.put(name, text(value, between));
    }
  }

  private static String text(JsonNode value, String between) {
    if (value.isArray()) {
      return StreamSupport.stream(value.spliterator(), false)
          .map(item -> text(item, between))
          .collect(Collectors.joining(between));
    }
    return value.isIntegralNumber() ? count(value.asLong()) : value.asText();
  }

  private static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
