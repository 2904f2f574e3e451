package io.sparkmaxpool.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.deploy.SparkSubmitArguments;
import org.apache.spark.internal.config.ConfigEntry;
import org.apache.spark.internal.config.package$;
import org.apache.spark.sql.internal.StaticSQLConf;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import scala.jdk.javaapi.CollectionConverters;

/** The files of {@code conf/}: keys that Spark knows, and what spark-submit makes of them. */
class ConfigurationFilesTest {
  private static final Map<String, String> MASTERS =
      Map.of(
          "k8s.conf", "k8s://https://kubernetes.example.com:6443",
          "s3a.conf", "local[*]",
          "spark-defaults.conf", "local[*]",
          "standalone.conf", "spark://master.example.com:7077",
          "yarn.conf", "yarn");

  /** A setting, or one that is commented out: a key of Spark's, blanks, a value without any. */
  private static final Pattern SETTING = Pattern.compile("(?:# )?(spark\\.\\S+)\\s+(\\S+)");

  /** What only a Spark that was built for it can know. */
  private static final Map<String, String> MODULES =
      Map.of("k8s.conf", "spark.kubernetes.", "yarn.conf", "spark.yarn.");

  @BeforeAll
  static void haveSparkDeclareItsKeys() {
    assertThat(package$.MODULE$.EXECUTOR_CORES().key()).isEqualTo("spark.executor.cores");
    assertThat(StaticSQLConf.SPARK_SESSION_EXTENSIONS().key()).isEqualTo("spark.sql.extensions");
  }

  static Stream<String> files() {
    return MASTERS.keySet().stream().sorted();
  }

  @Test
  void areAllLookedAt() throws IOException {
    try (Stream<Path> all = Files.list(Path.of("conf"))) {
      assertThat(all.map(file -> file.getFileName().toString()).filter(n -> n.endsWith(".conf")))
          .containsExactlyInAnyOrderElementsOf(MASTERS.keySet());
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void haveOnlyKeysThatSparkKnows(String file) throws IOException {
    Path path = Path.of("conf", file);
    List<String> keys = new ArrayList<>();
    for (String line : Files.readAllLines(path)) {
      Matcher setting = SETTING.matcher(line);
      if (setting.matches()) {
        keys.add(setting.group(1));
      } else {
        assertThat(line).as("a comment, or nothing").matches("(#.*)?");
      }
    }
    assertThat(keys).isNotEmpty().doesNotHaveDuplicates();
    assertThat(keys).containsAll(properties(path).stringPropertyNames());
    assertThat(keys).allSatisfy(key -> assertThat(isKnown(file, key)).as(key).isTrue());
  }

  private static Properties properties(Path file) throws IOException {
    Properties properties = new Properties();
    try (Reader in = Files.newBufferedReader(file)) {
      properties.load(in);
    }
    return properties;
  }

  private static boolean isKnown(String file, String key) {
    if (key.startsWith("spark.hadoop.")) {
      // The region and the endpoint have no default.
      return new Configuration().getRaw(key.substring("spark.hadoop.".length())) != null
          || key.startsWith("spark.hadoop.fs.s3a.endpoint");
    }
    return key.equals("spark.master")
        || ConfigEntry.findEntry(key) != null
        || key.startsWith(MODULES.getOrDefault(file, "no such key"));
  }

  @ParameterizedTest
  @MethodSource("files")
  void areTakenBySparkSubmit(String file) throws Exception {
    Process dryRun =
        new ProcessBuilder(
                "bash",
                "jobs/submit",
                "--dry-run",
                "--extra-properties-file",
                "conf/" + file,
                "--",
                "plan",
                "jobs/cifar10-maxpool.yaml")
            .start();
    String line = new String(dryRun.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(dryRun.waitFor()).isZero();
    Process shell = new ProcessBuilder("bash", "-c", "printf '%s\\n' " + line.strip()).start();
    List<String> words =
        new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines().toList();

    SparkSubmitArguments taken =
        new SparkSubmitArguments(
            CollectionConverters.asScala(words.subList(1, words.size())).toSeq(),
            scala.collection.immutable.Map$.MODULE$.from(
                CollectionConverters.asScala(Map.of("HADOOP_CONF_DIR", "/etc/hadoop/conf"))));

    assertThat(taken.master()).isEqualTo(MASTERS.get(file));
    assertThat(taken.mainClass()).isEqualTo(Main.class.getName());
    Map<String, String> properties =
        new TreeMap<>(CollectionConverters.asJava(taken.sparkProperties()));
    properties(Path.of("conf", file))
        .forEach(
            (key, value) -> assertThat(properties).containsEntry((String) key, (String) value));
  }
}
