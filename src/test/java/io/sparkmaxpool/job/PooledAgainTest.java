package io.sparkmaxpool.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmaxpool.dataset.DatasetFormat;
import io.sparkmaxpool.dataset.FormatOptions;
import io.sparkmaxpool.dataset.RecordsByKey;
import io.sparkmaxpool.parquet.Encoding;
import io.sparkmaxpool.pooling.MaxPool2d;
import io.sparkmaxpool.pooling.Pool2dParams;
import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Tensor;
import io.sparkmaxpool.tensor.ToTensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A table of the job is a dataset of its own: pooled again, it holds what pooling twice gives. */
class PooledAgainTest extends PoolJobFixture {
  private static final MaxPool2d FIRST = MaxPool2d.of(Pool2dParams.of(3));
  private static final MaxPool2d SECOND = MaxPool2d.of(Pool2dParams.of(2));

  PooledAgainTest(SparkSession spark) {
    super(spark);
  }

  private Map<SpecKey<?>, String> again(Map<SpecKey<?>, String> more) {
    return with(
        Map.of(
            SpecKey.INPUT_FORMAT,
            "parquet",
            SpecKey.INPUT_PATH,
            directory.resolve("once").toString(),
            SpecKey.KERNEL_SIZE,
            "2",
            SpecKey.OUTPUT_PATH,
            directory.resolve("twice").toString(),
            SpecKey.ENCODING,
            "binary"),
        more);
  }

  /** The key that a record had in the first table, by its key in the second. */
  private Map<String, String> firstKeys() throws IOException {
    Map<String, String> keys = new HashMap<>();
    Path once = directory.resolve("once");
    try (Stream<Path> files = Files.walk(once)) {
      for (Path file :
          files
              .filter(path -> path.getFileName().toString().endsWith(".parquet"))
              .filter(path -> !path.toString().contains("/_"))
              .toList()) {
        List<Row> rows =
            spark.read().parquet(file.toString()).coalesce(1).select("key").collectAsList();
        for (int i = 0; i < rows.size(); i++) {
          keys.put(once.relativize(file) + "#" + i, rows.get(i).getString(0));
        }
      }
    }
    return keys;
  }

  private void assertPooledTwice(DType dtype) throws IOException {
    RecordsByKey images =
        RecordsByKey.in(
            DatasetFormat.CIFAR10,
            List.of(CIFAR10.toString()),
            new DatasetFormat.ListOptions(
                Optional.empty(), FormatOptions.NONE, new Configuration()),
            1 << 20);
    Map<String, String> firstKeys = firstKeys();
    Map<String, Row> once = new HashMap<>();
    for (Row row : spark.read().parquet(directory.resolve("once").toString()).collectAsList()) {
      once.put(row.getAs("key"), row);
    }
    List<Row> rows = spark.read().parquet(directory.resolve("twice").toString()).collectAsList();
    assertThat(rows).hasSize(500);
    for (Row row : rows) {
      String key = firstKeys.get(row.<String>getAs("key"));
      Tensor image = images.find(key).orElseThrow().tensor();
      Tensor stored = dtype == DType.UINT8 ? image : ToTensor.of(image);
      Tensor expected = SECOND.apply(FIRST.apply(stored));
      assertThat(row.<String>getAs("dtype")).isEqualTo(dtype.label());
      assertThat(row.getList(row.fieldIndex("input_shape"))).isEqualTo(List.of(3, 10, 10));
      assertThat(row.getList(row.fieldIndex("shape"))).isEqualTo(List.of(3, 5, 5));
      assertThat(row.<byte[]>getAs("pooled")).as(key).isEqualTo(expected.data());
      assertThat(row.<Integer>getAs("label")).isEqualTo(once.get(key).<Integer>getAs("label"));
      assertThat(row.<String>getAs("label_name"))
          .isEqualTo(once.get(key).<String>getAs("label_name"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyEncodingCanBePooledAgain(Encoding encoding) throws IOException {
    run(with(cifar10("once"), Map.of(SpecKey.ENCODING, encoding.label())));

    PoolResult result = run(again(Map.of()));

    assertThat(result.written()).isEqualTo(500);
    assertPooledTwice(DType.FLOAT32);
  }

  @Test
  void classesAreThoseOfTheDirectoriesOfAPartitionedTable() throws IOException {
    run(
        with(
            cifar10("once"),
            Map.of(SpecKey.PARTITION_BY, "label,label_name", SpecKey.DTYPE, "uint8")));

    run(again(Map.of()));

    assertPooledTwice(DType.UINT8);
  }

  @Test
  void aRottenPageIsOneBadRecordThatStandsForTheRestOfItsRowGroupUntilTheFileIsMended()
      throws IOException {
    run(with(cifar10("once"), Map.of(SpecKey.DTYPE, "uint8", SpecKey.ROW_GROUP_SIZE, "64KB")));
    Path file;
    try (Stream<Path> files = Files.list(directory.resolve("once"))) {
      file = files.filter(path -> path.toString().endsWith(".parquet")).findFirst().orElseThrow();
    }
    byte[] whole = Files.readAllBytes(file);
    byte[] rotten = whole.clone();
    rotten[whole.length / 2] ^= 1;
    Files.write(file, rotten);

    PoolResult result = run(again(Map.of()));

    assertThat(result.bad()).isOne();
    assertThat(result.written()).isBetween(100L, 499L);
    assertThat(
            spark
                .read()
                .parquet(directory.resolve("twice/_bad_records").toString())
                .select("message")
                .head()
                .getString(0))
        .startsWith(file.toString())
        .contains(", column pooled.list.element, page at byte ")
        .contains(": its CRC-32 is ")
        .contains("; %d rows from row ".formatted(500 - result.written()));

    Files.write(file, whole);
    run(again(Map.of(SpecKey.RETRY_BAD, "true")));

    assertPooledTwice(DType.UINT8);
    assertThat(directory.resolve("twice/_bad_records")).doesNotExist();
    assertThat(
            new VerifyJob(spark)
                .run(new VerifySpec(directory.resolve("twice").toString(), 500))
                .faults())
        .isEmpty();
  }
}
