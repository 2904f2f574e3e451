package io.sparkmaxpool.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmaxpool.preview.SheetXml;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages through {@code jobs/submit}, and DuckDB on the table they lie beside. */
class PreviewCommandIT {
  @TempDir private Path directory;

  @Test
  void showsWhatWasPooled() throws Exception {
    Path table = directory.resolve("a table");
    Submit.Ended pooled =
        Submit.run(
            directory.resolve("pool.log"),
            "pool",
            "jobs/cifar10-maxpool.yaml",
            "--preview",
            "20",
            "--output",
            table.toString());
    assertThat(pooled.exitCode()).as(pooled.output()).isZero();
    Path page = table.resolve("_preview/index.html");
    assertThat(pooled.output()).contains("preview  " + page);
    assertThat(SheetXml.of(Files.readAllBytes(page)).texts("//h:figure")).hasSize(20);
    assertThat(PoolCommandIT.rows("SELECT count(*) FROM '%s/**/*.parquet'".formatted(table)))
        .containsExactly("500");

    Submit.Ended again =
        Submit.run(directory.resolve("preview.log"), "preview", table.toString(), "--records=30");

    assertThat(again.exitCode()).as(again.output()).isZero();
    assertThat(again.output())
        .contains("records  30 of 500, 30 with their inputs", "preview  " + page)
        .doesNotContain("WARN ");
    assertThat(SheetXml.of(Files.readAllBytes(page)).texts("//h:figure")).hasSize(30);
  }

  @Test
  void refusesWhatIsNoTableWithOneLine() throws Exception {
    Submit.Ended ended =
        Submit.run(directory.resolve("log"), "preview", directory.resolve("none").toString());

    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.output().lines().filter(line -> line.startsWith("spark-maxpool: ")))
        .containsExactly(
            "spark-maxpool: TABLE: %s: no such table".formatted(directory.resolve("none")));
    assertThat(directory.resolve("none")).doesNotExist();
  }
}
