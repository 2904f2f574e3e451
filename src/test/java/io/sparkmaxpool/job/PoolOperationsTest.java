package io.sparkmaxpool.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmaxpool.pooling.IndexedPool2d;
import io.sparkmaxpool.pooling.Pool2d;
import io.sparkmaxpool.pooling.PooledWithIndices;
import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Shape;
import io.sparkmaxpool.tensor.Tensor;
import io.sparkmaxpool.tensor.ToTensor;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every operation of a job gives what the operation gives in Java, record by record. */
class PoolOperationsTest extends PoolJobFixture {
  private static final int RECORD_BYTES = 3073;

  PoolOperationsTest(SparkSession spark) {
    super(spark);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "op=max kernel-size=3 stride=2 padding=1 dilation=2 return-indices=true",
        "op=avg kernel-size=3 stride=2 padding=1 ceil-mode=true",
        "op=avg kernel-size=3,2 count-include-pad=false padding=1",
        "op=avg kernel-size=2 divisor-override=-3",
        "op=lp norm-type=2 kernel-size=3",
        "op=lp norm-type=1.5 kernel-size=2 ceil-mode=true",
        "op=lp norm-type=inf kernel-size=4",
        "op=lp norm-type=-.inf kernel-size=4",
        "op=adaptive-max output-size=7 return-indices=true",
        "op=adaptive-max output-size=null,4",
        "op=adaptive-avg output-size=5,9",
        "op=adaptive-avg output-size=1",
      })
  void poolsImagesAsFloats(String parameters) throws IOException {
    Map<SpecKey<?>, String> options = with(cifar10("out"), pool(parameters));

    PoolResult result = run(options);

    assertThat(result.written()).isEqualTo(500);
    assertThat(result.bad()).isZero();
    JobSpec spec = spec(options);
    List<Row> rows =
        spark.read().parquet(directory.resolve("out").toString()).orderBy("key").collectAsList();
    Pool2d pool = spec.pool().operation();
    byte[] file = Files.readAllBytes(CIFAR10.resolve("data_batch_1.bin"));
    int compared = 0;
    for (Row row : rows) {
      String key = row.getAs("key");
      if (!key.startsWith("data_batch_1.bin#")) {
        continue;
      }
      Tensor image = image(file, Integer.parseInt(key.substring(key.indexOf('#') + 1)));
      assertThat(row.<String>getAs("dtype")).isEqualTo("float32");
      Tensor values = pool.apply(image);
      assertThat(floats(row)).as(key).isEqualTo(values);
      if (spec.pool().returnIndices()) {
        PooledWithIndices both = ((IndexedPool2d) pool).applyWithIndices(image);
        assertThat(row.getList(row.fieldIndex("indices")))
            .as(key)
            .isEqualTo(Arrays.stream(both.indices().toLongs()).boxed().toList());
      }
      compared++;
    }
    assertThat(compared).isGreaterThanOrEqualTo(100);
  }

  @Test
  void adaptiveOperationsMakeImagesOfAllSizesOneShape() throws IOException {
    PoolResult result = run(with(images("out"), pool("op=adaptive-avg output-size=7")));

    assertThat(result.written()).isEqualTo(28);
    assertThat(Files.readString(directory.resolve("out/_run.json")))
        .contains("\"footer\" : \"arrow\"");
    assertThat(
            spark
                .read()
                .parquet(directory.resolve("out").toString())
                .select("shape")
                .distinct()
                .collectAsList())
        .singleElement()
        .satisfies(row -> assertThat(row.getList(0)).isEqualTo(List.of(3, 7, 7)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "op=avg kernel-size=2 | pool: \"avg_pool2d\" not implemented for 'Byte'; --dtype float32 makes floats of it first",
        "op=lp norm-type=2 kernel-size=2 | pool: \"avg_pool2d\" not implemented for 'Byte'; --dtype float32 makes floats of it first",
        "op=lp norm-type=2.0 kernel-size=2 | pool: output.dtype: uint8: LPPool2d(norm_type=2.0, kernel_size=2, stride=2, ceil_mode=False) makes float32 of it",
        "op=adaptive-max output-size=2 | pool: \"adaptive_max_pool2d\" not implemented for 'Byte'; --dtype float32 makes floats of it first",
        "op=adaptive-avg output-size=2 | pool: \"adaptive_avg_pool2d\" not implemented for 'Byte'; --dtype float32 makes floats of it first",
      })
  void operationsOfFloatsRefuseBytes(String parameters, String line) {
    assertRefused(
        with(with(cifar10("out"), pool(parameters)), Map.of(SpecKey.DTYPE, "uint8")),
        ExitCode.USAGE,
        line);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "op=avg kernel-size=2 divisor-override=0 | pool: divisor must be not zero",
        "op=lp norm-type=0 kernel-size=2 | pool: norm_type must be a non-zero value, but got 0",
        "op=adaptive-avg output-size=-1 | pool: adaptive_avg_pool2d: elements of output_size must be greater than or equal to 0 but received {-1, -1}",
        "op=adaptive-max output-size=-1 | pool: Trying to create tensor with negative dimension -1: [3, -1, -1]",
        "op=avg kernel-size=33 | pool: Given input size: (3x32x32). Calculated output size: (3x0x0). Output size is too small",
      })
  void parametersThatCannotHoldAreCode2WithPyTorchsText(String parameters, String line) {
    assertRefused(with(cifar10("out"), pool(parameters)), ExitCode.USAGE, line);
  }

  /**
   * {@code kernel-size=3 stride=2} as options; those of the fixture's max pooling are taken out.
   */
  private static Map<SpecKey<?>, String> pool(String parameters) {
    Map<SpecKey<?>, String> options = new java.util.HashMap<>();
    options.put(SpecKey.KERNEL_SIZE, "null");
    for (String parameter : parameters.split(" ")) {
      String[] pair = parameter.split("=", 2);
      options.put(
          SpecKey.all().stream()
              .filter(key -> key.path().equals("pool." + pair[0]))
              .findFirst()
              .orElseThrow(),
          pair[1]);
    }
    return options;
  }

  private static Tensor image(byte[] file, int record) {
    float[] pixels = new float[RECORD_BYTES - 1];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = ToTensor.of(file[record * RECORD_BYTES + 1 + i]);
    }
    return Tensor.of(Shape.of(3, 32, 32), pixels);
  }

  private static Tensor floats(Row row) {
    int[] shape = row.<Integer>getList(row.fieldIndex("shape")).stream().mapToInt(i -> i).toArray();
    List<Float> values = row.getList(row.fieldIndex("pooled"));
    float[] floats = new float[values.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = values.get(i);
    }
    assertThat(DType.of(row.getAs("dtype"))).isEqualTo(DType.FLOAT32);
    return Tensor.of(Shape.of(shape), floats);
  }
}
