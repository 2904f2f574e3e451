package io.sparkmaxpool.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkmaxpool.pooling.AdaptiveMaxPool2d;
import io.sparkmaxpool.pooling.MaxPool2d;
import io.sparkmaxpool.pooling.MaxUnpool2d;
import io.sparkmaxpool.pooling.MaxUnpool2dParams;
import io.sparkmaxpool.pooling.OutputSize2d;
import io.sparkmaxpool.pooling.Pool2d;
import io.sparkmaxpool.pooling.Pool2dParams;
import io.sparkmaxpool.pooling.PooledWithIndices;
import io.sparkmaxpool.pooling.Size2d;
import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.NaiveNpy;
import io.sparkmaxpool.tensor.NpyHeader;
import io.sparkmaxpool.tensor.Shape;
import io.sparkmaxpool.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Jobs over {@code .npy} files: the samples that NumPy wrote, and files of a test's own. */
class NpyJobTest extends PoolJobFixture {
  private static final Path SAMPLES = Path.of("src", "test", "resources", "npy").toAbsolutePath();
  private static final MaxPool2d POOL =
      MaxPool2d.of(Pool2dParams.of(2).withStride(Size2d.of(1)).withPadding(Size2d.of(1)));

  NpyJobTest(SparkSession spark) {
    super(spark);
  }

  /** A job over {@code in}, with the parameters of {@link #POOL} and tensors as bytes. */
  private Map<SpecKey<?>, String> npy(String output, Map<SpecKey<?>, String> options) {
    Map<SpecKey<?>, String> all = new HashMap<>();
    all.put(SpecKey.INPUT_FORMAT, "npy");
    all.put(SpecKey.INPUT_PATH, directory.resolve("in").toString());
    all.put(SpecKey.OUTPUT_PATH, directory.resolve(output).toString());
    all.put(SpecKey.KERNEL_SIZE, "2");
    all.put(SpecKey.STRIDE, "1");
    all.put(SpecKey.PADDING, "1");
    all.put(SpecKey.ENCODING, "binary");
    return with(all, options);
  }

  private Path write(String name, DType dtype, int... shape) throws IOException {
    byte[] header = NpyHeader.write(dtype, Shape.of(shape));
    byte[] elements = new byte[(int) Shape.of(shape).elements() * dtype.bytes()];
    new Random(name.hashCode()).nextBytes(elements);
    byte[] file = Arrays.copyOf(header, header.length + elements.length);
    System.arraycopy(elements, 0, file, header.length, elements.length);
    return Files.write(Files.createDirectories(directory.resolve("in")).resolve(name), file);
  }

  private void copySamples(String glob) throws IOException {
    Path in = Files.createDirectories(directory.resolve("in"));
    try (Stream<Path> files = Files.list(SAMPLES)) {
      for (Path file : files.filter(f -> f.getFileName().toString().matches(glob)).toList()) {
        Files.copy(file, in.resolve(file.getFileName()));
      }
    }
  }

  /** The records of all files of the input, by key. */
  private Map<String, Tensor> records(String axes3d, String axes4d) throws Exception {
    Map<String, Tensor> records = new TreeMap<>();
    try (Stream<Path> files = Files.list(directory.resolve("in"))) {
      for (Path path : files.toList()) {
        byte[] file = Files.readAllBytes(path);
        String axes = NpyHeader.parse(file).shape().size() == 3 ? axes3d : axes4d;
        String key = path.getFileName().toString();
        List<Tensor> tensors = NaiveNpy.records(file, axes);
        for (int i = 0; i < tensors.size(); i++) {
          records.put(axes.startsWith("N") ? key + "#" + i : key, tensors.get(i));
        }
      }
    }
    return records;
  }

