package io.sparkmaxpool.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When {@code jobs/submit} builds, what it runs, and how it ends. */
class SubmitRunIT extends SubmitScriptFixture {
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

  @ParameterizedTest
  @CsvSource({"C, C.UTF-8", "POSIX, C.UTF-8", "C.UTF-8, C.UTF-8", "no_SUCH, C.UTF-8"})
  void aLocaleOfAsciiAloneBecomesOneOfUtf8(String given, String expected) throws Exception {
    fakeSpark();
    script("my spark/bin/spark-submit", "printf '%s\\n' \"$LC_ALL\"\n");
    environment.put("LC_ALL", given);
    assertThat(submit("pool").out()).isEqualTo(expected + "\n");
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
