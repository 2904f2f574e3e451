package io.sparkmaxpool.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkmaxpool.dataset.TestFileSystem;
import io.sparkmaxpool.sql.SparkTest;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The image formats as data sources: columns, options, modes, messages. */
@ExtendWith(SparkTest.class)
class ImageSourceTest {
  private static final String CIFAR10 = "data/cifar10";
  private static final String IMAGES = "data/images";

  private final SparkSession spark;
  @TempDir Path directory;

  ImageSourceTest(SparkSession spark) {
    this.spark = spark;
  }

  private DataFrameReader reader(String format) {
    return spark.read().format(format);
  }

  @ParameterizedTest
  @ValueSource(strings = {"cifar10", "cifar100", "image-folder"})
  void everyFormatHasTheSameColumns(String format) {
    assertThat(reader(format).load("data/" + format.replace("image-folder", "images")).schema())
        .hasToString(
            "StructType(StructField(key,StringType,false),StructField(label,IntegerType,true),"
                + "StructField(label_name,StringType,true),"
                + "StructField(image,StructType(StructField(dtype,StringType,false),"
                + "StructField(shape,ArrayType(IntegerType,false),false),"
                + "StructField(data,BinaryType,false)),true))");
  }

  @Test
  void cifarRowsHaveKeyLabelNameAndImage() {
    List<Row> rows = reader("cifar10").load(CIFAR10).orderBy("key").collectAsList();

    assertThat(rows).hasSize(500);
    Row first = rows.get(0);
    assertThat(first.getString(0)).isEqualTo("data_batch_1.bin#0");
    assertThat(first.getStruct(3).getString(0)).isEqualTo("uint8");
    assertThat(first.getStruct(3).getList(1)).isEqualTo(List.of(3, 32, 32));
    assertThat(first.getStruct(3).<byte[]>getAs(2)).hasSize(3072);
    assertThat(
            reader("cifar10").load(CIFAR10).groupBy("label", "label_name").count().collectAsList())
        .hasSize(10)
        .allMatch(row -> row.getLong(2) == 50);
  }

  @Test
  void rowsThatSparkKeepsStayAsTheyWere() {
    Dataset<Row> images = reader("cifar10").option("split-size", 50 * 3073).load(CIFAR10);
    assertThat(images.javaRDD().getNumPartitions()).isEqualTo(10);

    // A sort and a cache keep rows while the reader goes on to the next.
    Dataset<Row> cached = images.cache();
    assertThat(cached.orderBy("key").collectAsList().stream().map(ImageSourceTest::text))
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(
            images.collectAsList().stream().map(ImageSourceTest::text).toList());
    cached.unpersist();
  }

  private static String text(Row row) {
    return row.getString(0)
        + row.get(1)
        + row.get(2)
        + new BigInteger(row.getStruct(3).<byte[]>getAs(2));
  }

  @Test
  void hiddenColumnsTellTheReasonAndTheLength() throws IOException {
    Dataset<Row> images = reader("image-folder").load(IMAGES);
    assertThat(images.columns()).doesNotContain("_bad_record", "_length");

    List<Row> bad =
        images
            .selectExpr("key", "label_name", "image", "_bad_record", "_length")
            .where("_bad_record IS NOT NULL")
            .collectAsList();

    assertThat(bad).hasSize(1);
    long length = Files.size(Path.of(IMAGES, "cat/cut-off.jpg"));
    Row row = bad.get(0);
    assertThat(row.getString(0)).isEqualTo("cat/cut-off.jpg");
    assertThat(row.getString(1)).isEqualTo("cat");
    assertThat(row.isNullAt(2)).isTrue();
    assertThat(row.getLong(4)).isEqualTo(length);
    Row reason = row.getStruct(3);
    assertThat(reason.schema().fieldNames())
        .containsExactly("stage", "error", "message", "length", "input_shape");
    assertThat(reason.getString(0)).isEqualTo("decode");
    assertThat(reason.getString(1)).isEqualTo("truncated");
    assertThat(reason.getString(2)).isNotBlank();
    assertThat(reason.getLong(3)).isEqualTo(length);
    assertThat(reason.getList(4)).hasSize(3).startsWith(3);
    assertThat(images.where("_length > 0").count()).isEqualTo(29);
  }

  @Test
  void aPartOfAStructIsThatPart() {
    Dataset<Row> images = reader("image-folder").load(IMAGES);

    assertThat(
            images
                .where("image.shape[1] > 0")
                .selectExpr("image.dtype", "size(image.shape)", "length(image.data) % 3")
                .distinct()
                .collectAsList())
        .extracting(Row::toString)
        .containsExactly("[uint8,3,0]");
    assertThat(
            images
                .where("_bad_record.error IS NOT NULL")
                .selectExpr(
                    "_bad_record.error", "_bad_record.stage", "_bad_record.length = _length")
                .collectAsList())
        .extracting(Row::toString)
        .containsExactly("[truncated,decode,true]");
  }