  /** Fails unless a table holds what {@link #POOL} makes of these records. */
  private void assertPooled(String output, Map<String, Tensor> records, DType dtype) {
    Map<String, Row> rows = new TreeMap<>();
    for (Row row : spark.read().parquet(directory.resolve(output).toString()).collectAsList()) {
      rows.put(row.getAs("key"), row);
    }
    assertThat(rows.keySet()).isEqualTo(records.keySet());
    records.forEach(
        (key, tensor) -> {
          Tensor pooled = POOL.apply(tensor.to(dtype));
          Row row = rows.get(key);
          assertThat(row.<String>getAs("dtype")).isEqualTo(dtype.label());
          assertThat(row.getList(row.fieldIndex("shape")))
              .isEqualTo(Arrays.stream(pooled.shape().toArray()).boxed().toList());
          assertThat(row.getList(row.fieldIndex("input_shape")))
              .isEqualTo(Arrays.stream(tensor.shape().toArray()).boxed().toList());
          assertThat(row.<byte[]>getAs("pooled")).as(key).isEqualTo(pooled.data());
          assertThat(row.isNullAt(row.fieldIndex("label"))).isTrue();
        });
  }

  private JsonNode report(String output) throws IOException {
    return new ObjectMapper().readTree(directory.resolve(output).resolve("_run.json").toFile());
  }

  @ParameterizedTest
  @EnumSource(names = "BFLOAT16", mode = EnumSource.Mode.EXCLUDE)
  void everyTypeIsPooledAsStoredInEveryOrder(DType dtype) throws Exception {
    copySamples(dtype + "-.*");

    PoolResult result = run(npy("out", Map.of()));

    // Rank 3 and 4, C and Fortran order, and for all but bytes both byte orders.
    int files = dtype.bytes() == 1 ? 4 : 8;
    assertThat(result.written()).isEqualTo(files / 2 * (1 + 5));
    assertThat(result.bad()).isZero();
    assertPooled("out", records("CHW", "NCHW"), dtype);
    assertThat(report("out").at("/spec/output/dtype").asText()).isEqualTo(dtype.label());
    assertThat(report("out").at("/spec/input/format").asText()).isEqualTo("npy");
  }

  /** As PyTorch promotes the integers of a power. */
  @ParameterizedTest
  @CsvSource({"INT64,2", "INT64,1.5", "UINT8,2.0", "INT16,3.0"})
  void theTableHasTheTypeThatTheOperationMakes(DType dtype, String norm) throws Exception {
    write("a.npy", dtype, 3, 1, 6, 5);
    Map<SpecKey<?>, String> options =
        npy("out", Map.of(SpecKey.OP, "lp", SpecKey.NORM_TYPE, norm, SpecKey.PADDING, "null"));

    PoolResult result = run(options);

    assertThat(result.written()).isEqualTo(3);
    assertThat(report("out").at("/spec/output/dtype").asText()).isEqualTo("float32");
    Pool2d pool = spec(options).pool().operation();
    Map<String, Tensor> records = records("CHW", "NCHW");
    for (Row row : spark.read().parquet(directory.resolve("out").toString()).collectAsList()) {
      Tensor pooled = pool.apply(records.get(row.<String>getAs("key")));
      assertThat(pooled.dtype()).isEqualTo(DType.FLOAT32);
      assertThat(row.<byte[]>getAs("pooled")).isEqualTo(pooled.data());
    }
  }

  @ParameterizedTest
  @EnumSource
  void filesOfEveryTypeAreCastBeforeTheyArePooled(DType dtype) throws Exception {
    copySamples(".*-little-C-3d.npy|.*-big-F-4d.npy");

    run(npy("out", Map.of(SpecKey.DTYPE, dtype.label())));

    Map<String, Tensor> records = records("CHW", "NCHW");
    assertThat(records).hasSize(8 + 6 * 5);
    assertPooled("out", records, dtype);
    assertThat(report("out").at("/spec/output/dtype").asText()).isEqualTo(dtype.label());
  }

