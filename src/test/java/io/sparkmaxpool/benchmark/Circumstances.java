package io.sparkmaxpool.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What figures were measured on, for the reports of all benchmarks.
 *
 * @param java the version of the virtual machine
 * @param cpu the processor's model, or its architecture where the system does not tell
 * @param features the vector instructions the processor has, in the system's names: {@code avx2},
 *     {@code avx512bw}; none where the system does not tell
 * @param processors how many of them this JVM may use
 */
record Circumstances(String java, String cpu, List<String> features, int processors) {
  private static final Path LINUX = Path.of("/proc/cpuinfo");
  private static final Pattern VECTOR_FEATURE = Pattern.compile("sse4_[12]|avx.*|asimd.*|sve.*");

  /** Those of this JVM. */
  static Circumstances here() throws IOException {
    return new Circumstances(
        System.getProperty("java.vm.version"),
        linux("model name").findFirst().orElse(System.getProperty("os.arch")),
        Stream.concat(linux("flags"), linux("Features"))
            .limit(1)
            .flatMap(flags -> Stream.of(flags.split(" ")))
            .filter(VECTOR_FEATURE.asMatchPredicate())
            .toList(),
        Runtime.getRuntime().availableProcessors());
  }

  /** The values of a key, once for each processor. */
  private static Stream<String> linux(String key) throws IOException {
    if (!Files.isReadable(LINUX)) {
      return Stream.empty();
    }
    return Files.readAllLines(LINUX).stream()
        .filter(line -> line.startsWith(key))
        .map(line -> line.substring(line.indexOf(':') + 1).strip());
  }

  /** As they stand in a report. */
  Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("java", java);
    map.put("cpu", cpu);
    map.put("cpu_features", features);
    map.put("processors", processors);
    return map;
  }
}
