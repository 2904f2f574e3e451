package io.sparkmaxpool.benchmark;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Records a second of every pass of every job; the first pass warms up and counts apart. */
final class PassTable {
  private final Map<String, List<Double>> rates = new LinkedHashMap<>();

  void add(String job, double recordsPerSecond) {
    rates.computeIfAbsent(job, name -> new ArrayList<>()).add(recordsPerSecond);
  }

  double best(String job) {
    return warm(job).stream().mapToDouble(rate -> rate).max().orElseThrow();
  }

  double median(String job) {
    List<Double> sorted = warm(job).stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  private List<Double> warm(String job) {
    List<Double> all = rates.get(job);
    return all.size() > 1 ? all.subList(1, all.size()) : all;
  }

  /** The table for a terminal; the ratio is each job's median to that of {@code base}. */
  String render(String base) {
    StringBuilder table =
        new StringBuilder("job         records/s:   best    median   ratio   passes\n");
    for (String job : rates.keySet()) {
      String ratio =
          rates.containsKey(base)
              ? String.format(Locale.ROOT, "%7.2f", median(job) / median(base))
              : "      -";
      table.append(
          String.format(
              Locale.ROOT, "%-16s %,12.0f %,9.0f %s   ", job, best(job), median(job), ratio));
      for (double rate : rates.get(job)) {
        table.append(String.format(Locale.ROOT, "%,.0f ", rate));
      }
      table.append('\n');
    }
    return table.toString();
  }

  /** Writes the figures with what they were measured on. */
  void save(Path file, Map<String, Object> circumstances) throws IOException {
    Map<String, Object> report = new LinkedHashMap<>(circumstances);
    for (Map.Entry<String, List<Double>> job : rates.entrySet()) {
      Map<String, Object> figures = new LinkedHashMap<>();
      figures.put("best", Math.round(best(job.getKey())));
      figures.put("median", Math.round(median(job.getKey())));
      figures.put("passes", job.getValue().stream().map(Math::round).toList());
      report.put(job.getKey(), figures);
    }
    Files.createDirectories(file.toAbsolutePath().getParent());
    new ObjectMapper().writerWithDefaultPrettyPrinter().writeValue(file.toFile(), report);
  }
}
