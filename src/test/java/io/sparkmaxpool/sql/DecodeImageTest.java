package io.sparkmaxpool.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code decode_image}. */
@ExtendWith(SparkTest.class)
class DecodeImageTest {
  private static final String IMAGES = "data/images";

  private final SparkSession spark;

  DecodeImageTest(SparkSession spark) {
    this.spark = spark;
  }

  @Test
  void givesWhatTheDataSourceGives() {
    // Spark's own reader of files, the decoder as a function: the image folder; other files are
    // none.
    List<Row> decoded =
        spark
            .read()
            .format("binaryFile")
            .option("recursiveFileLookup", "true")
            .load(IMAGES)
            .selectExpr(
                "regexp_extract(path, 'data/images/(.*)', 1) AS key",
                "try_decode_image(content) AS image")
            .selectExpr("key", "image.dtype", "image.shape", "sha2(image.data, 256)")
            .where("dtype IS NOT NULL")
            .orderBy("key")
            .collectAsList();
    List<Row> source =
        spark
            .read()
            .format("image-folder")
            .load(IMAGES)
            .selectExpr("key", "image.dtype", "image.shape", "sha2(image.data, 256)")
            .where("dtype IS NOT NULL")
            .orderBy("key")
            .collectAsList();

    assertThat(decoded).hasSize(28).isEqualTo(source);
  }

  @Test
  void isAUint8TensorThatPools() {
    Row row =
        spark
            .sql(
                "SELECT typeof(tensor_max(i)), tensor_shape(max_pool2d(i, 1)), try_decode_image(NULL) FROM (SELECT decode_image(X'424D1E000000000000001A0000000C000000010001000100180003020100') AS i)")
            .head();

    assertThat(row.getString(0)).isEqualTo("smallint");
    assertThat(row.<Integer>getList(1)).isEqualTo(List.of(3, 1, 1));
    assertThat(row.get(2)).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "424D1E00|decode_image: stage decode, truncated: BMP ends at byte 4: 4 bytes are needed at byte 10",
        "00112233445566778899AABB|decode_image: stage decode, unsupported: the first bytes are 00112233: JPEG, PNG, BMP, GIF, WebP and TIFF are read",
        // An info header of 60000 x 60000 pixels.
        "424D0000000000000000360000002800000060EA000060EA000001001800000000000000000000000000000000000000000000000000|decode_image: stage decode, too-large: 60000 x 60000 is 3600000000 pixels: at most 178956970 are accepted",
      })
  void aRottenImageFailsWithTheReasonAndItsTwinGivesNull(String hex, String message) {
    spark
        .createDataset(List.of(HexFormat.of().parseHex(hex)), Encoders.BINARY())
        .createOrReplaceTempView("rotten");

    assertThatThrownBy(() -> spark.sql("SELECT decode_image(value) FROM rotten").collect())
        .hasStackTraceContaining(message);
    assertThat(spark.sql("SELECT try_decode_image(value) FROM rotten").head().get(0)).isNull();
  }

  /** Some bits of each sample are others, or it ends early. */
  private static List<byte[]> mutants() throws IOException {
    List<byte[]> mutants = new ArrayList<>();
    try (Stream<Path> samples = Files.list(Path.of("src/test/resources/images"))) {
      for (Path sample : samples.sorted().toList()) {
        for (int i = 0; i < 4; i++) {
          byte[] bytes = Files.readAllBytes(sample);
          Random random = new Random(mutants.size());
          bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
          mutants.add(i > 0 ? bytes : Arrays.copyOf(bytes, random.nextInt(bytes.length)));
        }
      }
    }
    return mutants;
  }

  @Test
  void aMutantIsATensorOrFailsWithALineAndItsTwinGivesNull() throws IOException {
    List<byte[]> mutants = mutants();
    List<Row> rows =
        spark
            .createDataset(mutants, Encoders.BINARY())
            .selectExpr("value", "try_decode_image(value) AS image")
            .selectExpr(
                "value",
                "image IS NULL",
                "length(image.data) = aggregate(image.shape, 1, (a, b) -> a * b)")
            .collectAsList();

    assertThat(rows).hasSameSizeAs(mutants).hasSizeGreaterThan(300);
    assertThat(rows).filteredOn(row -> row.getBoolean(1)).hasSizeBetween(100, 300);
    for (Row row : rows) {
      byte[] bytes = row.getAs(0);
      if (row.getBoolean(1)) {
        assertThatThrownBy(() -> ImageFunctions.decodeImage(bytes))
            .isInstanceOf(IllegalArgumentException.class)
            .message()
            .matches("decode_image: stage decode, [a-z-]+: [^\\x00-\\x1F]+");
      } else {
        assertThat(row.getBoolean(2)).isTrue();
      }
    }
  }

  @Test
  void bytesAreBinary() {
    assertThatThrownBy(() -> spark.sql("SELECT decode_image('x')"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("decode_image: bytes must be binary, but got string");
  }
}
