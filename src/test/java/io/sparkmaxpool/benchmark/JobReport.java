package io.sparkmaxpool.benchmark;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All sections of a run of the job benchmark, with what it ran on: as tables and as JSON. */
final class JobReport {
  private final Map<String, Object> circumstances;
  private final PrintStream terminal;
  private final List<SectionReport> sections = new ArrayList<>();

  /** An empty report; {@code terminal} is told each part as it is known. */
  JobReport(Map<String, Object> circumstances, PrintStream terminal) {
    this.circumstances = new LinkedHashMap<>(circumstances);
    this.terminal = terminal;
    circumstances.forEach((key, value) -> terminal.println(key + " " + value));
  }

  void add(SectionReport section) {
    sections.add(section);
    terminal.print(section.table());
    terminal.flush();
  }

  /** Writes everything to a file. */
  void save(Path file) throws IOException {
    Map<String, Object> report = new LinkedHashMap<>(circumstances);
    Map<String, Object> bySection = new LinkedHashMap<>();
    sections.forEach(section -> bySection.put(section.name(), section.toMap()));
    report.put("sections", bySection);
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.writeString(
        file,
        new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(report) + "\n");
  }
}