  @ParameterizedTest
  @CsvSource({"NHW,3d", "CHW,3d", "NHWC,4d", "NCHW,4d"})
  void aLayoutSaysWhatTheAxesAre(String layout, String rank) throws Exception {
    copySamples("float32-.*-" + rank + ".npy");

    run(npy("out", Map.of(SpecKey.LAYOUT, layout)));

    assertPooled("out", records(layout, layout), DType.FLOAT32);
    assertThat(report("out").at("/spec/input/layout").asText()).isEqualTo(layout);
  }

  @Test
  void listsAndIndicesAreThoseOfTheStoredType() throws Exception {
    write("a.npy", DType.INT16, 4, 2, 5, 6);

    run(npy("out", Map.of(SpecKey.ENCODING, "array", SpecKey.RETURN_INDICES, "true")));

    Map<String, Tensor> records = records("CHW", "NCHW");
    List<Row> rows =
        spark.read().parquet(directory.resolve("out").toString()).orderBy("key").collectAsList();
    assertThat(rows).hasSize(4);
    for (Row row : rows) {
      PooledWithIndices pooled = POOL.applyWithIndices(records.get(row.<String>getAs("key")));
      short[] values = new short[pooled.values().data().length / 2];
      ByteBuffer.wrap(pooled.values().data())
          .order(ByteOrder.LITTLE_ENDIAN)
          .asShortBuffer()
          .get(values);
      assertThat(row.<Short>getList(row.fieldIndex("pooled"))).isEqualTo(toList(values));
      assertThat(row.<Long>getList(row.fieldIndex("indices")))
          .isEqualTo(Arrays.stream(pooled.indices().toLongs()).boxed().toList());
    }
  }

  private static List<Short> toList(short[] values) {
    Short[] boxed = new Short[values.length];
    for (int i = 0; i < values.length; i++) {
      boxed[i] = values[i];
    }
    return Arrays.asList(boxed);
  }

  @Test
  void adaptivePoolingTakesTheFilesOwnFloats() throws Exception {
    write("a.npy", DType.FLOAT64, 2, 1, 4, 4);
    Map<SpecKey<?>, String> adaptive = new HashMap<>(npy("out", Map.of()));
    adaptive.keySet().removeAll(List.of(SpecKey.KERNEL_SIZE, SpecKey.STRIDE, SpecKey.PADDING));

    run(with(adaptive, Map.of(SpecKey.OP, "adaptive-max", SpecKey.OUTPUT_SIZE, "1")));

    AdaptiveMaxPool2d pool = AdaptiveMaxPool2d.of(OutputSize2d.of(1));
    Map<String, Tensor> records = records("CHW", "NCHW");
    for (Row row : spark.read().parquet(directory.resolve("out").toString()).collectAsList()) {
      assertThat(row.<byte[]>getAs("pooled"))
          .isEqualTo(pool.apply(records.get(row.<String>getAs("key"))).data());
    }
    assertThat(report("out").at("/spec/output/dtype").asText()).isEqualTo("float64");
  }

