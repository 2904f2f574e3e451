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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code jobs/submit}: in a copy of the project's layout below a path with spaces and quotes, with
 * a Maven and a Spark that only tell how they were called; and for the Spark of the build, as it
 * is.
 */
class SubmitScriptIT {
  private static final Path PROJECT = Path.of("").toAbsolutePath();

  private record Ended(int exitCode, String out, String err) {}

  @TempDir private Path dir;
  private Path root;
  private Path jar;
  private final Map<String, String> environment = new HashMap<>();

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

  private Path write(String file, String text) throws IOException {
    Path target = root.resolve(file);
    Files.createDirectories(target.getParent());
    return Files.writeString(target, text);
  }

  private void script(String file, String body) throws IOException {
    Path script = write(file, "#!/usr/bin/env bash\n" + body);
    assertThat(script.toFile().setExecutable(true)).isTrue();
  }

  private static void age(Path file) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(3600)));
  }

  /** A Spark whose spark-submit prints its words, a line each, and ends with SUBMIT_EXIT. */
  private Path fakeSpark() throws IOException {
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

  private Ended submit(String... words) throws Exception {
    return submit(root.resolve("jobs/submit"), words);
  }

  private Ended submit(Path script, String... words) throws Exception {
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
  private List<String> wordsOf(String line) throws Exception {
    Process shell = new ProcessBuilder("bash", "-c", "printf '%s\\n' " + line.strip()).start();
    String words = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(shell.waitFor()).isZero();
    return words.lines().toList();
  }

  private List<String> defaults() {
    return List.of(
        "--properties-file", root + "/conf/spark-defaults.conf", "--load-spark-defaults");
  }

  private List<String> line(String submit, List<String> spark, String... command) {
    List<String> words = new ArrayList<>(List.of(submit));
    words.addAll(defaults());
    words.addAll(spark);
    words.addAll(List.of("--class", "io.sparkmaxpool.cli.Main", jar.toString()));
    words.addAll(List.of(command));
    return words;
  }

  private List<String> dryRun(String... words) throws Exception {
    List<String> all = new ArrayList<>(List.of("--dry-run"));
    all.addAll(List.of(words));
    Ended ended = submit(all.toArray(String[]::new));
    assertThat(ended.err()).isEmpty();
    assertThat(ended.exitCode()).isZero();
    assertThat(ended.out()).hasLineCount(1);
    return wordsOf(ended.out());
  }

  @Test
  void printsTheLineAndBuildsNothing() throws Exception {
    Files.delete(jar);
    assertThat(dryRun("pool", "a spec.yaml", "--input", "$HOME/*'\"", "--options", ""))
        .isEqualTo(
            line(
                "spark-submit",
                List.of("--master", "local[*]"),
                "pool",
                "a spec.yaml",
                "--input",
                "$HOME/*'\"",
                "--options",
                ""));
    assertThat(root.resolve("mvn.log")).doesNotExist();
  }

  @Test
  void quotesOnlyWhatAShellWouldChange() throws Exception {
    Ended ended = submit("--dry-run", "pool", "spec.yaml", "--stride", "2,1");
    assertThat(ended.out())
        .endsWith("spark-maxpool-7.0-TEST.jar' pool spec.yaml --stride 2,1\n")
        .contains(" --load-spark-defaults --master 'local[*]' --class io.sparkmaxpool.cli.Main ");
  }

  @Test
  void givesTheWordsBeforeTheDashesToSparkSubmitUnchanged() throws Exception {
    String[] words = {
      "--master", "yarn", "--conf", "spark.a=b c", "--num-executors", "8", "--", "pool", "x", "--"
    };
    assertThat(dryRun(words))
        .isEqualTo(
            line(
                "spark-submit",
                List.of("--master", "yarn", "--conf", "spark.a=b c", "--num-executors", "8"),
                "pool",
                "x",
                "--"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--master yarn",
        "--master=yarn",
        "--conf spark.master=yarn",
        "--conf=spark.master=yarn",
        "-c spark.master=yarn",
        "--remote sc://host",
        "--verbose --master yarn",
      })
  void addsNoMasterToOne(String words) throws Exception {
    String[] all = (words + " -- pool").split(" ");
    assertThat(dryRun(all)).doesNotContain("local[*]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--name --master",
        "--conf spark.master.rest.enabled=false",
        "--num-executors 8",
        "--extra-properties-file none.conf"
      })
  void addsTheMasterWhereTheWordsNameNone(String words) throws Exception {
    String[] all = (words + " -- pool").split(" ");
    assertThat(dryRun(all)).containsSequence("--master", "local[*]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"spark.master yarn", "  spark.master=yarn", "spark.remote : sc://h"})
  void addsNoMasterWhereThePropertiesNameOne(String property) throws Exception {
    String text = "# spark.master local\n" + property + "\n";
    write("x.conf", text);
    String file = root.resolve("x.conf").toString();
    assertThat(dryRun("--extra-properties-file", file, "--", "pool")).doesNotContain("local[*]");
    assertThat(dryRun("--properties-file=" + file, "--", "pool")).doesNotContain("local[*]");
    write("conf dir/spark-defaults.conf", text);
    environment.put("SPARK_CONF_DIR", root.resolve("conf dir").toString());
    assertThat(dryRun("pool")).doesNotContain("local[*]");
    environment.remove("SPARK_CONF_DIR");
    fakeSpark();
    assertThat(dryRun("pool")).contains("local[*]");
    write("my spark/conf/spark-defaults.conf", text);
    assertThat(dryRun("pool")).doesNotContain("local[*]");
    environment.remove("SPARK_HOME");
    assertThat(dryRun("pool")).contains("local[*]");
    write("conf/spark-defaults.conf", text);
    assertThat(dryRun("pool")).doesNotContain("local[*]");
  }

  @Test
  void letsAPropertiesFileTakeThePlaceOfItsOwn() throws Exception {
    assertThat(dryRun("--properties-file", "x.conf", "--", "pool"))
        .containsExactly(
            "spark-submit",
            "--load-spark-defaults",
            "--master",
            "local[*]",
            "--properties-file",
            "x.conf",
            "--class",
            "io.sparkmaxpool.cli.Main",
            jar.toString(),
            "pool");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 137})
  void runsTheSparkOfSparkHomeAndPassesItsExitCodeOn(int code) throws Exception {
    Path home = fakeSpark();
    environment.put("SUBMIT_EXIT", Integer.toString(code));
    Ended ended = submit("--num-executors", "8", "--", "pool", "a  b", "");
    assertThat(ended.exitCode()).isEqualTo(code);
    List<String> expected =
        new ArrayList<>(
            line(
                home + "/bin/spark-submit",
                List.of("--master", "local[*]", "--num-executors", "8"),
                "pool",
                "a  b",
                ""));
    expected.remove(0);
    expected.add("log4j=" + root + "/conf/log4j2.properties");
    assertThat(ended.out().lines()).containsExactlyElementsOf(expected);
    assertThat(ended.err()).isEmpty();
    assertThat(dryRun("pool").get(0)).isEqualTo(home + "/bin/spark-submit");
  }

  @Test
  void leavesAnotherLoggingConfigurationAlone() throws Exception {
    fakeSpark();
    environment.put("LOG4J_CONFIGURATION_FILE", "mine.xml");
    assertThat(submit("pool").out()).endsWith("log4j=mine.xml\n");
  }

  @Test
  void buildsWhereASourceIsNewerAndOnlyThen() throws Exception {
    fakeSpark();
    Path log = root.resolve("mvn.log");
    assertThat(submit("pool").exitCode()).isZero();
    assertThat(log).doesNotExist();

    FileTime later = FileTime.from(Instant.now().plusSeconds(60));
    Files.setLastModifiedTime(root.resolve("src/main/java/A.java"), later);
    Ended built = submit("pool");
    assertThat(built.err())
        .isEqualTo(
            "spark-maxpool: building target/spark-maxpool-7.0-TEST.jar, with its Spark on the first"
                + " run\n");
    assertThat(built.out()).contains("\npool\n");
    assertThat(log).hasContent("mvn -q -B -Dmaven.test.skip=true package in it's a project");

    age(root.resolve("src/main/java/A.java"));
    assertThat(submit("pool").err()).isEmpty();
    Files.delete(jar);
    assertThat(submit("pool").exitCode()).isZero();
    assertThat(Files.readAllLines(log)).hasSize(2);
  }

  @Test
  void buildsOnceForTwoStartsAtATime() throws Exception {
    fakeSpark();
    Files.delete(jar);
    script(
        "bin/mvn",
        """
        echo built >>"$MVN_LOG"
        sleep 1
        touch target/spark-maxpool-7.0-TEST.jar
        """);
    List<Process> starts = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      ProcessBuilder builder =
          new ProcessBuilder("bash", root.resolve("jobs/submit").toString(), "pool");
      builder.environment().putAll(environment);
      starts.add(
          builder
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start());
    }
    for (Process start : starts) {
      assertThat(start.waitFor()).isZero();
    }
    assertThat(Files.readAllLines(root.resolve("mvn.log"))).containsExactly("built");
  }

  @Test
  void laysSparkOutAnewWhereThePomIsNewer() throws Exception {
    fakeSpark();
    write("target/spark/jars/spark-core_2.13-4.1.0.jar", "");
    Files.setLastModifiedTime(
        root.resolve("pom.xml"), FileTime.from(Instant.now().plusSeconds(60)));
    assertThat(submit("pool").exitCode()).isZero();
    assertThat(root.resolve("target/spark/jars/spark-core_2.13-4.1.0.jar")).doesNotExist();
  }

  @Test
  void stopsWithCode2WhereTheBuildFails() throws Exception {
    fakeSpark();
    Files.delete(jar);
    environment.put("MVN_EXIT", "1");
    Ended ended = submit("pool");
    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.err()).endsWith("spark-maxpool: the build failed\n");
    assertThat(ended.out()).isEmpty();
  }

  @Test
  void tellsWhatIsMissing() throws Exception {
    environment.put("SPARK_HOME", "/no such spark");
    Ended ended = submit("pool");
    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.err())
        .isEqualTo("spark-maxpool: SPARK_HOME: /no such spark: no bin/spark-submit in it\n");

    Ended options = submit("--master", "yarn", "pool");
    assertThat(options.exitCode()).isEqualTo(2);

    environment.remove("SPARK_HOME");
    options = submit("--master", "yarn", "pool");
    assertThat(options.exitCode()).isEqualTo(2);
    assertThat(options.err())
        .isEqualTo(
            "spark-maxpool: --master: options of spark-submit go before --:"
                + " jobs/submit --master ... -- COMMAND\n");

    script("old/bin/java", "echo 'openjdk version \"11.0.2\" 2019-01-15' >&2\n");
    environment.put("JAVA_HOME", root.resolve("old").toString());
    Files.delete(jar);
    Ended old = submit("pool");
    assertThat(old.exitCode()).isEqualTo(2);
    assertThat(old.err())
        .isEqualTo(
            "spark-maxpool: "
                + root
                + "/old/bin/java: version 11.0.2; Spark 4.2 needs 17 or newer, see JAVA_HOME\n");
  }

  @Test
  void runsTheSparkOfTheBuildAndPassesItsExitCodeOn() throws Exception {
    Ended ended = submit(PROJECT.resolve("jobs/submit"), "pool", "no such spec.yaml");
    assertThat(ended.err())
        .endsWith("spark-maxpool: no such spec.yaml: no such spec file\n")
        .doesNotContain("building");
    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.out()).isEmpty();
  }

  @Test
  void showsTheUsageWithoutStartingSparkAlsoThroughALink() throws Exception {
    Path link = Files.createSymbolicLink(dir.resolve("pooling"), PROJECT.resolve("jobs/submit"));
    Ended help = submit(link, "--help");
    assertThat(help.exitCode()).isZero();
    assertThat(help.out()).startsWith("Usage: spark-maxpool");
    assertThat(help.err()).isEmpty();
    Ended nothing = submit(link);
    assertThat(nothing.exitCode()).isEqualTo(2);
    assertThat(nothing.err()).isEqualTo(help.out());
    Ended version = submit(link, "--version");
    assertThat(version.out()).matches("spark-maxpool [0-9]+\\.[0-9]+.*\\R");
  }
}
