package io.sparkmaxpool.job;

import static org.apache.spark.sql.functions.call_function;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnpoolJobTest extends PoolJobFixture {
  UnpoolJobTest(SparkSession spark) {
    super(spark);
  }

  /**
   * Pixels are not negative, there is no dilation and planes get their old size: so what is pooled,
   * unpooled and pooled again is the same, values and indices, also where windows overlap.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cifar10 | 3 | 3 | 0 | false | array",
        "cifar10 | 3 | 2 | 1 | true | array",
        "cifar10 | 5,3 | 1 | 2,1 | false | nested",
        "images | 3 | 2 | 1 | false | binary",
        "images | 2,4 | 2,3 | 0,1 | true | npy",
      })
  void poolingAgainGivesTheSameTable(
      String data, String kernel, String stride, String padding, boolean ceil, String encoding)
      throws IOException {
    Map<SpecKey<?>, String> options = data.equals("cifar10") ? cifar10("pooled") : images("pooled");
    PoolResult pooled =
        run(
            with(
                options,
                Map.of(
                    SpecKey.KERNEL_SIZE,
                    kernel,
                    SpecKey.STRIDE,
                    stride,
                    SpecKey.PADDING,
                    padding,
                    SpecKey.CEIL_MODE,
                    Boolean.toString(ceil),
                    SpecKey.RETURN_INDICES,
                    "true",
                    SpecKey.ENCODING,
                    encoding)));

    PoolResult unpooled = unpool("pooled", "unpooled", Map.of());

    assertThat(unpooled.written()).isEqualTo(pooled.written());
    assertThat(unpooled.bad()).isZero();
    Dataset<Row> before = table("pooled");
    Dataset<Row> planes = table("unpooled");
    assertThat(planes.columns())
        .containsExactly("key", "label", "label_name", "input_shape", "shape", "dtype", "pooled");
    assertThat(
            before
                .select("key", "label", "label_name", "input_shape")
                .except(planes.select("key", "label", "label_name", "shape"))
                .count())
        .isZero();
    Dataset<Row> again =
        planes
            .withColumn(
                "again",
                expr(
                    "max_pool2d_with_indices(tensor(pooled, shape), array(%s), array(%s), array(%s), 1, %s)"
                        .formatted(
                            both(kernel), both(stride), both(padding), Boolean.toString(ceil))))
            .select(
                col("key"),
                call_function("tensor_data", col("again.values")).as("values"),
                call_function("tensor_data", col("again.indices")).as("indices"));
    Dataset<Row> first =
        before.select(col("key"), expr(values(encoding)).as("values"), col("indices"));
    assertThat(first.count()).isEqualTo(pooled.written());
    assertThat(again.except(first).count()).isZero();
    assertThat(first.except(again).count()).isZero();
  }

  private static String both(String size) {
    return size.contains(",") ? size : size + "," + size;
  }

  /** The pooled values of a table as a list, by means of Spark alone. */
  private static String values(String encoding) {
    return switch (encoding) {
      case "array" -> "pooled";
      case "nested" -> "flatten(flatten(pooled))";
      case "binary" -> "tensor_data(struct(dtype, shape, pooled))";
      default ->
          "tensor_data(struct(dtype, shape, substring(pooled, length(pooled) - 4 * shape[0] * shape[1] * shape[2] + 1)))";
    };
  }

  @Test
  void everyMaximumStandsWhereItWasAndAllElseIsZero() throws IOException {
    run(with(cifar10("pooled"), Map.of(SpecKey.RETURN_INDICES, "true")));

    unpool("pooled", "unpooled", Map.of(SpecKey.PARTITION_BY, "label_name"));

    Dataset<Row> both =
        table("pooled")
            .as("p")
            .join(table("unpooled").as("u"), "key")
            .selectExpr(
                "aggregate(u.pooled, 0, (n, v) -> n + if(v > 0, 1, 0)) AS set",
                "aggregate(p.pooled, 0, (n, v) -> n + if(v > 0, 1, 0)) AS maxima",
                "forall(sequence(0, 299), i -> element_at(u.pooled,"
                    + " cast((i div 100) * 1024 + element_at(p.indices, i + 1) + 1 AS int))"
                    + " = element_at(p.pooled, i + 1)) AS placed",
                "u.shape AS shape");
    assertThat(both.count()).isEqualTo(500);
    assertThat(both.where("set != maxima OR NOT placed OR shape != array(3, 32, 32)").count())
        .isZero();
  }

  @Test
  void aGivenOutputSizeIsPyTorchsRule() throws IOException {
    run(with(cifar10("pooled"), Map.of(SpecKey.RETURN_INDICES, "true")));

    PoolResult larger = unpool("pooled", "larger", Map.of(SpecKey.OUTPUT_SIZE, "32,32"));
    assertThat(larger.written()).isEqualTo(500);
    assertThatThrownBy(() -> unpool("pooled", "smaller", Map.of(SpecKey.OUTPUT_SIZE, "20")))
        .asInstanceOf(type(JobException.class))
        .satisfies(
            e -> {
              assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE);
              assertThat(e.lines())
                  .containsExactly(
                      "pool.output-size: invalid output_size \"[20, 20]\" (dim 0 must be between 27 and 33)");
            });
    assertThat(directory.resolve("smaller/_SUCCESS")).doesNotExist();
  }

  @Test
  void indicesOutsideTheirPlaneAreBadRecords() throws IOException {
    run(with(cifar10("pooled"), Map.of(SpecKey.RETURN_INDICES, "true", SpecKey.KERNEL_SIZE, "16")));
    // One row less: images whose maximum stands in the last row do not fit.
    PoolResult result = unpool("pooled", "unpooled", Map.of(SpecKey.OUTPUT_SIZE, "31,32"));

    assertThat(result.written() + result.bad()).isEqualTo(500);
    assertThat(result.bad()).isBetween(1L, 499L);
    Row bad = spark.read().parquet(directory.resolve("unpooled/_bad_records").toString()).first();
    assertThat(bad.<String>getAs("message"))
        .matches("Found an invalid max index: \\d+ \\(output volumes are of size 31x32\\)");
    assertThat(bad.<String>getAs("stage")).isEqualTo("pool");
    assertThat(bad.<String>getAs("error")).isEqualTo("corrupt");
    assertThat(bad.getList(bad.fieldIndex("input_shape"))).isEqualTo(List.of(3, 2, 2));
  }

  @Test
  void theTableTellsWhatItIs() throws IOException {
    run(with(cifar10("a pooled #1"), Map.of(SpecKey.RETURN_INDICES, "true")));

    PoolResult result = unpool("a pooled #1", "unpooled", Map.of());

    assertThat(result.bytesRead()).isPositive();
    JsonNode run =
        new ObjectMapper().readTree(Files.readString(directory.resolve("unpooled/_run.json")));
    assertThat(run.at("/spec/input/path").asText())
        .isEqualTo(directory.resolve("a pooled #1").toString());
    assertThat(run.at("/spec/output/footer").asText()).isEqualTo("arrow");
    assertThat(run.at("/spec/output/dtype").asText()).isEqualTo("float32");
    assertThat(run.at("/input/files").asInt()).isPositive();
    assertThat(run.at("/input/fingerprint").asText()).hasSize(64);
    assertThat(run.at("/counts/written").asInt()).isEqualTo(500);
  }

  @Test
  void whatCannotBeUndoneIsCode2() throws IOException {
    run(with(cifar10("plain"), Map.of()));
    assertRefused("plain", "written without indices: pool with --return-indices");
    Map<SpecKey<?>, String> indices = Map.of(SpecKey.RETURN_INDICES, "true");
    run(with(with(cifar10("dilated"), indices), Map.of(SpecKey.DILATION, "2,1")));
    assertRefused("dilated", "pooled with dilation (2, 1): PyTorch's max_unpool2d has no dilation");
    Map<SpecKey<?>, String> adaptive = new HashMap<>(with(cifar10("adaptive"), indices));
    adaptive.putAll(
        Map.of(SpecKey.OP, "adaptive-max", SpecKey.OUTPUT_SIZE, "4", SpecKey.KERNEL_SIZE, "null"));
    run(adaptive);
    assertRefused("adaptive", "pooled by op adaptive-max: only max can be undone");
    assertRefused("missing", "no such table");
    Files.createDirectories(directory.resolve("text"));
    Files.writeString(directory.resolve("text/a.txt"), "text");
    assertRefusedStarting("text", "not a table: ");
    spark.range(3).write().parquet(directory.resolve("others").toString());
    assertRefusedStarting("others", "not a table that pool wrote: no key spark-maxpool in");
    Files.delete(directory.resolve("plain/_SUCCESS"));
    assertRefused("plain", "an unfinished table: it has no _SUCCESS");

    run(with(with(cifar10("bytes"), indices), Map.of(SpecKey.DTYPE, "uint8")));
    assertThatThrownBy(() -> unpool("bytes", "out", Map.of()))
        .isInstanceOf(JobException.class)
        .hasMessage(
            "input.path: %s: \"max_unpool2d\" not implemented for 'Byte'; pool with --dtype float32"
                .formatted(directory.resolve("bytes")));
    run(with(cifar10("good"), indices));
    assertThatThrownBy(() -> unpool("good", "good", Map.of(SpecKey.MODE, "overwrite")))
        .isInstanceOf(JobException.class)
        .hasMessage("output.path: %s: is the input".formatted(directory.resolve("good")));
  }

  @Test
  void aFooterThatTellsAShapeNeedsOne() throws IOException {
    run(with(images("pooled"), Map.of(SpecKey.RETURN_INDICES, "true")));

    unpool("pooled", "unpooled", Map.of());
    assertThat(Files.readString(directory.resolve("unpooled/_run.json")))
        .contains("\"footer\" : \"none\"");
    assertThatThrownBy(() -> unpool("pooled", "out", Map.of(SpecKey.FOOTER, "arrow")))
        .isInstanceOf(JobException.class)
        .hasMessageStartingWith("output.footer: arrow needs one shape, but ");
    assertThatThrownBy(() -> unpool("pooled", "out", Map.of(SpecKey.FOOTER, "hf")))
        .isInstanceOf(JobException.class)
        .hasMessageStartingWith("output.footer: hf needs one shape, but ");
  }

  private void assertRefused(String input, String rule) {
    assertThatThrownBy(() -> unpool(input, "out", Map.of()))
        .asInstanceOf(type(JobException.class))
        .satisfies(
            e -> {
              assertThat(e.lines())
                  .containsExactly("input.path: %s: %s".formatted(directory.resolve(input), rule));
              assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE);
            });
  }

  private void assertRefusedStarting(String input, String rule) {
    assertThatThrownBy(() -> unpool(input, "out", Map.of()))
        .asInstanceOf(type(JobException.class))
        .satisfies(
            e -> {
              assertThat(e.lines())
                  .singleElement()
                  .asString()
                  .startsWith("input.path: %s: %s".formatted(directory.resolve(input), rule));
              assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE);
            });
  }

  private PoolResult unpool(String input, String output, Map<SpecKey<?>, String> options)
      throws IOException {
    Map<SpecKey<?>, List<String>> texts = new HashMap<>();
    options.forEach((key, value) -> texts.put(key, List.of(value)));
    texts.put(SpecKey.INPUT_PATH, List.of(directory.resolve(input).toString()));
    texts.put(SpecKey.OUTPUT_PATH, List.of(directory.resolve(output).toString()));
    return new UnpoolJob(spark).run(UnpoolSpec.read(texts)).orElseThrow();
  }

  private Dataset<Row> table(String name) {
    return spark.read().parquet(directory.resolve(name).toString());
  }

  @Test
  void classesThatLookLikeNumbersKeepTheirNames() throws IOException {
    for (String name : List.of("007", "08", "100")) {
      Files.createDirectories(directory.resolve("in").resolve(name));
      writePng(directory.resolve("in").resolve(name).resolve("a.png"), 8, 6);
    }
    run(
        folder(
            "in",
            "t[1]",
            Map.of(SpecKey.RETURN_INDICES, "true", SpecKey.PARTITION_BY, "label,label_name")));

    PoolResult result = unpool("t[1]", "unpooled", Map.of());

    assertThat(result.written()).isEqualTo(3);
    assertThat(table("unpooled").select("label_name", "label").orderBy("key").collectAsList())
        .extracting(row -> row.getString(0) + " " + row.getInt(1))
        .containsExactly("007 0", "08 1", "100 2");
  }

  @Test
  void aTableInATableIsRefused() throws IOException {
    run(with(cifar10("pooled"), Map.of(SpecKey.RETURN_INDICES, "true")));

    assertThatThrownBy(() -> unpool("pooled", "pooled/inner", Map.of()))
        .isInstanceOf(JobException.class)
        .hasMessageEndingWith("one of input and output lies in the other");
    assertThat(directory.resolve("pooled/inner")).doesNotExist();
  }
}
