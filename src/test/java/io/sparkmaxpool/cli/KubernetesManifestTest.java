package io.sparkmaxpool.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmaxpool.dataset.DatasetFormat;
import io.sparkmaxpool.job.JobSpec;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** {@code jobs/k8s-sparkapplication.yaml}: what an operator will do with it. */
class KubernetesManifestTest {
  private static Map<?, ?> manifest;
  private static Map<?, ?> spec;

  @BeforeAll
  static void load() throws IOException {
    try (InputStream in = Files.newInputStream(Path.of("jobs/k8s-sparkapplication.yaml"))) {
      List<Object> documents = new ArrayList<>();
      new Load(LoadSettings.builder().build()).loadAllFromInputStream(in).forEach(documents::add);
      assertThat(documents).hasSize(1);
      manifest = (Map<?, ?>) documents.get(0);
      spec = (Map<?, ?>) manifest.get("spec");
    }
  }

  private static Object at(String path) {
    Object value = spec;
    for (String key : path.split("/")) {
      value = ((Map<?, ?>) value).get(key);
    }
    return value;
  }

  private static Properties conf(String file) throws IOException {
    Properties properties = new Properties();
    try (InputStream in = Files.newInputStream(Path.of("conf", file))) {
      properties.load(in);
    }
    return properties;
  }

  @Test
  void isASparkApplicationOfFieldsThatTheOperatorKnows() {
    assertThat(manifest.get("apiVersion")).isEqualTo("sparkoperator.k8s.io/v1beta2");
    assertThat(manifest.get("kind")).isEqualTo("SparkApplication");
    assertThat(((Map<?, ?>) manifest.get("metadata")).keySet())
        .isEqualTo(Set.of("name", "namespace"));
    assertThat(names(spec))
        .containsExactly(
            "arguments",
            "deps",
            "driver",
            "executor",
            "image",
            "mainApplicationFile",
            "mainClass",
            "memoryOverheadFactor",
            "mode",
            "restartPolicy",
            "sparkConf",
            "sparkVersion",
            "type");
    assertThat(at("type")).isEqualTo("Java");
    assertThat(at("mode")).isEqualTo("cluster");
    assertThat(at("restartPolicy/type")).isEqualTo("Never");
    assertThat(names((Map<?, ?>) at("driver")))
        .containsExactly("cores", "memory", "serviceAccount");
    assertThat(names((Map<?, ?>) at("executor"))).containsExactly("cores", "instances", "memory");
    assertThat(names((Map<?, ?>) at("deps"))).containsExactly("packages");
  }

  private static Set<String> names(Map<?, ?> map) {
    Set<String> names = new TreeSet<>();
    map.keySet().forEach(name -> names.add((String) name));
    return names;
  }

  @Test
  void runsTheJarThatThePomBuildsOnItsSpark() throws Exception {
    String pom = Files.readString(Path.of("pom.xml"));
    String version = first("<version>([^<]+)</version>", pom);
    String spark = first("<spark.version>([^<]+)</spark.version>", pom);
    String hadoop = first("<hadoop.version>([^<]+)</hadoop.version>", pom);
    assertThat((String) at("mainApplicationFile"))
        .endsWith("/spark-maxpool-%s.jar".formatted(version));
    assertThat(at("sparkVersion")).isEqualTo(spark);
    assertThat(at("image")).isEqualTo("apache/spark:" + spark);
    assertThat(at("deps/packages")).isEqualTo(List.of("org.apache.hadoop:hadoop-aws:" + hadoop));
    assertThat(at("mainClass")).isEqualTo(Main.class.getName());
    assertThat(Class.forName((String) at("mainClass")).getMethod("main", String[].class))
        .isNotNull();
  }

  private static String first(String pattern, String text) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    assertThat(matcher.find()).as(pattern).isTrue();
    return matcher.group(1);
  }

  @Test
  void saysWhatTheCommandUnderstands() {
    List<JobSpec> specs = new ArrayList<>();
    StringWriter said = new StringWriter();
    PrintWriter out = new PrintWriter(said, true);
    String[] arguments =
        ((List<?>) at("arguments")).stream().map(String.class::cast).toArray(String[]::new);

    int code =
        new Main(
                (job, writer) -> specs.add(job),
                (job, writer) -> {
                  throw new AssertionError("plan");
                },
                (job, writer) -> {
                  throw new AssertionError("unpool");
                },
                (job, writer) -> {
                  throw new AssertionError("preview");
                },
                (job, writer) -> {
                  throw new AssertionError("verify");
                },
                out,
                out)
            .run(arguments);

    assertThat(code).as(said.toString()).isZero();
    assertThat(specs).hasSize(1);
    assertThat(specs.get(0).input().format()).isEqualTo(DatasetFormat.CIFAR10);
    assertThat(specs.get(0).input().paths()).containsExactly("s3a://bucket/cifar10");
    assertThat(specs.get(0).output().path()).isEqualTo("s3a://bucket/pooled");
  }

  @Test
  void saysWhatTheConfigurationFilesSay() throws IOException {
    Properties k8s = conf("k8s.conf");
    assertThat(at("image")).isEqualTo(k8s.get("spark.kubernetes.container.image"));
    assertThat(at("driver/memory")).isEqualTo(k8s.get("spark.driver.memory"));
    assertThat(at("driver/serviceAccount"))
        .isEqualTo(k8s.get("spark.kubernetes.authenticate.driver.serviceAccountName"));
    assertThat(at("executor/instances").toString()).isEqualTo(k8s.get("spark.executor.instances"));
    assertThat(at("executor/cores").toString()).isEqualTo(k8s.get("spark.executor.cores"));
    assertThat(at("executor/memory")).isEqualTo(k8s.get("spark.executor.memory"));
    assertThat(at("memoryOverheadFactor"))
        .isEqualTo(k8s.get("spark.executor.memoryOverheadFactor"));
    Map<?, ?> sparkConf = (Map<?, ?>) at("sparkConf");
    assertThat(names(sparkConf)).allMatch(key -> key.startsWith("spark."));
    Properties s3a = conf("s3a.conf");
    assertThat(s3a).isNotEmpty();
    s3a.forEach((key, value) -> assertThat(sparkConf.get(key)).as("%s", key).isEqualTo(value));
  }
}
