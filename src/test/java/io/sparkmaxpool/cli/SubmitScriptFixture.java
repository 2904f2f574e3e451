package io.sparkmaxpool.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code jobs/submit} in a copy of the project's layout below a path with spaces and quotes, with a
 * Maven and a Spark that only tell how they were called.
 */
abstract class SubmitScriptFixture {
  static final Path PROJECT = Path.of("").toAbsolutePath();

  record Ended(int exitCode, String out, String err) {}

  @TempDir Path dir;
  Path root;
  Path jar;
  final Map<String, String> environment = new HashMap<>();

  @BeforeEach
  void layOutAProject() throws IOException {
    root = Files.createDirectories(dir.resolve("it's a project"));
    jar = root.resolve("target/spark-maxpool-7.0-TEST.jar");
    copy("jobs/submit");
    copy("conf/spark-defaults.conf");
    copy("conf/log4j2.properties");
    write("pom.xml", "<project>\n  <version>7.0-TEST</version>\n</project>\n");
    write("src/main/java/A.java", "class A {}\n");
    Files.createDirectories(root.resolve("target/spark/jars"));
    write("target/spark-maxpool-7.0-TEST.jar", "");
    age(root.resolve("pom.xml"));
    try (var sources = Files.walk(root.resolve("src"))) {
      for (Path source : sources.toList()) {
        age(source);
      }
    }
    script(
        "bin/mvn",
        """
        printf 'mvn %s in %s\\n' "$*" "${PWD##*/}" >>"$MVN_LOG"
        touch target/spark-maxpool-7.0-TEST.jar
        exit "${MVN_EXIT:-0}"
        """);
    environment.put("PATH", root.resolve("bin") + ":" + System.getenv("PATH"));
    environment.put("MVN_LOG", root.resolve("mvn.log").toString());
  }

  private void copy(String file) throws IOException {
    Path target = root.resolve(file);
    Files.createDirectories(target.getParent());
    Files.copy(PROJECT.resolve(file), target);
    assertThat(target.toFile().setExecutable(true)).isTrue();
  }

  Path write(String file, String text) throws IOException {
    Path target = root.resolve(file);
    Files.createDirectories(target.getParent());
    return Files.writeString(target, text);
  }

  void script(String file, String body) throws IOException {
    Path script = write(file, "#!/usr/bin/env bash\n" + body);
    assertThat(script.toFile().setExecutable(true)).isTrue();
  }

  static void age(Path file) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(3600)));
  }

  /** A Spark whose spark-submit prints its words, a line each, and ends with SUBMIT_EXIT. */
  Path fakeSpark() throws IOException {
    script(
        "my spark/bin/spark-submit",
        """
        printf '%s\\n' "$@" "log4j=$LOG4J_CONFIGURATION_FILE"
        exit "${SUBMIT_EXIT:-0}"
        """);
    Path home = root.resolve("my spark");
    environment.put("SPARK_HOME", home.toString());
    return home;
  }

  Ended submit(String... words) throws Exception {
    return submit(root.resolve("jobs/submit"), words);
  }

  Ended submit(Path script, String... words) throws Exception {
    List<String> command = new ArrayList<>(List.of("bash", script.toString()));
    command.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(command).directory(dir.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("SPARK"));
    builder.environment().remove("LOG4J_CONFIGURATION_FILE");
    builder.environment().putAll(environment);
    Path out = dir.resolve("out.txt");
    Path err = dir.resolve("err.txt");
    Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    assertThat(process.waitFor(3, TimeUnit.MINUTES)).as("ended").isTrue();
    return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  /** The words of a printed line, as a shell reads them. */
  List<String> wordsOf(String line) throws Exception {
    Process shell = new ProcessBuilder("bash", "-c", "printf '%s\\n' " + line.strip()).start();
    String words = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(shell.waitFor()).isZero();
    return words.lines().toList();
  }

  List<String> defaults() {
    return List.of(
        "--properties-file", root + "/conf/spark-defaults.conf", "--load-spark-defaults");
  }

  List<String> line(String submit, List<String> spark, String... command) {
    List<String> words = new ArrayList<>(List.of(submit));
    words.addAll(defaults());
    words.addAll(spark);
    words.addAll(List.of("--class", "io.sparkmaxpool.cli.Main", jar.toString()));
    words.addAll(List.of(command));
    return words;
  }

  List<String> dryRun(String... words) throws Exception {
    List<String> all = new ArrayList<>(List.of("--dry-run"));
    all.addAll(List.of(words));
    Ended ended = submit(all.toArray(String[]::new));
    assertThat(ended.err()).isEmpty();
    assertThat(ended.exitCode()).isZero();
    assertThat(ended.out()).hasLineCount(1);
    return wordsOf(ended.out());
  }
}
