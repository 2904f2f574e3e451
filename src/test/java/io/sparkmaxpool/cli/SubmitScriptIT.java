package io.sparkmaxpool.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The spark-submit line that {@code jobs/submit} makes. */
class SubmitScriptIT extends SubmitScriptFixture {
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
}