  @Test
  void theFooterIsArrowsWhereAllHeadersShowOneShape() throws IOException {
    write("a.npy", DType.UINT8, 2, 3, 8, 8);
    write("b.npy", DType.UINT8, 3, 8, 8);
    run(npy("one", Map.of(SpecKey.ENCODING, "array")));
    assertThat(report("one").at("/spec/output/footer").asText()).isEqualTo("arrow");
    run(npy("bytes", Map.of()));
    assertThat(report("bytes").at("/spec/output/footer").asText()).isEqualTo("none");

    write("c.npy", DType.UINT8, 3, 8, 9);
    run(npy("two", Map.of(SpecKey.ENCODING, "array")));
    assertThat(report("two").at("/spec/output/footer").asText()).isEqualTo("none");
    assertRefused(
        npy("arrow", Map.of(SpecKey.ENCODING, "array", SpecKey.FOOTER, "arrow")),
        ExitCode.USAGE,
        "output.footer: footer arrow needs one shape, but a.npy has [3, 9, 9] and c.npy has [3, 9, 10]: use adaptive pooling, or footer: none");

    // The same size, but not the same number of channels.
    write("c.npy", DType.UINT8, 1, 8, 9);
    Map<SpecKey<?>, String> adaptive =
        new HashMap<>(npy("adaptive", Map.of(SpecKey.DTYPE, "float32")));
    adaptive.keySet().removeAll(List.of(SpecKey.KERNEL_SIZE, SpecKey.STRIDE, SpecKey.PADDING));
    adaptive.putAll(
        Map.of(SpecKey.OP, "adaptive-max", SpecKey.OUTPUT_SIZE, "2", SpecKey.ENCODING, "array"));
    run(adaptive);
    assertThat(report("adaptive").at("/spec/output/footer").asText()).isEqualTo("none");
  }

  @Test
  void damagedFilesLeaveTheirWholeRecordsAndBadOnes() throws IOException {
    Path cut = write("a.npy", DType.INT32, 3, 1, 4, 4);
    Files.write(cut, Arrays.copyOf(Files.readAllBytes(cut), 128 + 2 * 64 + 7));
    Files.writeString(directory.resolve("in/b.npy"), "no array");
    write("c.npy", DType.INT32, 1, 4, 4);
    write("d.npy", DType.INT32, 4, 4);

    PoolResult result = run(npy("out", Map.of()));

    assertThat(result.written()).isEqualTo(3);
    assertThat(
            spark
                .read()
                .parquet(directory.resolve("out/_bad_records").toString())
                .orderBy("key")
                .selectExpr("key", "stage", "error", "length", "cast(input_shape AS string)")
                .collectAsList())
        .extracting(Row::toString)
        .containsExactly(
            "[a.npy#2,read,truncated,7,[1, 4, 4]]",
            "[b.npy,read,corrupt,8,null]",
            "[d.npy,read,unsupported,192,null]");
  }

  @Test
  void recordsSmallerThanTheKernelAreBadBesideOthersAndAMistakeAlone() throws IOException {
    write("a.npy", DType.INT32, 2, 1, 1, 1);
    assertRefused(
        npy("out", Map.of(SpecKey.KERNEL_SIZE, "4")),
        ExitCode.USAGE,
        "pool: Given input size: (1x1x1). Calculated output size: (1x0x0). Output size is too small");

    write("b.npy", DType.INT32, 1, 4, 4);
    PoolResult result = run(npy("out", Map.of(SpecKey.KERNEL_SIZE, "4")));

    assertThat(result.written()).isEqualTo(1);
    assertThat(result.reasons()).containsExactly("2 pool: too-small");
  }

  @Test
  void recordsWithoutAnElementAreRefusedWithPyTorchsText() throws IOException {
    write("a.npy", DType.FLOAT32, 2, 0, 4, 4);
    String text =
        "Expected 3D or 4D (batch mode) tensor with optional 0 dim batch size for input, but got:[0, 4, 4]";
    assertRefused(npy("out", Map.of()), ExitCode.USAGE, "pool: " + text);

    write("b.npy", DType.FLOAT32, 1, 4, 4);
    assertThat(run(npy("out", Map.of())).reasons()).containsExactly("2 pool: too-small");
    Row bad = spark.read().parquet(directory.resolve("out/_bad_records").toString()).first();
    assertThat(bad.<String>getAs("message")).isEqualTo(text);
  }

  @Test
  void aRecordOfTooManyPixelsIsABadRecord() throws IOException {
    write("a.npy", DType.FLOAT32, 1, 4, 5);
    write("b.npy", DType.FLOAT32, 1, 4, 4);

    assertThat(run(npy("out", Map.of(SpecKey.MAX_PIXELS, "16"))).reasons())
        .containsExactly("1 read: too-large");
  }

