package io.sparkmaxpool.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.sparkmaxpool.preview.ContactSheet;
import io.sparkmaxpool.preview.SheetXml;
import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.NpyHeader;
import io.sparkmaxpool.tensor.Shape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages of tables that jobs wrote. */
class PreviewJobTest extends PoolJobFixture {
  PreviewJobTest(SparkSession spark) {
    super(spark);
  }

  private PreviewResult preview(String table, int records) throws IOException {
    return new PreviewJob(spark).run(PreviewSpec.of(directory.resolve(table).toString(), records));
  }

  private SheetXml page(String table) throws IOException {
    return SheetXml.of(Files.readAllBytes(directory.resolve(table + "/_preview/index.html")));
  }

  @Test
  void showsTheFirstRecordsOfEachClassInputBesideOutput() throws IOException {
    run(cifar10("out"));

    PreviewResult result = preview("out", 25);

    assertThat(result.lines())
        .containsExactly(
            "records  25 of 500, 25 with their inputs",
            "bytes    " + "%,d".formatted(result.bytes()),
            "preview  " + directory.resolve("out/_preview/index.html"));
    assertThat(result.bytes())
        .isEqualTo(Files.size(directory.resolve("out/_preview/index.html")))
        .isLessThan(ContactSheet.LARGEST_PAGE);
    SheetXml page = page("out");
    assertThat(page.texts("//h:h1")).containsExactly("out");
    assertThat(page.texts("//h:h3[parent::h:section]"))
        .containsExactly(
            "airplane3 of 50 records",
            "automobile3 of 50 records",
            "bird3 of 50 records",
            "cat3 of 50 records",
            "deer3 of 50 records",
            "dog2 of 50 records",
            "frog2 of 50 records",
            "horse2 of 50 records",
            "ship2 of 50 records",
            "truck2 of 50 records");
    assertThat(page.texts("//h:figure[1]//h:bdi[@class='key']"))
        .startsWith(firstOf(0, 3).toArray(String[]::new));
    assertThat(page.texts("//h:figcaption//h:span[@class='line'][1]"))
        .hasSize(25)
        .allMatch(text -> text.startsWith("in 3 × 32 × 32 uint8, "));
    assertThat(page.texts("//h:figcaption//h:span[@class='line'][2]"))
        .allMatch(text -> text.startsWith("out 3 × 10 × 10 float32, 0."));
    assertThat(page.texts("//h:code"))
        .containsExactly(
            "MaxPool2d(kernel_size=3, stride=3, padding=0, dilation=1," + " ceil_mode=False)");
    assertThat(page.texts("//h:dt").toString()).contains("kernel-size", "records written");
    assertThat(page.texts("//h:section[3]//h:p[@class='lead']"))
        .containsExactly("None: every record was pooled.");
  }

  /** The keys of the first records of a class in the demonstration's two files, in order. */
  private static List<String> firstOf(int label, int count) throws IOException {
    java.util.ArrayList<String> keys = new java.util.ArrayList<>();
    for (String file : List.of("data_batch_1.bin", "test_batch.bin")) {
      byte[] bytes = Files.readAllBytes(CIFAR10.resolve(file));
      for (int record = 0; record * 3073 < bytes.length; record++) {
        if (bytes[record * 3073] == label && keys.size() < count) {
          keys.add(file + "#" + record);
        }
      }
    }
    return keys;
  }

