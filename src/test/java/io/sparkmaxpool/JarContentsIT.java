package io.sparkmaxpool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What rides in the jar, beside the Spark that it is given to. */
class JarContentsIT {
  private static final String SOURCES = "META-INF/services/";

  private static Path jar() throws IOException {
    List<Path> jars = jars(Path.of("target"), "spark-maxpool-");
    assertThat(jars).hasSize(1);
    return jars.get(0);
  }

  private static List<Path> jars(Path directory, String start) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(start))
          .filter(file -> file.getFileName().toString().endsWith(".jar"))
          .toList();
    }
  }

  private static List<String> files(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      return file.stream().filter(entry -> !entry.isDirectory()).map(JarEntry::getName).toList();
    }
  }

  @Test
  void noClassAndNoServiceIsSparksToo() throws IOException {
    List<Path> spark = jars(Path.of("target/spark/jars"), "");
    assertThat(spark).hasSizeGreaterThan(100);
    Set<String> theirs = new HashSet<>();
    for (Path jar : spark) {
      theirs.addAll(files(jar));
    }
    assertThat(theirs).contains("org/apache/spark/SparkContext.class");

    Set<String> both = new HashSet<>(files(jar()));
    both.retainAll(theirs);
    // A service's file is read from all jars, so that two of them add up.
    assertThat(both)
        .containsExactlyInAnyOrder(
            "META-INF/MANIFEST.MF",
            "META-INF/LICENSE",
            "META-INF/NOTICE",
            SOURCES + "org.apache.spark.sql.sources.DataSourceRegister");
  }

  @Test
  void allElseIsOursOrOfTheNativeDecoder() throws IOException {
    List<String> others = new ArrayList<>();
    for (String file : files(jar())) {
      if (!file.startsWith("io/sparkmaxpool/") && !file.startsWith("org/bytedeco/")) {
        others.add(file);
      }
    }
    others.removeIf(file -> file.matches("META-INF/maven/[\\w.-]+/[\\w.-]+/pom\\.properties"));
    assertThat(others)
        .containsExactlyInAnyOrder(
            "META-INF/MANIFEST.MF",
            "META-INF/LICENSE",
            "META-INF/NOTICE",
            SOURCES + "org.apache.spark.sql.sources.DataSourceRegister");
    assertThat(files(jar()))
        .noneMatch(file -> file.endsWith("module-info.class"))
        .noneMatch(file -> file.matches("META-INF/.*\\.(SF|DSA|RSA|EC)"))
        .contains(
            "io/sparkmaxpool/shaded/picocli/CommandLine.class",
            "io/sparkmaxpool/shaded/snakeyaml/v2/api/LoadSettings.class");
  }

  @Test
  void theAuditTellsOfEveryArtifactInIt() throws IOException {
    List<String> found = new ArrayList<>();
    try (JarFile jar = new JarFile(jar().toFile())) {
      for (JarEntry entry : Collections.list(jar.entries())) {
        if (entry.getName().matches("META-INF/maven/.*/pom\\.properties")) {
          Properties properties = new Properties();
          try (InputStream in = jar.getInputStream(entry)) {
            properties.load(in);
          }
          found.add(
              "%s:%s %s"
                  .formatted(
                      properties.get("groupId"),
                      properties.get("artifactId"),
                      properties.get("version")));
        }
      }
    }
    found.removeIf(artifact -> artifact.startsWith("io.sparkmaxpool:"));
    List<String> audited = new ArrayList<>(DependencyAudit.of("jar"));
    // Its build leaves no such file.
    assertThat(audited.removeIf(artifact -> artifact.startsWith("info.picocli:"))).isTrue();
    assertThat(found).containsExactlyInAnyOrderElementsOf(audited);
  }
}