  @Test
  void noRecordAndBadRecordsAloneAreCode3() throws IOException {
    Path empty = write("a.npy", DType.FLOAT32, 0, 1, 4, 4);
    assertRefused(
        npy("out", Map.of()), ExitCode.BAD_RECORDS, "no record in " + directory.resolve("in"));

    Files.write(empty, new byte[10]);
    assertThatThrownBy(() -> run(npy("out", Map.of())))
        .asInstanceOf(type(JobException.class))
        .satisfies(
            e -> {
              assertThat(e.exitCode()).isEqualTo(ExitCode.BAD_RECORDS);
              assertThat(e.lines())
                  .containsExactly(
                      "all 1 records are bad",
                      "read: 1",
                      "a.npy: read corrupt: %s: 00 00 00 00 00 00 at byte 0: a .npy file begins with 93 4e 55 4d 50 59"
                          .formatted(empty));
            });
  }

  @ParameterizedTest
  @CsvSource({
    "FLOAT16,binary",
    "BFLOAT16,binary",
    "FLOAT32,npy",
    "FLOAT64,array",
    "FLOAT64,npy",
    "FLOAT16,npy"
  })
  void whatIsPooledCanBeUnpooledInEveryFloat(DType dtype, String encoding) throws Exception {
    write("a.npy", DType.INT8, 3, 2, 6, 6);
    run(
        npy(
            "pooled",
            Map.of(
                SpecKey.DTYPE,
                dtype.label(),
                SpecKey.ENCODING,
                encoding,
                SpecKey.STRIDE,
                "2",
                SpecKey.PADDING,
                "0",
                SpecKey.RETURN_INDICES,
                "true")));

    new UnpoolJob(spark).run(unpool("binary"));

    MaxPool2d pool = MaxPool2d.of(Pool2dParams.of(2));
    MaxUnpool2d unpool = MaxUnpool2d.of(MaxUnpool2dParams.of(Size2d.of(2)));
    Map<String, Tensor> records = records("CHW", "NCHW");
    List<Row> rows = spark.read().parquet(directory.resolve("unpooled").toString()).collectAsList();
    assertThat(rows).hasSize(3);
    for (Row row : rows) {
      PooledWithIndices pooled =
          pool.applyWithIndices(records.get(row.<String>getAs("key")).to(dtype));
      assertThat(row.<String>getAs("dtype")).isEqualTo(dtype.label());
      assertThat(row.<byte[]>getAs("pooled"))
          .isEqualTo(unpool.apply(pooled.values(), pooled.indices()).data());
    }
    if (dtype == DType.BFLOAT16) {
      assertThatThrownBy(() -> new UnpoolJob(spark).run(unpool("npy")))
          .isInstanceOf(JobException.class)
          .hasMessage("output.encoding: npy: has no type bfloat16, which the table has");
    }
  }

  private UnpoolSpec unpool(String encoding) {
    return UnpoolSpec.read(
        Map.of(
            SpecKey.INPUT_PATH, List.of(directory.resolve("pooled").toString()),
            SpecKey.OUTPUT_PATH, List.of(directory.resolve("unpooled").toString()),
            SpecKey.MODE, List.of("overwrite"),
            SpecKey.ENCODING, List.of(encoding)));
  }