  @Test
  void thePicturesAreTheVeryPixels() throws IOException {
    run(cifar10("out"));
    preview("out", 1);

    String key = firstOf(0, 1).get(0);
    byte[] file = Files.readAllBytes(CIFAR10.resolve(key.split("#")[0]));
    int start = Integer.parseInt(key.split("#")[1]) * 3073 + 1;
    List<int[]> pictures = page("out").pixels();

    assertThat(pictures).hasSize(2);
    int[] expected = new int[1024];
    int[] pooled = new int[100];
    for (int i = 0; i < 1024; i++) {
      for (int c = 0; c < 3; c++) {
        int value = file[start + c * 1024 + i] & 0xFF;
        expected[i] |= value << 16 - 8 * c;
        int y = i / 32 / 3;
        int x = i % 32 / 3;
        if (y < 10 && x < 10) {
          int shift = 16 - 8 * c;
          int most = Math.max(value, pooled[y * 10 + x] >> shift & 0xFF);
          pooled[y * 10 + x] = pooled[y * 10 + x] & ~(0xFF << shift) | most << shift;
        }
      }
    }
    assertThat(pictures.get(0)).isEqualTo(expected);
    assertThat(pictures.get(1)).isEqualTo(pooled);
  }

  @Test
  void tellsOfBadRecordsAndIsMadeByPoolItself() throws IOException {
    PoolResult result = run(with(images("out"), Map.of(SpecKey.PREVIEW, "40")));

    assertThat(result.lines()).endsWith("preview  " + directory.resolve("out/_preview/index.html"));
    SheetXml page = page("out");
    assertThat(page.texts("//h:figure")).hasSize(28);
    assertThat(page.texts("//h:h3[parent::h:section]"))
        .hasSize(6)
        .last()
        .isEqualTo("without a class1 of 1 record");
    assertThat(page.texts("//h:ul[@class='faults']/h:li"))
        .singleElement()
        .asString()
        .startsWith("cat/cut-off.jpgdecode: truncated");
    assertThat(page.texts("//h:section[3]//h:p[@class='lead']"))
        .containsExactly("1 record could not be pooled:");
    assertThat(page.pixels()).hasSize(56);
  }

  @Test
  void leavesTheTableATable() throws IOException {
    run(cifar10("out"));
    preview("out", 3);

    assertThat(spark.read().parquet(directory.resolve("out").toString()).count()).isEqualTo(500);
    run(with(cifar10("out"), Map.of(SpecKey.MODE, "overwrite")));
    assertThat(directory.resolve("out/_preview")).doesNotExist();
    assertThat(directory.resolve("out/_SUCCESS")).exists();
  }

  @Test
  void anAppendHasAPageOfAllRecordsOrNone() throws IOException {
    Map<SpecKey<?>, String> first =
        with(
            cifar10("out"),
            Map.of(
                SpecKey.INPUT_PATH,
                CIFAR10.resolve("data_batch_1.bin").toString(),
                SpecKey.PREVIEW,
                "10"));
    long before = run(first).written();
    assertThat(directory.resolve("out/_preview/index.html")).exists();
    Map<SpecKey<?>, String> second =
        with(
            first,
            Map.of(
                SpecKey.INPUT_PATH,
                CIFAR10.resolve("test_batch.bin").toString(),
                SpecKey.MODE,
                "append",
                SpecKey.PREVIEW,
                "0"));
    long after = run(second).written();
    assertThat(directory.resolve("out/_preview")).doesNotExist();

    PreviewResult result = preview("out", 256);

    assertThat(result.total()).isEqualTo(before + after).isEqualTo(500);
    assertThat(result.inputs()).isEqualTo(256);
    assertThat(page("out").texts("//h:bdi[@class='key']").toString())
        .contains("data_batch_1.bin#", "test_batch.bin#");
    assertThat(page("out").texts("//h:dl//h:dd"))
        .contains(CIFAR10 + "/data_batch_1.bin, " + CIFAR10 + "/test_batch.bin", "500");
  }

