package io.sparkmaxpool.sink;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What became of records, in one commit or in several: {@code read} is {@code written} and {@code
 * bad} together.
 *
 * @param retried how many bad records of earlier commits were read again, and count here instead
 * @param badByStage the bad ones by the stage where they failed
 * @param badByReason the same by {@code stage: error}, the commonest first
 */
public record Counts(
    long read,
    long written,
    long bad,
    long retried,
    Map<String, Long> badByStage,
    Map<String, Long> badByReason) {
  /** No record. */
  public static final Counts NONE = new Counts(0, 0, 0, 0, Map.of(), Map.of());

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String COUNTS = "counts";
  private static final String READ = "read";
  private static final String WRITTEN = "written";
  private static final String BAD = "bad";
  private static final String RETRIED = "retried";
  private static final String BY_STAGE = "bad_by_stage";
  private static final String BY_REASON = "bad_by_reason";

  /** Those in the report of a run. */
  public static Counts of(JsonNode run) {
    JsonNode counts = run.path(COUNTS);
    return new Counts(
        counts.path(READ).asLong(),
        counts.path(WRITTEN).asLong(),
        counts.path(BAD).asLong(),
        counts.path(RETRIED).asLong(),
        map(counts.path(BY_STAGE)),
        map(counts.path(BY_REASON)));
  }

  private static Map<String, Long> map(JsonNode json) {
    return json.isObject()
        ? JSON.convertValue(json, new TypeReference<LinkedHashMap<String, Long>>() {})
        : Map.of();
  }

  /** These and those of a later commit, together: what it read again counts once. */
  public Counts plus(Counts later) {
    // Retried are all bad records that are kept, so that nothing is left of the reasons.
    Map<String, Long> stages = new TreeMap<>(later.retried > 0 ? Map.of() : badByStage);
    later.badByStage.forEach((stage, count) -> stages.merge(stage, count, Long::sum));
    Map<String, Long> reasons = new TreeMap<>(later.retried > 0 ? Map.of() : badByReason);
    later.badByReason.forEach((reason, count) -> reasons.merge(reason, count, Long::sum));
    return new Counts(
        read + later.read - later.retried,
        written + later.written,
        bad + later.bad - later.retried,
        0,
        stages,
        sorted(reasons));
  }

  /** The commonest first. */
  static Map<String, Long> sorted(Map<String, Long> counts) {
    Map<String, Long> sorted = new LinkedHashMap<>();
    counts.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
    return sorted;
  }

  /** Puts them into the report of a run. */
  void putInto(ObjectNode run) {
    ObjectNode counts = run.putObject(COUNTS);
    counts.put(READ, read);
    counts.put(WRITTEN, written);
    counts.put(BAD, bad);
    if (retried > 0) {
      counts.put(RETRIED, retried);
    }
    counts.set(BY_STAGE, JSON.valueToTree(badByStage));
    counts.set(BY_REASON, JSON.valueToTree(badByReason));
  }
}
