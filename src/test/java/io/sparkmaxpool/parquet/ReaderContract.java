package io.sparkmaxpool.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.NpyHeader;
import io.sparkmaxpool.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a reader of Parquet that knows nothing of us finds in a table: every bit that was written,
 * in every encoding and element type, under every footer that goes with them, with and without
 * indices, in partitions and without. A subclass is a reader, a named test one row of its table of
 * what it reads; {@link TensorFileOptionsTest} has the combinations that are refused.
 */
abstract class ReaderContract {
  private static final Shape ONE_SHAPE = Shape.of(3, 2, 5);

  /** What Hive calls the partition of nulls. */
  static final String NULL_PARTITION = "__HIVE_DEFAULT_PARTITION__";

  @TempDir Path directory;

  /** The columns of a table's files, and the directories they lie in. */
  enum Layout {
    PLAIN(EnumSet.of(OptionalColumn.LABEL, OptionalColumn.LABEL_NAME)),
    WITH_INDICES(EnumSet.allOf(OptionalColumn.class)),
    BY_LABEL(EnumSet.of(OptionalColumn.LABEL_NAME)),
    BY_LABEL_AND_NAME_WITH_INDICES(EnumSet.of(OptionalColumn.INDICES));

    final Set<OptionalColumn> columns;

    Layout(Set<OptionalColumn> columns) {
      this.columns = columns;
    }

    /** Where a row's file lies below the table. */
    private String directory(Sample sample) {
      return switch (this) {
        case PLAIN, WITH_INDICES -> "";
        case BY_LABEL -> partition("label", sample.label());
        case BY_LABEL_AND_NAME_WITH_INDICES ->
            partition("label", sample.label()) + "/" + partition("label_name", sample.labelName());
      };
    }

    private static String partition(String column, Object value) {
      return column + "=" + (value == null ? NULL_PARTITION : value);
    }
  }

  /** A table to read. */
  record Table(Path path, Layout layout, TensorFileOptions options) {
    /** Its files, for readers that do not look for partitions. */
    List<Path> files() throws IOException {
      try (Stream<Path> paths = Files.walk(path)) {
        return paths.filter(file -> file.toString().endsWith(".parquet")).sorted().toList();
      }
    }

    /** The value that a file's directories have for a column. */
    static Optional<String> partition(Path file, String column) {
      for (Path each : file) {
        if (each.toString().startsWith(column + "=") && !each.toString().endsWith(NULL_PARTITION)) {
          return Optional.of(each.toString().substring(column.length() + 1));
        }
      }
      return Optional.empty();
    }
  }

  /**
   * A row as a reader shows it: numbers as {@link #bits} has them, bytes in hexadecimal, and no
   * indices where the table has none.
   */
  record Seen(
      String key,
      Long label,
      String labelName,
      Object inputShape,
      Object shape,
      String dtype,
      Object pooled,
      Object indices) {}

  /** All rows of a table, in any order, after a look at the types that the reader sees. */
  abstract List<Seen> read(Table table) throws Exception;

  static Stream<Arguments> rows() {
    List<Arguments> rows = new ArrayList<>();
    for (Encoding encoding : Encoding.values()) {
      for (DType stored : DType.values()) {
        if (encoding != Encoding.NPY || stored != DType.BFLOAT16) {
          rows.add(Arguments.of(encoding, stored, stored));
        }
        if (stored == DType.UINT8) {
          rows.add(Arguments.of(encoding, stored, DType.FLOAT32));
        }
      }
    }
    return rows.stream();
  }

  @ParameterizedTest(name = "{0}: {1} as {2}")
  @MethodSource("rows")
  void findsEveryBit(Encoding encoding, DType stored, DType written) throws Exception {
    for (Footer footer : Footer.values()) {
      if (footer.encoding().orElse(encoding) == encoding) {
        for (Layout layout : Layout.values()) {
          // Row groups of 2,000 bytes, pages of 500, so that 60 rows cross several of both.
          check(
              layout,
              Sample.options(
                  layout.columns, stored, written, encoding, footer, Compression.ZSTD, 2_000),
              samples(new Random(31L * stored.ordinal() + encoding.ordinal()), stored, footer, 60));
        }
      }
    }
  }