  @Test
  void showsOutputsAloneWhereInputsAreGoneOrOthers() throws IOException {
    Path in = directory.resolve("in");
    Files.createDirectories(in.resolve("cat"));
    writePng(in.resolve("cat/a.png"), 9, 6);
    writePng(in.resolve("cat/b <&\"'>.png"), 12, 6);
    Files.copy(IMAGES.resolve("without-class.jpg"), in.resolve("cat/c.jpg"));
    run(folder("in", "out", Map.of()));
    Files.delete(in.resolve("cat/a.png"));
    Files.copy(
        IMAGES.resolve("cat").resolve(firstIn(IMAGES.resolve("cat"))),
        in.resolve("cat/c.jpg"),
        StandardCopyOption.REPLACE_EXISTING);

    PreviewResult result = preview("out", 10);

    assertThat(result.inputs()).isEqualTo(1);
    assertThat(page("out").texts("//h:ul[@class='notes']/h:li"))
        .startsWith(
            "1 input is not shown: it can no longer be read.",
            "1 input is not shown: it changed since: pooled again, they give other values.");
    assertThat(page("out").texts("//h:bdi[@class='key']"))
        .containsExactly("a.png", "b <&\"'>.png", "c.jpg");
    assertThat(page("out").texts("//h:bdi[@class='whole']"))
        .containsExactly("cat/a.png", "cat/b <&\"'>.png", "cat/c.jpg");
    assertThat(page("out").texts("//h:div[@class='none']")).hasSize(2).containsOnly("input gone");

    Files.walk(in)
        .sorted(java.util.Comparator.reverseOrder())
        .forEach(path -> path.toFile().delete());
    assertThat(preview("out", 10).inputs()).isZero();
    assertThat(page("out").texts("//h:ul[@class='notes']/h:li"))
        .first()
        .isEqualTo(
            "3 inputs are not shown: they can no longer be read: input path does not exist: %s."
                .formatted(in));
  }

  private static String firstIn(Path directory) {
    String[] names = directory.toFile().list((dir, name) -> name.endsWith(".jpg"));
    java.util.Arrays.sort(names);
    return names[0];
  }

  @ParameterizedTest
  @ValueSource(strings = {"array", "nested", "binary", "npy"})
  void readsEveryEncodingAndDtype(String encoding) throws IOException {
    for (String dtype : List.of("float32", "uint8")) {
      String name = encoding + "-" + dtype;
      run(with(cifar10(name), Map.of(SpecKey.ENCODING, encoding, SpecKey.DTYPE, dtype)));
      assertThat(preview(name, 5).inputs()).as(name).isEqualTo(5);
      assertThat(page(name).texts("//h:figcaption//h:span[@class='line'][2]"))
          .allMatch(text -> text.startsWith("out 3 × 10 × 10 " + dtype));
    }
  }

  @Test
  void drawsArraysByTheirRangeAndMarksWhatIsNotFinite() throws IOException {
    Path in = directory.resolve("in");
    Files.createDirectories(in);
    float[] values = new float[2 * 5 * 4 * 4];
    for (int i = 0; i < values.length; i++) {
      values[i] = i - 10;
    }
    values[0] = Float.NaN;
    values[values.length - 1] = Float.POSITIVE_INFINITY;
    Files.write(in.resolve("stack.npy"), npy(Shape.of(2, 5, 4, 4), values));

    run(
        with(
            folder("in", "out", Map.of()),
            Map.of(SpecKey.INPUT_FORMAT, "npy", SpecKey.KERNEL_SIZE, "2", SpecKey.PREVIEW, "5")));

    SheetXml page = page("out");
    assertThat(page.texts("//h:h3[parent::h:section]"))
        .containsExactly("without a class2 of 2 records");
    assertThat(page.texts("//h:bdi[@class='key']")).containsExactly("stack.npy#0", "stack.npy#1");
    assertThat(page.texts("//h:ul[@class='notes']/h:li")).hasSize(3);
    assertThat(page.texts("//h:span[@class='line']"))
        .containsExactly(
            "in 5 × 4 × 4 float32, -9 to 69, 1 NaN",
            "out 5 × 2 × 2 float32, -3 to 69, 1 NaN",
            "in 5 × 4 × 4 float32, 70 to 148, 1 infinite",
            "out 5 × 2 × 2 float32, 75 to 147, 1 infinite");
    // Four channels of each of four tensors.
    assertThat(page.pixels()).hasSize(16);
    assertThat(page.pixels().get(0)).startsWith(0xFF00FF, 0x000000, 0x030303);
  }

