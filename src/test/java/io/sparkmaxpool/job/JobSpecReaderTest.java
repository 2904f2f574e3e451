package io.sparkmaxpool.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkmaxpool.dataset.DatasetFormat;
import io.sparkmaxpool.parquet.Compression;
import io.sparkmaxpool.parquet.Encoding;
import io.sparkmaxpool.parquet.Footer;
import io.sparkmaxpool.pooling.Size2d;
import io.sparkmaxpool.sink.BadRecordPolicy;
import io.sparkmaxpool.tensor.DType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobSpecReaderTest {
  private static final String MINIMAL =
      """
      input: {format: cifar10, path: in}
      pool: {kernel-size: 3}
      output: {path: out}
      """;

  private static JobSpec read(String yaml) {
    return JobSpecReader.read(yaml, "spec.yaml", Map.of());
  }

  private static JobSpec override(SpecKey<?> key, String... texts) {
    return JobSpecReader.read(MINIMAL, "spec.yaml", Map.of(key, List.of(texts)));
  }

  @Test
  void fillsInTheDefaults() {
    JobSpec spec = read(MINIMAL);
    assertThat(spec.input())
        .isEqualTo(
            new InputSpec(
                FormatChoice.of(DatasetFormat.CIFAR10),
                List.of("in"),
                128L << 20,
                Optional.empty(),
                Map.of()));
    assertThat(spec.pool())
        .isEqualTo(
            new PoolSpec(
                PoolOp.MAX,
                Optional.of(Size2d.of(3)),
                Optional.empty(),
                Size2d.of(0),
                Size2d.of(1),
                false,
                false,
                true,
                Optional.empty(),
                Optional.empty(),
                Optional.empty()));
    assertThat(spec.output())
        .isEqualTo(
            new OutputSpec(
                "out",
                WriteMode.ERROR_IF_EXISTS,
                Optional.empty(),
                Optional.empty(),
                Encoding.ARRAY,
                FooterChoice.AUTO,
                List.of(),
                Compression.ZSTD,
                128L << 20,
                512L << 20,
                InputPart.ALL,
                16L << 30,
                0,
                Optional.empty()));
    assertThat(spec.badRecords()).isEqualTo(BadRecordPolicy.QUARANTINE);
    assertThat(spec.maxBadRatio()).isEqualTo(1.0);
    assertThat(spec.maxPixels()).isEqualTo(178_956_970);
  }

  @Test
  void readsEveryKey() {
    JobSpec spec =
        read(
            """
            # in any order, with comments
            max-pixels: 1000
            max-bad-ratio: 0.25
            bad-records: fail
            output:
              tensorboard-records: 128
              tensorboard: hdfs://n/runs
              preview: 12
              file-size: 1GB
              batch-size: 2GB
              resume: true
              row-group-size: 64 MB
              compression: lz4
              partition-by: [label, label_name]
              footer: none
              encoding: nested
              dtype: uint8
              table: vision.pooled_by_3
              mode: overwrite
              path: hdfs:///out
            pool:
              return-indices: true
              ceil-mode: true
              dilation: [1, 2]
              padding: [1, 0]
              stride: [2]
              kernel-size: [5, 3]
              op: max
            input:
              options: {recursive: false, glob: '*.png', depth: 3, none: null}
              layout: null
              split-size: 4096
              path: [a, 's3a://b/{c,d}*']
              format: image-folder
            """);
    assertThat(spec)
        .isEqualTo(
            new JobSpec(
                new InputSpec(
                    FormatChoice.of(DatasetFormat.IMAGE_FOLDER),
                    List.of("a", "s3a://b/{c,d}*"),
                    4096,
                    Optional.empty(),
                    Map.of("recursive", "false", "glob", "*.png", "depth", "3")),
                new PoolSpec(
                    PoolOp.MAX,
                    Optional.of(new Size2d(5, 3)),
                    Optional.of(Size2d.of(2)),
                    new Size2d(1, 0),
                    new Size2d(1, 2),
                    true,
                    true,
                    true,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty()),
                new OutputSpec(
                    "hdfs:///out",
                    WriteMode.OVERWRITE,
                    Optional.of(new TableName(List.of("vision", "pooled_by_3"))),
                    Optional.of(DType.UINT8),
                    Encoding.NESTED,
                    FooterChoice.NONE,
                    List.of(PartitionColumn.LABEL, PartitionColumn.LABEL_NAME),
                    Compression.LZ4,
                    64L << 20,
                    1L << 30,
                    InputPart.MISSING,
                    1L << 31,
                    12,
                    Optional.of(new TensorBoardSpec("hdfs://n/runs", 128))),
                BadRecordPolicy.FAIL,
                0.25,
                1000));
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "~", ""})
  void takesNullForTheDefault(String nothing) {
    String yaml =
        """
        input: {format: cifar10, path: in, options: NULL, split-size: NULL}
        pool: {kernel-size: 3, stride: NULL, padding: NULL, ceil-mode: NULL}
        output: {path: out, partition-by: NULL, mode: NULL}
        bad-records: NULL
        max-pixels: NULL
        """;
    assertThat(read(yaml.replace("NULL", nothing))).isEqualTo(read(MINIMAL));
  }

  @Test
  void takesASectionWithoutKeysAndAByteOrderMark() {
    assertThat(
            JobSpecReader.read(
                "\uFEFFpool:\n",
                "spec.yaml",
                Map.of(
                    SpecKey.INPUT_FORMAT, List.of("cifar10"),
                    SpecKey.INPUT_PATH, List.of("in"),
                    SpecKey.KERNEL_SIZE, List.of("3"),
                    SpecKey.OUTPUT_PATH, List.of("out"))))
        .isEqualTo(read(MINIMAL));
  }

  @ParameterizedTest
  @CsvSource({"7,7", "7B,7", "7KB,7168", "7 kb,7168", "2MB,2097152", "3GB,3221225472"})
  void readsBytesInUnitsOf1024(String text, long bytes) {
    assertThat(override(SpecKey.SPLIT_SIZE, text).input().splitSize()).isEqualTo(bytes);
  }

  @ParameterizedTest
  @CsvSource({"'3',3,3", "'3,2',3,2", "'-1',-1,-1", "'+4,0',4,0"})
  void readsSizesOfAnOption(String text, int height, int width) {
    assertThat(override(SpecKey.PADDING, text).pool().padding())
        .isEqualTo(new Size2d(height, width));
  }

  @Test
  void letsAnOptionWinOverTheFile() {
    String yaml = MINIMAL.replace("kernel-size: 3", "kernel-size: 3, stride: 2, ceil-mode: true");
    JobSpec spec =
        JobSpecReader.read(
            yaml,
            "spec.yaml",
            Map.of(
                SpecKey.INPUT_PATH, List.of("x", "y,z"),
                SpecKey.STRIDE, List.of("null"),
                SpecKey.CEIL_MODE, List.of("false"),
                SpecKey.PARTITION_BY, List.of("label_name,label")));
    assertThat(spec.input().paths()).containsExactly("x", "y,z");
    assertThat(spec.pool().stride()).isEmpty();
    assertThat(spec.pool().strideOrKernelSize()).isEqualTo(Size2d.of(3));
    assertThat(spec.pool().ceilMode()).isFalse();
    assertThat(spec.output().partitionBy())
        .containsExactly(PartitionColumn.LABEL_NAME, PartitionColumn.LABEL);
  }

  @Test
  void addsOptionsOfTheFormatToTheFilesOwn() {
    String yaml = MINIMAL.replace("path: in", "path: in, options: {a: 1, b: 2}");
    JobSpec spec =
        JobSpecReader.read(
            yaml, "spec.yaml", Map.of(SpecKey.OPTIONS, List.of("b=3", "c=x=y", "d=")));
    assertThat(spec.input().options()).isEqualTo(Map.of("a", "1", "b", "3", "c", "x=y", "d", ""));
  }

  @Test
  void writesTheSpecAsJsonThatReadsAsTheSameJob() {
    JobSpec spec = read(MINIMAL);
    assertThat(spec.toJson())
        .isEqualTo(
            "{\"input\":{\"format\":\"cifar10\",\"path\":[\"in\"],\"split-size\":134217728,"
                + "\"layout\":null,\"options\":{}},"
                + "\"pool\":{\"op\":\"max\",\"kernel-size\":[3,3],\"stride\":[3,3],"
                + "\"padding\":[0,0],\"dilation\":[1,1],\"ceil-mode\":false,"
                + "\"return-indices\":false},"
                + "\"output\":{\"path\":\"out\",\"mode\":\"error-if-exists\","
                + "\"table\":null,"
                + "\"dtype\":null,\"encoding\":\"array\",\"footer\":\"auto\","
                + "\"partition-by\":[],\"compression\":\"zstd\",\"row-group-size\":134217728,"
                + "\"file-size\":536870912,\"resume\":false,\"batch-size\":17179869184,\"retry-bad\":false,\"preview\":0,\"tensorboard\":null,"
                + "\"tensorboard-records\":640},"
                + "\"bad-records\":\"quarantine\",\"max-bad-ratio\":1.0,"
                + "\"max-pixels\":178956970}");
    JobSpec decided = spec.decided(DType.INT16, Footer.ARROW);
    assertThat(decided.toJson())
        .isEqualTo(
            spec.toJson()
                .replace("\"dtype\":null", "\"dtype\":\"int16\"")
                .replace("\"footer\":\"auto\"", "\"footer\":\"arrow\""));
    JobSpec arrays =
        JobSpecReader.read(
            MINIMAL,
            "spec.yaml",
            Map.of(SpecKey.INPUT_FORMAT, List.of("npy"), SpecKey.LAYOUT, List.of("NHWC")));
    assertThat(arrays.toJson()).contains("\"format\":\"npy\"", "\"layout\":\"NHWC\"");
    for (JobSpec each : List.of(spec, arrays, arrays.decided(DType.BFLOAT16, Footer.NONE))) {
      assertThat(read(each.toJson()).toJson()).isEqualTo(each.toJson());
      assertThat(read(each.toJson()).input()).isEqualTo(each.input());
      assertThat(read(each.toJson()).output()).isEqualTo(each.output());
    }
  }

  @ParameterizedTest
  @CsvSource({"auto,ARRAY", "none,ARRAY", "arrow,ARRAY", "hf,NESTED"})
  void takesTheEncodingThatTheFooterNeedsWhereNoneIsGiven(String footer, Encoding encoding) {
    OutputSpec output = override(SpecKey.FOOTER, footer).output();
    assertThat(output.footer().label()).isEqualTo(footer);
    assertThat(output.encoding()).isEqualTo(encoding);
    assertThat(read(override(SpecKey.FOOTER, footer).toJson()).output()).isEqualTo(output);
  }

  @ParameterizedTest
  @ValueSource(strings = {"pooled", "vision.pooled", "spark_catalog.vision.pooled_3", "7.8"})
  void takesTheNameOfATable(String name) {
    OutputSpec output = override(SpecKey.TABLE, name).output();
    assertThat(output.table()).map(TableName::toString).contains(name);
    assertThat(read(override(SpecKey.TABLE, name).toJson()).output()).isEqualTo(output);
    assertThat(override(SpecKey.TABLE, "null").output().table()).isEmpty();
  }

  @Test
  void namesEveryKeyOfTheOperationInTheResolvedSpec() {
    Map<String, Object> map = read(MINIMAL).toMap();
    assertThat(SpecKey.all())
        .allSatisfy(
            key -> {
              Map<?, ?> section =
                  key.section().isEmpty() ? map : (Map<?, ?>) map.get(key.section());
              boolean meant = !key.section().equals("pool") || PoolOp.MAX.takes(key.name());
              assertThat(section.containsKey(key.name())).as(key.path()).isEqualTo(meant);
            });
  }

  @Test
  void readsTheExamples() {
    JobSpec cifar10 = JobSpecReader.read(Path.of("jobs/cifar10-maxpool.yaml"), Map.of());
    assertThat(cifar10.input().paths()).containsExactly("data/cifar10");
    assertThat(cifar10.pool().kernelSize()).contains(Size2d.of(3));
    assertThat(cifar10.output().path()).isEqualTo("out/cifar10-maxpool");
    JobSpec images = JobSpecReader.read(Path.of("jobs/images-maxpool.yaml"), Map.of());
    assertThat(images.input().format()).isEqualTo(DatasetFormat.IMAGE_FOLDER);
    assertThat(images.pool().stride()).contains(Size2d.of(2));
    assertThat(images.pool().padding()).isEqualTo(Size2d.of(1));
    JobSpec cifar100 = JobSpecReader.read(Path.of("jobs/cifar100-maxpool.yaml"), Map.of());
    assertThat(cifar100.input().format()).isEqualTo(DatasetFormat.CIFAR100);
    assertThat(cifar100.input().options()).isEqualTo(Map.of("label", "coarse"));
    JobSpec mnist = JobSpecReader.read(Path.of("jobs/mnist-maxpool.yaml"), Map.of());
    assertThat(mnist.input().format()).isEqualTo(DatasetFormat.MNIST);
    assertThat(mnist.input().paths()).containsExactly("data/mnist");
  }

  @Test
  void refusesAFileThatIsNoText(@TempDir Path dir) throws Exception {
    Path missing = dir.resolve("no spec.yaml");
    assertThatThrownBy(() -> JobSpecReader.read(missing, Map.of()))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessage(missing + ": no such spec file");
    Path latin = Files.write(dir.resolve("latin.yaml"), new byte[] {'a', ':', ' ', (byte) 0xe9});
    assertThatThrownBy(() -> JobSpecReader.read(latin, Map.of()))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessage(latin + ": a spec is UTF-8 text, and this is not");
    assertThatThrownBy(() -> JobSpecReader.read(dir, Map.of()))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessage(dir + ": not a readable spec file: Is a directory");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "op: avg, kernel-size: 2, padding: [1, 0], count-include-pad: false, divisor-override: -3"
            + " | AvgPool2d(kernel_size=2, stride=2, padding=(1, 0), ceil_mode=False,"
            + " count_include_pad=False, divisor_override=-3)"
            + " | {op=avg, kernel-size=[2, 2], stride=[2, 2], padding=[1, 0], ceil-mode=false,"
            + " count-include-pad=false, divisor-override=-3}",
        "op: avg, kernel-size: 2"
            + " | AvgPool2d(kernel_size=2, stride=2, padding=0, ceil_mode=False,"
            + " count_include_pad=True, divisor_override=None)"
            + " | {op=avg, kernel-size=[2, 2], stride=[2, 2], padding=[0, 0], ceil-mode=false,"
            + " count-include-pad=true, divisor-override=null}",
        "op: lp, norm-type: 2, kernel-size: [3, 2], ceil-mode: true"
            + " | LPPool2d(norm_type=2, kernel_size=(3, 2), stride=(3, 2), ceil_mode=True)"
            + " | {op=lp, norm-type=2, kernel-size=[3, 2], stride=[3, 2], ceil-mode=true}",
        "op: lp, norm-type: 1.5, kernel-size: 2, stride: 1"
            + " | LPPool2d(norm_type=1.5, kernel_size=2, stride=1, ceil_mode=False)"
            + " | {op=lp, norm-type=1.5, kernel-size=[2, 2], stride=[1, 1], ceil-mode=false}",
        "op: lp, norm-type: -.inf, kernel-size: 2"
            + " | LPPool2d(norm_type=-inf, kernel_size=2, stride=2, ceil_mode=False)"
            + " | {op=lp, norm-type=-.inf, kernel-size=[2, 2], stride=[2, 2], ceil-mode=false}",
        "op: adaptive-max, output-size: 7, return-indices: true | AdaptiveMaxPool2d(output_size=7)"
            + " | {op=adaptive-max, return-indices=true, output-size=[7, 7]}",
        "op: adaptive-avg, output-size: [null, 3] | AdaptiveAvgPool2d(output_size=(None, 3))"
            + " | {op=adaptive-avg, output-size=[null, 3]}",
      })
  void readsEveryOperation(String yaml, String operation, String resolved) {
    JobSpec spec = read(MINIMAL.replace("kernel-size: 3", yaml));
    assertThat(spec.pool().operation()).hasToString(operation);
    assertThat(spec.pool().toMap()).hasToString(resolved);
    assertThat(JobSpecReader.read(spec.toJson(), "again.json", Map.of()).pool())
        .extracting(PoolSpec::operation)
        .isEqualTo(spec.pool().operation());
  }

  @Test
  void anOptionOfAnotherOperationIsRefused() {
    assertThatThrownBy(
            () ->
                JobSpecReader.read(
                    MINIMAL,
                    "spec.yaml",
                    Map.of(SpecKey.OP, List.of("avg"), SpecKey.DILATION, List.of("2"))))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessage("--dilation: 2: not for op avg, but for max");
  }

  @Test
  void readsTheOperationsParametersFromOptions() {
    JobSpec spec =
        JobSpecReader.read(
            MINIMAL.replace("kernel-size: 3", "op: max"),
            "spec.yaml",
            Map.of(SpecKey.OP, List.of("adaptive-avg"), SpecKey.OUTPUT_SIZE, List.of("null,3")));
    // The kernel size is the file's, for the operation that the option overrides.
    assertThat(spec.pool().operation()).hasToString("AdaptiveAvgPool2d(output_size=(None, 3))");
    assertThat(spec.pool().toMap()).doesNotContainKey("kernel-size");
    assertThat(
            JobSpecReader.read(
                    MINIMAL,
                    "spec.yaml",
                    Map.of(SpecKey.OP, List.of("lp"), SpecKey.NORM_TYPE, List.of("inf")))
                .pool()
                .operation())
        .hasToString("LPPool2d(norm_type=inf, kernel_size=3, stride=3, ceil_mode=False)");
  }
}
