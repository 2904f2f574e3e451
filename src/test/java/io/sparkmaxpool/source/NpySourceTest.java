package io.sparkmaxpool.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkmaxpool.dataset.TestFileSystem;
import io.sparkmaxpool.sql.SparkTest;
import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.NpyHeader;
import io.sparkmaxpool.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code npy} as a data source: the dtype of its images, and its own option. */
@ExtendWith(SparkTest.class)
class NpySourceTest {
  private static final Path SAMPLES = Path.of("src", "test", "resources", "npy").toAbsolutePath();

  private final SparkSession spark;
  @TempDir Path directory;

  NpySourceTest(SparkSession spark) {
    this.spark = spark;
  }

  private Path write(String name, DType dtype, int... shape) throws IOException {
    byte[] header = NpyHeader.write(dtype, Shape.of(shape));
    int bytes = (int) Shape.of(shape).elements() * dtype.bytes();
    byte[] file = Arrays.copyOf(header, header.length + bytes);
    for (int i = 0; i < bytes; i += dtype.bytes()) {
      file[header.length + i] = (byte) (i / dtype.bytes());
    }
    return Files.write(directory.resolve(name), file);
  }

  private static DataType elements(Dataset<Row> rows) {
    return ((ArrayType) rows.schema().fields()[0].dataType()).elementType();
  }

  @ParameterizedTest
  @CsvSource({
    "uint8,smallint",
    "int8,tinyint",
    "int16,smallint",
    "int32,int",
    "int64,bigint",
    "float16,float",
    "float32,float",
    "float64,double"
  })
  void theImagesAreOfTheFilesDType(String dtype, String element) {
    spark.sql(
        "CREATE OR REPLACE TEMPORARY VIEW arrays USING npy OPTIONS (path '%s')"
            .formatted(SAMPLES.resolve(dtype + "-little-C-4d.npy")));

    Dataset<Row> pooled = spark.sql("SELECT tensor_data(max_pool2d(image, 2)) FROM arrays");

    assertThat(elements(pooled).catalogString()).isEqualTo(element);
    assertThat(pooled.collectAsList()).hasSize(5).allMatch(row -> row.getList(0).size() == 18);
    assertThat(spark.sql("SELECT DISTINCT image.dtype, image.shape FROM arrays").collectAsList())
        .extracting(Row::toString)
        .containsExactly("[%s,ArraySeq(3, 4, 7)]".formatted(dtype));
  }

  @Test
  void valuesKeysAndTheHiddenColumnsAreThere() throws IOException {
    Path file = write("a.npy", DType.INT32, 2, 1, 2, 2);

    assertThat(
            spark
                .read()
                .format("npy")
                .load(file.toString())
                .selectExpr(
                    "key",
                    "label",
                    "label_name",
                    "tensor_data(image)",
                    "tensor_data(max_pool2d(image, 2))",
                    "_bad_record",
                    "_length")
                .collectAsList())
        .extracting(Row::toString)
        .containsExactly(
            "[a.npy#0,null,null,ArraySeq(0, 1, 2, 3),ArraySeq(3),null,16]",
            "[a.npy#1,null,null,ArraySeq(4, 5, 6, 7),ArraySeq(7),null,16]");
  }

  @Test
  void filesOfSeveralDTypesAreOneDatasetWhoseRowsKnowTheirs() throws IOException {
    write("a.npy", DType.INT32, 1, 2, 2);
    write("b.npy", DType.UINT8, 1, 2, 2);

    Dataset<Row> images = spark.read().format("npy").load(directory.toString());
    Dataset<Row> pooled = images.selectExpr("tensor_data(max_pool2d(image, 2))");

    assertThat(ImageTable.of(images).listing().dtype()).isEmpty();
    assertThat(elements(pooled).catalogString()).isEqualTo("double");
    assertThat(pooled.collectAsList())
        .extracting(row -> row.getList(0))
        .containsExactly(List.of(3.0), List.of(3.0));
    assertThat(images.selectExpr("image.dtype").collectAsList())
        .extracting(row -> row.getString(0))
        .containsExactly("int32", "uint8");
  }

  @Test
  void aLayoutMovesTheAxes() throws IOException {
    Path stack = write("a.npy", DType.UINT8, 1, 1, 2, 3);
    Path file = write("b.npy", DType.UINT8, 2, 1, 2);

    assertThat(read(stack, null))
        .containsExactly("[a.npy#0,ArraySeq(1, 2, 3),ArraySeq(0, 1, 2, 3, 4, 5)]");
    assertThat(read(stack, "NHWC"))
        .containsExactly("[a.npy#0,ArraySeq(3, 1, 2),ArraySeq(0, 3, 1, 4, 2, 5)]");
    assertThat(read(file, "chw")).containsExactly("[b.npy,ArraySeq(2, 1, 2),ArraySeq(0, 1, 2, 3)]");
    assertThat(read(file, "NHW"))
        .containsExactly(
            "[b.npy#0,ArraySeq(1, 1, 2),ArraySeq(0, 1)]",
            "[b.npy#1,ArraySeq(1, 1, 2),ArraySeq(2, 3)]");
    assertThat(read(file, "NCHW")).containsExactly("[b.npy,null,null]");
  }

