package io.sparkmaxpool.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sparkmaxpool.text.Secrets;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What two jobs differ in, of that which decides what a table's rows are. */
final class SpecDifferences {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What decides nothing about rows: where and how they are written, and how much at once. */
  private static final Map<String, Set<String>> FREE =
      Map.of(
          "input",
          Set.of("split-size"),
          "output",
          Set.of(
              "path",
              "mode",
              "table",
              "row-group-size",
              "file-size",
              "resume",
              "batch-size",
              "retry-bad",
              "preview",
              "tensorboard",
              "tensorboard-records"),
          "",
          Set.of("max-bad-ratio"));

  private final JsonNode old;
  private final JsonNode now;

  /**
   * Compares two jobs.
   *
   * @param old the spec of the table's, as its report has it
   * @param now the job that is to be
   */
  SpecDifferences(JsonNode old, JobSpec now) {
    this.old = old;
    // As text has it: a tree of Java values knows longs that a text does not.
    this.now = tree(now);
  }

  /** A spec as reports have it: without secrets. */
  private static JsonNode tree(JobSpec spec) {
    String json = JobSpec.json(Secrets.masked(spec.toMap()));
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("no JSON: " + json, e);
    }
  }

  /**
   * The keys that differ in one section: {@code "pool.kernel-size [3,3], not [2,2]"}, the old value
   * first.
   */
  List<String> in(String section) {
    List<String> differences = new ArrayList<>();
    now.path(section)
        .properties()
        .forEach(
            entry ->
                compare(
                    section,
                    entry.getKey(),
                    old.path(section).path(entry.getKey()),
                    entry.getValue(),
                    differences));
    return differences;
  }

  /** All keys that differ. */
  List<String> all() {
    List<String> differences = new ArrayList<>();
    now.properties()
        .forEach(
            entry -> {
              if (entry.getValue().isObject()) {
                differences.addAll(in(entry.getKey()));
              } else {
                compare(
                    "", entry.getKey(), old.path(entry.getKey()), entry.getValue(), differences);
              }
            });
    return differences;
  }

  private static void compare(
      String section, String key, JsonNode before, JsonNode after, List<String> differences) {
    if (!FREE.getOrDefault(section, Set.of()).contains(key) && !after.equals(before)) {
      differences.add(
          "%s %s, not %s".formatted(section.isEmpty() ? key : section + "." + key, before, after));
    }
  }

  /** SHA-256, in hexadecimal, of what decides about rows: equal where nothing differs. */
  static String hash(JobSpec spec) {
    ObjectNode tree = (ObjectNode) tree(spec);
    FREE.forEach(
        (section, keys) -> {
          ObjectNode owner = section.isEmpty() ? tree : (ObjectNode) tree.path(section);
          owner.remove(keys);
        });
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256")
                  .digest(tree.toString().getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
