package io.sparkmaxpool.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code verify} finds, and what it finds nothing wrong with. */
class VerifyJobTest extends PoolJobFixture {
  VerifyJobTest(SparkSession spark) {
    super(spark);
  }

  private VerifyResult verify(String table) throws IOException {
    return new VerifyJob(spark).run(new VerifySpec(directory.resolve(table).toString(), 50));
  }

  private List<String> faults(String table) throws IOException {
    return verify(table).faults();
  }

  private Path part(String table) throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve(table))) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("part-"))
          .sorted()
          .findFirst()
          .orElseThrow();
    }
  }

  private String name(String table) throws IOException {
    return part(table).getFileName().toString();
  }

  /** Replaces a text in the table's ledger and report. */
  private void falsify(String table, String text, String by) throws IOException {
    for (String file : List.of("_ledger/00000.json", "_run.json")) {
      Path path = directory.resolve(table).resolve(file);
      String json = Files.readString(path);
      assertThat(json).contains(text);
      Files.writeString(path, json.replace(text, by));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"array", "nested", "binary", "npy"})
  void aTableAsItWasWrittenHasNoFault(String encoding) throws IOException {
    run(
        with(
            images("out"),
            Map.of(
                SpecKey.ENCODING,
                encoding,
                SpecKey.RETURN_INDICES,
                "true",
                SpecKey.PARTITION_BY,
                "label")));

    VerifyResult result = verify("out");

    assertThat(result.faults()).isEmpty();
    assertThat(result.lines())
        .anyMatch(line -> line.equals("records  29 read: 28 written, 1 bad"))
        .anyMatch(line -> line.startsWith("sample   28 records computed again"))
        .endsWith("verdict  no fault");
  }

  @ParameterizedTest
  @EnumSource
  void everyOperationIsComputedAgain(PoolOp op) throws IOException {
    Map<SpecKey<?>, String> parameters =
        switch (op) {
          case MAX -> Map.of(SpecKey.KERNEL_SIZE, "3");
          case AVG -> Map.of(SpecKey.KERNEL_SIZE, "3", SpecKey.PADDING, "1");
          case LP -> Map.of(SpecKey.KERNEL_SIZE, "3", SpecKey.NORM_TYPE, "2");
          case ADAPTIVE_MAX, ADAPTIVE_AVG -> Map.of(SpecKey.OUTPUT_SIZE, "7,5");
        };
    Map<SpecKey<?>, String> job = with(cifar10("out"), Map.of(SpecKey.OP, op.label()));
    job.remove(SpecKey.KERNEL_SIZE);
    run(with(job, parameters));

    assertThat(faults("out")).isEmpty();
    assertThat(verify("out").lines())
        .anyMatch(line -> line.startsWith("sample   50 records computed again"));
  }

  @Test
  void anAppendedTableAndAnUnpooledOneHaveNoFault() throws IOException {
    Map<SpecKey<?>, String> first =
        with(
            cifar10("out"),
            Map.of(
                SpecKey.INPUT_PATH,
                CIFAR10.resolve("data_batch_1.bin").toString(),
                SpecKey.RETURN_INDICES,
                "true"));
    run(first);
    run(
        with(
            first,
            Map.of(
                SpecKey.INPUT_PATH,
                CIFAR10.resolve("test_batch.bin").toString(),
                SpecKey.MODE,
                "append")));
    new UnpoolJob(spark)
        .run(
            UnpoolSpec.read(
                Map.of(
                    SpecKey.INPUT_PATH,
                    List.of(directory.resolve("out").toString()),
                    SpecKey.OUTPUT_PATH,
                    List.of(directory.resolve("unpooled").toString()))));

    assertThat(faults("out")).isEmpty();
    assertThat(faults("unpooled")).isEmpty();
  }

  @Test
  void filesThatAreMissingOrShorterOrNobodysAreNamed() throws IOException {
    run(cifar10("out"));
    String name = name("out");
    byte[] content = Files.readAllBytes(part("out"));
    Files.write(part("out"), java.util.Arrays.copyOf(content, content.length - 1));
    assertThat(faults("out"))
        .containsExactly(
            "%s: has %d bytes, but %d were written"
                .formatted(name, content.length - 1, content.length));

    Files.write(part("out"), content);
    Path copy = part("out").resolveSibling("part-copy.parquet");
    Files.write(copy, content);
    assertThat(faults("out"))
        .containsExactly("part-copy.parquet: is there, but no commit has written it");

    Files.delete(copy);
    Files.delete(part("out"));
    assertThat(faults("out")).first().asString().startsWith(name + ": is not there: ");
  }

  @Test
  void aBitThatFlippedIsFound() throws IOException {
    run(cifar10("out"));
    byte[] content = Files.readAllBytes(part("out"));
    content[content.length / 3] ^= 1;
    Files.write(part("out"), content);

    assertThat(faults("out"))
        .singleElement()
        .asString()
        .startsWith(name("out") + ": its CRC-32C is ");
  }

  @Test
  void aReportThatIsNotTheLedgersIsFound() throws IOException {
    run(images("out"));
    Path report = directory.resolve("out/_run.json");
    Files.writeString(
        report, Files.readString(report).replace("\"written\" : 28", "\"written\" : 29"));
    assertThat(faults("out")).containsExactly("_run.json: is not what the ledger makes it");
  }

  @Test
  void countsThatAreNotThoseOfTheRowsAreFound() throws IOException {
    run(images("out"));
    falsify("out", "\"written\" : 28", "\"written\" : 30");
    assertThat(faults("out"))
        .containsExactly("counts: 29 records were read, but 30 written and 1 bad");
    falsify("out", "\"written\" : 30", "\"written\" : 28");
    falsify("out", "\"records\" : 29", "\"records\" : 31");
    assertThat(faults("out")).containsExactly("counts: the input had 31 records, but 29 were read");
    falsify("out", "\"records\" : 31", "\"records\" : 27");
    falsify("out", "\"read\" : 29", "\"read\" : 27");
    falsify("out", "\"written\" : 28", "\"written\" : 26");
    assertThat(faults("out")).containsExactly("rows: 28 are there, but 26 were written");
  }

  @Test
  void otherValuesThanTheInputGivesAreFound() throws IOException {
    run(with(cifar10("out"), Map.of(SpecKey.KERNEL_SIZE, "4", SpecKey.STRIDE, "3")));
    assertThat(faults("out")).isEmpty();

    falsify("out", "\"kernel-size\" : [ 4, 4 ]", "\"kernel-size\" : [ 3, 3 ]");

    assertThat(faults("out"))
        .hasSize(50)
        .allMatch(
            fault ->
                fault.endsWith(
                    "#"
                        + fault.replaceAll(".*#([0-9]+):.*", "$1")
                        + ": computed again from its input, it has other values"));

    falsify("out", "\"kernel-size\" : [ 3, 3 ]", "\"kernel-size\" : [ 8, 8 ]");
    assertThat(faults("out"))
        .anyMatch(
            fault ->
                fault.startsWith("shape: [3, 10, 10] of ") && fault.endsWith(" makes [3, 9, 9]"));
  }

  @Test
  void inputsThatAreGoneAreToldAndNoFault() throws IOException {
    Files.createDirectories(directory.resolve("in"));
    writePng(directory.resolve("in/a.png"), 30, 20);
    writePng(directory.resolve("in/b.png"), 30, 20);
    run(folder("in", "out", Map.of()));
    Files.delete(directory.resolve("in/a.png"));
    writePng(directory.resolve("in/b.png"), 32, 20);

    VerifyResult result = verify("out");

    assertThat(result.faults()).isEmpty();
    assertThat(result.lines())
        .contains(
            "note     b.png: computed again from its input, it has other values; the input has changed since",
            "sample   0 records computed again with the reference kernel and found the same, 1 have no input any more");
  }
}