  private List<String> read(Path file, String layout) {
    var reader = spark.read().format("npy");
    return (layout == null ? reader : reader.option("layout", layout))
            .load(file.toString())
            .selectExpr("key", "image.shape", "tensor_data(image)")
            .collectAsList()
            .stream()
            .map(Row::toString)
            .toList();
  }

  @Test
  void onlyNpyKnowsALayout() throws IOException {
    Path file = write("a.npy", DType.UINT8, 1, 2, 2);

    assertThatThrownBy(
            () -> spark.read().format("npy").option("layout", "HWC").load(file.toString()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("option layout: 'HWC' is none of [CHW, NCHW, NHW, NHWC]");
    assertThatThrownBy(() -> spark.read().format("npy").option("axes", "HWC").load(file.toString()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "npy: unknown option axes; known are [images, labels, layout, max-pixels, mode, path, paths, split-size]");
    assertThatThrownBy(
            () -> spark.read().format("cifar10").option("layout", "CHW").load("data/cifar10"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "cifar10: unknown option layout; known are [max-pixels, mode, path, paths, split-size]");
  }

  @Test
  void filesAreOpenedOnceForTheirHeadersAndOnceForTheirRecords() throws IOException {
    spark.sparkContext().hadoopConfiguration().set("fs.test.impl", TestFileSystem.class.getName());
    for (int i = 0; i < 5; i++) {
      write(i + ".npy", DType.UINT8, 3, 1, 2, 2);
    }
    long opened = TestFileSystem.opened();
    Dataset<Row> images = spark.read().format("npy").load("test:" + directory);

    assertThat(images.count()).isEqualTo(15);
    assertThat(TestFileSystem.opened()).isEqualTo(opened + 5);
    assertThat(images.select("image.data").collectAsList()).hasSize(15);
    assertThat(TestFileSystem.opened()).isEqualTo(opened + 10);
  }

  @Test
  void badRecordsTellTheReason() throws IOException {
    Path file = write("a.npy", DType.UINT8, 3, 1, 2, 2);
    Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 128 + 9));
    Files.writeString(directory.resolve("b.npy"), "no array");

    assertThat(
            spark
                .read()
                .format("npy")
                .load(directory.toString())
                .selectExpr("key", "image IS NULL", "_bad_record.error", "_length")
                .collectAsList())
        .extracting(Row::toString)
        .containsExactly(
            "[a.npy#0,false,null,4]",
            "[a.npy#1,false,null,4]",
            "[a.npy#2,true,truncated,1]",
            "[b.npy,true,corrupt,8]");
    assertThatThrownBy(
            () ->
                spark
                    .read()
                    .format("npy")
                    .option("mode", "FAILFAST")
                    .load(directory.toString())
                    .count())
        .hasStackTraceContaining("bad record a.npy#2: " + file + " ends 1 bytes into");
  }

  @Test
  void aMissingPathIsNamedAndADirectoryWithoutArraysHasNoRows() {
    assertThatThrownBy(() -> spark.read().format("npy").load(directory + "/none").count())
        .hasMessageContaining("input path does not exist: " + directory + "/none");
    assertThat(spark.read().format("npy").load(directory.toString()).count()).isZero();
  }

  @Test
  void recordsWithoutAnElementArePooledWithPyTorchsText() throws IOException {
    write("a.npy", DType.FLOAT32, 2, 0, 2, 2);
    write("b.npy", DType.FLOAT32, 2, 3, 0, 2);

    assertThat(
            spark
                .read()
                .format("npy")
                .load(directory.toString())
                .selectExpr("key", "max_pool2d_error(image, 2)")
                .collectAsList())
        .extracting(Row::toString)
        .containsExactly(
            "[a.npy#0,Expected 3D or 4D (batch mode) tensor with optional 0 dim batch size for input, but got:[0, 2, 2]]",
            "[a.npy#1,Expected 3D or 4D (batch mode) tensor with optional 0 dim batch size for input, but got:[0, 2, 2]]",
            "[b.npy#0,Expected 3D or 4D (batch mode) tensor with optional 0 dim batch size for input, but got:[3, 0, 2]]",
            "[b.npy#1,Expected 3D or 4D (batch mode) tensor with optional 0 dim batch size for input, but got:[3, 0, 2]]");
  }
}