  static Stream<Arguments> compressions() {
    return Stream.of(Compression.values())
        .flatMap(
            compression ->
                Stream.of(Encoding.values()).map(each -> Arguments.of(compression, each)));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("compressions")
  void findsEveryBitInEveryCompression(Compression compression, Encoding encoding)
      throws Exception {
    for (DType stored : List.of(DType.UINT8, DType.FLOAT32)) {
      check(
          Layout.WITH_INDICES,
          Sample.options(stored, DType.FLOAT32, encoding, Footer.NONE, compression, 2_000),
          samples(new Random(stored.ordinal()), stored, Footer.NONE, 60));
    }
  }

  /** Rows of random bits; classes are named without characters that partitions would escape. */
  static List<Sample> samples(Random random, DType stored, Footer footer, int rows) {
    Supplier<Shape> shapes =
        () ->
            footer.tellsShape()
                ? ONE_SHAPE
                : Shape.of(1 + random.nextInt(3), 1 + random.nextInt(4), 1 + random.nextInt(5));
    return Sample.random(random, stored, rows, shapes).stream()
        .map(
            sample ->
                sample.label() == null
                    ? sample
                    : sample.withLabels(sample.label(), "class-" + sample.label() % 3))
        .toList();
  }

  /** Writes a table, and compares what the reader finds. */
  final void check(Layout layout, TensorFileOptions options, List<Sample> samples)
      throws Exception {
    Path path = Files.createTempDirectory(directory, "table");
    Map<String, List<Sample>> files = new TreeMap<>();
    for (Sample sample : samples) {
      files.computeIfAbsent(layout.directory(sample), name -> new ArrayList<>()).add(sample);
    }
    if (files.isEmpty()) {
      files.put("", List.of());
    }
    for (Map.Entry<String, List<Sample>> rows : files.entrySet()) {
      Path file = Files.createDirectories(path.resolve(rows.getKey())).resolve("part-0.parquet");
      TensorFileWriter writer = Sample.write(file, options, rows.getValue());
      assertThat(writer.fileBytes()).isEqualTo(Files.size(file));
      assertThat(writer.rows()).isEqualTo(rows.getValue().size());
    }
    List<Seen> seen = new ArrayList<>(read(new Table(path, layout, options)));
    seen.sort(Comparator.comparing(Seen::key));
    assertThat(seen)
        .as("%s, footer %s", layout, options.footer().label())
        .isEqualTo(samples.stream().map(sample -> expected(sample, options)).toList());
  }

  static Seen expected(Sample sample, TensorFileOptions options) {
    return new Seen(
        sample.key(),
        sample.label() == null ? null : (Long) sample.label().longValue(),
        sample.labelName(),
        extents(sample.inputShape()),
        extents(sample.shape()),
        options.visible().label(),
        pooled(sample, options),
        options.has(OptionalColumn.INDICES) ? longs(Arrays.stream(sample.indices())) : null);
  }

  private static Object pooled(Sample sample, TensorFileOptions options) {
    DType stored = options.stored();
    DType written = options.written();
    return switch (options.encoding()) {
      case ARRAY -> sample.bits(stored, written);
      case NESTED ->
          chunks(
              chunks(sample.bits(stored, written), sample.shape().extent(2)),
              sample.shape().extent(1));
      case BINARY -> hex(sample.blob(stored, written));
      case NPY -> hex(NpyHeader.write(written, sample.shape())) + hex(sample.blob(stored, written));
    };
  }

  private static List<Object> chunks(List<Object> values, int size) {
    List<Object> chunks = new ArrayList<>();
    for (int start = 0; start < values.size(); start += size) {
      chunks.add(List.copyOf(values.subList(start, start + size)));
    }
    return chunks;
  }

  private static List<Object> extents(Shape shape) {
    return longs(Arrays.stream(shape.toArray()).asLongStream());
  }

  private static List<Object> longs(LongStream values) {
    return values.<Object>mapToObj(value -> value).toList();
  }

  /** A number as a reader gave it: a float as its bits, so that every NaN is told from others. */
  static Object bits(Object number) {
    if (number instanceof Float value) {
      return (long) Float.floatToRawIntBits(value);
    }
    return number instanceof Double value
        ? Double.doubleToRawLongBits(value)
        : ((Number) number).longValue();
  }

  static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
