package io.sparkmaxpool.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.LocalInputFile;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

/** Tables whose footer makes an {@code Array3D} of {@code pooled} for Hugging Face datasets. */
class HfFooterTest extends PoolJobFixture {
  private static final Map<SpecKey<?>, String> HF = Map.of(SpecKey.FOOTER, "hf");

  HfFooterTest(SparkSession spark) {
    super(spark);
  }

  @Test
  void everyFileTellsTheShapeAndTheTypeOfItsNestedLists() throws IOException {
    run(with(with(cifar10("out"), HF), Map.of(SpecKey.RETURN_INDICES, "true")));

    List<Path> files = files("out");
    assertThat(files).isNotEmpty();
    for (Path file : files) {
      Schema schema = arrowSchema(file);
      assertThat(schema.getFields())
          .extracting(Field::toString)
          .containsExactly(
              "key: Utf8 not null",
              "label: Int(32, true)",
              "label_name: Utf8",
              "input_shape: List<element: Int(32, true) not null> not null",
              "shape: List<element: Int(32, true) not null> not null",
              "dtype: Utf8 not null",
              "pooled: List<item: List<item: List<item: FloatingPoint(SINGLE)>>>",
              "indices: List<element: Int(64, true) not null> not null");
      assertThat(schema.findField("pooled").getMetadata())
          .isEqualTo(
              Map.of(
                  "ARROW:extension:name",
                  "datasets.features.features.Array3DExtensionType",
                  "ARROW:extension:metadata",
                  "[[3, 10, 10],\"float32\"]"));
      assertThat(schema.getCustomMetadata()).containsOnlyKeys("spark-maxpool");
    }
    assertThat(Files.readString(directory.resolve("out/_run.json")))
        .contains("\"encoding\" : \"nested\"", "\"footer\" : \"hf\"");
  }

  @Test
  void thePartitionsColumnsAreInNoFileAndNoSchema() throws IOException {
    run(
        with(
            with(cifar10("out"), HF),
            Map.of(SpecKey.PARTITION_BY, "label,label_name", SpecKey.DTYPE, "uint8")));

    List<Path> files = files("out");
    assertThat(files).hasSizeGreaterThanOrEqualTo(10);
    for (Path file : files) {
      assertThat(arrowSchema(file).getFields())
          .extracting(Field::getName)
          .containsExactly("key", "input_shape", "shape", "dtype", "pooled");
      assertThat(arrowSchema(file).findField("pooled").getMetadata())
          .containsEntry("ARROW:extension:metadata", "[[3, 10, 10],\"uint8\"]");
    }
  }

  @Test
  void unpoolingWritesItToo() throws IOException {
    run(with(cifar10("pooled"), Map.of(SpecKey.RETURN_INDICES, "true")));

    new UnpoolJob(spark)
        .run(
            UnpoolSpec.read(
                Map.of(
                    SpecKey.INPUT_PATH, List.of(directory.resolve("pooled").toString()),
                    SpecKey.OUTPUT_PATH, List.of(directory.resolve("out").toString()),
                    SpecKey.FOOTER, List.of("hf"))));

    for (Path file : files("out")) {
      assertThat(arrowSchema(file).findField("pooled").getMetadata())
          .containsEntry("ARROW:extension:metadata", "[[3, 32, 32],\"float32\"]");
    }
    assertThat(
            spark
                .read()
                .parquet(directory.resolve("out").toString())
                .selectExpr("size(pooled[0])", "size(pooled[2][31])")
                .distinct()
                .collectAsList())
        .hasToString("[[32,32]]");
  }

  @Test
  void mixedShapesAreFoundInTheHeaders() throws IOException {
    Files.createDirectories(directory.resolve("in"));
    writePng(directory.resolve("in/a.png"), 40, 30);
    writePng(directory.resolve("in/b.png"), 30, 40);

    assertRefused(
        folder("in", "out", HF),
        ExitCode.USAGE,
        "output.footer: footer hf needs one shape, but a.png has [3, 10, 13] and b.png has [3, 13, 10]: use adaptive pooling, or footer: none");
  }

  @Test
  void appendNeedsAFormatOfOneShapeAndTheTables() throws IOException {
    Files.createDirectories(directory.resolve("in"));
    writePng(directory.resolve("in/a.png"), 40, 30);
    run(folder("in", "out", HF));

    assertRefused(
        with(folder("in", "out", HF), Map.of(SpecKey.MODE, "append")),
        ExitCode.USAGE,
        "output.mode: append: footer hf needs one shape, which format image-folder does not guarantee: use footer: none");
  }

  private List<Path> files(String table) throws IOException {
    try (Stream<Path> paths = Files.walk(directory.resolve(table))) {
      return paths.filter(path -> path.toString().endsWith(".parquet")).toList();
    }
  }

  private static Schema arrowSchema(Path file) throws IOException {
    try (ParquetFileReader reader = ParquetFileReader.open(new LocalInputFile(file))) {
      String schema = reader.getFileMetaData().getKeyValueMetaData().get("ARROW:schema");
      return Schema.deserializeMessage(ByteBuffer.wrap(Base64.getDecoder().decode(schema)));
    }
  }
}