  @Test
  void permissiveKeepsBadRecordsAndDropmalformedLeavesThemOut() {
    assertThat(reader("image-folder").load(IMAGES).where("image IS NULL").count()).isEqualTo(1);
    assertThat(reader("image-folder").load(IMAGES).count()).isEqualTo(29);
    DataFrameReader dropping = reader("image-folder").option("mode", "dropMalformed");
    assertThat(dropping.load(IMAGES).count()).isEqualTo(28);
    assertThat(dropping.load(IMAGES).where("image IS NULL").count()).isZero();
    assertThat(dropping.load(IMAGES).select("key").collectAsList()).hasSize(28);
  }

  @Test
  void failfastFailsWithTheKeyAndTheReason() {
    assertThatThrownBy(() -> reader("image-folder").option("mode", "FAILFAST").load(IMAGES).count())
        .hasStackTraceContaining("bad record cat/cut-off.jpg: ");
  }

  @Test
  void countingOpensNoImage() throws IOException {
    spark.sparkContext().hadoopConfiguration().set("fs.test.impl", TestFileSystem.class.getName());
    Dataset<Row> images = reader("image-folder").load("test:" + Path.of(IMAGES).toAbsolutePath());
    assertThat(ImageTable.of(images).listing().records()).hasValue(29);
    long opened = TestFileSystem.opened();

    assertThat(images.count()).isEqualTo(29);
    assertThat(images.groupBy("label_name").count().collectAsList()).hasSize(6);
    assertThat(images.select("key", "_length").collectAsList()).hasSize(29);
    assertThat(TestFileSystem.opened()).isEqualTo(opened);

    assertThat(images.select("image.shape").collectAsList()).hasSize(29);
    assertThat(TestFileSystem.opened()).isEqualTo(opened + 29);
  }

  @Test
  void sqlSeesADatasetAsAView() {
    spark.sql("CREATE OR REPLACE TEMPORARY VIEW c USING cifar10 OPTIONS (path '" + CIFAR10 + "')");
    spark.sql(
        "CREATE OR REPLACE TEMPORARY VIEW f USING `image-folder` OPTIONS (path '%s', mode 'dropmalformed')"
            .formatted(IMAGES));

    assertThat(spark.sql("SELECT count(*), count(DISTINCT key) FROM c").head())
        .hasToString("[500,500]");
    assertThat(
            spark
                .sql("SELECT label, label_name, count(*) FROM f GROUP BY 1, 2 ORDER BY 1")
                .collectAsList())
        .extracting(Row::toString)
        .containsExactly(
            "[null,null,1]",
            "[0,automobile,6]",
            "[1,bird,6]",
            "[2,cat,5]",
            "[3,dog,5]",
            "[4,ship,5]");
  }

  @Test
  void severalPathsAreOneDataset() {
    assertThat(
            reader("image-folder")
                .load(IMAGES + "/cat", IMAGES + "/dog")
                .where("label_name = 'dog' AND label = 1 AND key LIKE 'dog/%'")
                .count())
        .isEqualTo(5);
    assertThat(reader("cifar10").load(CIFAR10 + "/*.bin", CIFAR10).count()).isEqualTo(500);
  }

  @Test
  void aSmallerPixelLimitMakesLargeImagesBad() {
    assertThat(
            reader("image-folder")
                .option("max-pixels", 1)
                .load(IMAGES)
                .where("_bad_record.error = 'too-large'")
                .count())
        .isEqualTo(29);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "color|red|cifar10: unknown option color; known are [max-pixels, mode, path, paths, split-size]",
        "mode|STRICT|option mode: 'STRICT' is none of PERMISSIVE, DROPMALFORMED, FAILFAST",
        "split-size|128MB|option split-size: '128MB' is not a whole number above 0",
        "split-size|0|option split-size: '0' is not a whole number above 0",
        "max-pixels|-1|option max-pixels: '-1' is not a whole number above 0",
      })
  void mistakesInOptionsFailWhenLoaded(String option, String value, String message) {
    assertThatThrownBy(() -> reader("cifar10").option(option, value).load(CIFAR10))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void aMissingPathIsNamed() {
    assertThatThrownBy(() -> reader("cifar10").load(directory + "/none").count())
        .hasMessageContaining("input path does not exist: " + directory + "/none");
    assertThatThrownBy(() -> reader("image-folder").load(directory + "/*.x").count())
        .hasMessageContaining("input path matches nothing: " + directory + "/*.x");
    assertThatThrownBy(() -> reader("cifar10").load().count())
        .hasMessageContaining("no input path is given");
  }

  @Test
  void anEmptyDirectoryHasNoRows() {
    assertThat(reader("cifar10").load(directory.toString()).count()).isZero();
    assertThat(reader("image-folder").load(directory.toString()).collectAsList()).isEmpty();
  }

  @Test
  void onlyAnImageSourceHasAListing() {
    assertThatThrownBy(() -> ImageTable.of(spark.range(1).toDF()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("not an image data source: ");
  }
}