  @Test
  void mistakesAreFoundBeforeAnyTask() throws IOException {
    write("a.npy", DType.INT32, 2, 1, 4, 4);
    Path other = write("b.npy", DType.UINT8, 1, 4, 4);
    assertRefused(
        npy("out", Map.of()),
        ExitCode.USAGE,
        "output.dtype: a.npy has int32 and b.npy has uint8: say with --dtype what all are cast to");
    Files.delete(other);
    Map<SpecKey<?>, String> average = new HashMap<>(npy("out", Map.of(SpecKey.OP, "avg")));
    assertRefused(
        average,
        ExitCode.USAGE,
        "pool: \"avg_pool2d\" not implemented for 'Int'; --dtype float32 makes floats of it first");
    assertRefused(
        npy("out", Map.of(SpecKey.INPUT_PATH, directory + "/none")),
        ExitCode.USAGE,
        "input.path: input path does not exist: " + directory + "/none");
    assertRefused(
        npy("out", Map.of(SpecKey.INPUT_PATH, IMAGES.toString())),
        ExitCode.USAGE,
        "input.path: " + IMAGES + ": no file of format npy; 30 others ignored");
    assertRefusedWith(npy("out", Map.of(SpecKey.INPUT_PATH, "a:b")), "input.path: ");
    assertRefused(
        npy("out", Map.of(SpecKey.OPTIONS, "layout=NCHW")),
        ExitCode.USAGE,
        "input.options: layout: not an option of the format, but the job's own");
    assertRefused(
        npy("out", Map.of(SpecKey.OPTIONS, "axes=NCHW")),
        ExitCode.USAGE,
        "input.options: npy: unknown option axes; known are [images, labels, layout, max-pixels, mode, path, paths, split-size]");
    assertThat(directory.resolve("out")).doesNotExist();
  }

  @Test
  void appendWantsTheSameTypeAndShape() throws IOException {
    Path first = write("a.npy", DType.INT32, 2, 1, 4, 4);
    Map<SpecKey<?>, String> append =
        npy("out", Map.of(SpecKey.ENCODING, "array", SpecKey.MODE, "append"));
    run(append);
    assertRefused(
        append,
        ExitCode.USAGE,
        "output.mode: append: the table at file:%s has the records of a.npy already"
            .formatted(directory.resolve("out")));
    Files.delete(first);

    Path other = write("b.npy", DType.INT32, 2, 1, 4, 5);
    assertRefused(
        append,
        ExitCode.USAGE,
        "output.footer: arrow needs one shape, but the table at file:%s has [1, 5, 5] and b.npy would have [1, 5, 6]"
            .formatted(directory.resolve("out")));
    Files.delete(other);

    write("b.npy", DType.INT16, 2, 1, 4, 4);
    assertRefused(
        append,
        ExitCode.USAGE,
        "output.mode: append: the table at file:%s was written with output.dtype \"int32\", not \"int16\""
            .formatted(directory.resolve("out")));
    assertThat(run(with(append, Map.of(SpecKey.DTYPE, "int32"))).written()).isEqualTo(2);
    assertThat(spark.read().parquet(directory.resolve("out").toString()).count()).isEqualTo(4);
  }

  @Test
  void planTellsTheTypesAndTheShapes() throws IOException {
    write("a.npy", DType.INT32, 20, 3, 32, 32);

    assertThat(new PoolJob(spark).plan(spec(npy("out", Map.of()))).lines())
        .containsExactly(
            "input    npy of %s: 1 files, 245,888 bytes, 0 ignored"
                .formatted(directory.resolve("in")),
            "records  20",
            "splits   1 of at most 245,888 bytes decoded",
            "dtype    int32, as stored",
            "pool     %s on %s kernels".formatted(POOL, MaxPool2d.kernelName()),
            "shape    [3, 32, 32] -> [3, 33, 33]",
            "output   %s: int32 binary, zstd, about 261,496 bytes"
                .formatted(directory.resolve("out")));

    write("b.npy", DType.UINT8, 3, 16, 16);
    assertThat(new PoolJob(spark).plan(spec(npy("out", Map.of(SpecKey.DTYPE, "float16")))).lines())
        .contains(
            "dtype    int32 (a.npy), uint8 (b.npy), cast to float16",
            "shape    [3, 32, 32] -> [3, 33, 33] (a.npy)",
            "shape    [3, 16, 16] -> [3, 17, 17] (b.npy)");
    assertThat(directory.resolve("out")).doesNotExist();
  }
}