  private static byte[] npy(Shape shape, float[] values) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes(NpyHeader.write(DType.FLOAT32, shape));
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    file.writeBytes(bytes.array());
    return file.toByteArray();
  }

  @Test
  void worksInAPartitionedTableOfAnotherFileSystem() throws IOException {
    Configuration conf = spark.sparkContext().hadoopConfiguration();
    conf.setClass("fs.locked.impl", LockedFileSystem.class, RawLocalFileSystem.class);
    String table = "locked://" + directory.resolve("a table #1");
    run(
        with(
            images("x"),
            Map.of(
                SpecKey.INPUT_PATH,
                "locked://" + IMAGES,
                SpecKey.OUTPUT_PATH,
                table,
                SpecKey.PARTITION_BY,
                "label_name",
                SpecKey.PREVIEW,
                "12")));

    assertThat(page("a table #1").texts("//h:figure")).hasSize(12);
    assertThat(page("a table #1").pixels()).hasSize(24);
  }

  @Test
  void putsThePageWhereItIsAskedFor() throws IOException {
    run(cifar10("out"));
    String table = directory.resolve("out").toString();
    Path pages = Files.createDirectories(directory.resolve("pages.html"));
    for (String output : List.of("a/b/page.html", "c", "pages.html")) {
      new PreviewJob(spark)
          .run(
              new PreviewSpec(
                  table,
                  Optional.of(directory.resolve(output).toString()),
                  1,
                  OptionalInt.of(3),
                  Optional.empty()));
    }
    assertThat(directory.resolve("a/b/page.html")).exists();
    assertThat(directory.resolve("a/b")).isDirectoryNotContaining("glob:**crc");
    assertThat(directory.resolve("c/index.html")).exists();
    assertThat(pages.resolve("index.html")).exists();
    assertThat(SheetXml.of(Files.readAllBytes(pages.resolve("index.html"))).texts("//@style"))
        .containsExactly("--columns: 3");
    assertThat(directory.resolve("out/_preview")).doesNotExist();

    Path thesis = Files.writeString(directory.resolve("thesis.html"), "<p>years</p>");
    assertRefused(
        table,
        thesis.toString(),
        "--output: file:%s: exists, and is no preview: another file is wanted".formatted(thesis));
    assertThat(thesis).hasContent("<p>years</p>");
    assertRefused(
        table,
        table + "/page.html",
        "--output: %1$s/page.html: lies in the table, which has a place for it: file:%1$s/_preview"
            .formatted(table));
    assertThat(directory.resolve("out/page.html")).doesNotExist();
  }

  @Test
  void whatIsNoTableIsCode2() throws IOException {
    String missing = directory.resolve("missing").toString();
    assertRefused(missing, null, "TABLE: %s: no such table".formatted(missing));
    run(cifar10("out"));
    Path copy = Files.createDirectories(directory.resolve("copy"));
    for (String name : directory.resolve("out").toFile().list((dir, n) -> n.endsWith("parquet"))) {
      Files.copy(directory.resolve("out").resolve(name), copy.resolve(name));
    }
    assertThatThrownBy(() -> preview("copy", 1))
        .hasMessageStartingWith("TABLE: %s: not a table: it holds part-".formatted(copy));
    Files.delete(directory.resolve("out/_SUCCESS"));
    assertRefused(
        directory.resolve("out").toString(),
        null,
        "TABLE: %s: an unfinished table: it has no _SUCCESS".formatted(directory.resolve("out")));
  }

  private void assertRefused(String table, String output, String line) {
    assertThatThrownBy(
            () ->
                new PreviewJob(spark)
                    .run(
                        new PreviewSpec(
                            table,
                            Optional.ofNullable(output),
                            1,
                            OptionalInt.empty(),
                            Optional.empty())))
        .asInstanceOf(type(JobException.class))
        .satisfies(
            e -> {
              assertThat(e.lines()).containsExactly(line);
              assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE);
            });
  }
}
