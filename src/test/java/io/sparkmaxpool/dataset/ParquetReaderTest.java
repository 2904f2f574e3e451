package io.sparkmaxpool.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdOutputStream;
import io.sparkmaxpool.dataset.DatasetFormat.ListOptions;
import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Shape;
import io.sparkmaxpool.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.api.Binary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParquetReaderTest extends RecordReaderContract {
  private static final byte[] PNG = ImageSample.named("grey-8bit.png").bytes();

  @Override
  DatasetFormat format() {
    return DatasetFormat.PARQUET;
  }

  @Override
  int writeMixture() throws IOException {
    byte[] cut = Arrays.copyOf(PNG, PNG.length / 2);
    new ParquetTable(ParquetTable.IMAGES)
        .with(2, 1)
        .image(PNG, 0)
        .image(cut, 1)
        .image(PNG, 2)
        .row(row -> row.add("label", 3L))
        .image(PNG, 4)
        .write(root.resolve("a/one.parquet"));
    new ParquetTable(ParquetTable.IMAGES).image(PNG, 5).write(root.resolve("b.parquet"));
    new ParquetTable(ParquetTable.IMAGES)
        .with(3, 2)
        .image(PNG, 6)
        .image(PNG, 7)
        .image(PNG, 8)
        .image(cut, 9)
        .write(root.resolve("c.parquet"));
    Files.writeString(root.resolve("d.parquet"), "no Parquet file at all");
    new ParquetTable(ParquetTable.IMAGES).image(PNG, 10).write(root.resolve("e.parquet"));
    return 12;
  }

  @Override
  Path writeOne(Path directory, String name) throws IOException {
    Path file = directory.resolve(name + ".parquet");
    new ParquetTable(ParquetTable.IMAGES).image(PNG, 1).write(file);
    return file;
  }

  @Override
  String keyOfOne(String file) {
    return file + "#0";
  }

  @Override
  boolean takesHidden() {
    return false;
  }

  static Set<Map.Entry<String, String>> samples() throws IOException {
    return DatasetSample.all("parquet").stream()
        .map(sample -> Map.entry(sample.file(), sample.options()))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  @ParameterizedTest
  @MethodSource("samples")
  void readsWhatOtherToolsWrote(Map.Entry<String, String> sample) throws IOException {
    String file = sample.getKey();
    // Rows of tensors whose type does not tell the order of their axes.
    Map<String, String> options =
        sample.getValue().equals("layout=NHWC") ? Map.of("axes", "hwc") : Map.of();
    List<DatasetSample> expected = DatasetSample.of("parquet", file, sample.getValue());

    List<SeenRecord> seen = read(options, DatasetSample.directory("parquet").resolve(file));
    DatasetSample.check(
        expected,
        file.equals("spark-grey.parquet") ? seen.stream().map(this::grey).toList() : seen);
  }

  /** The one plane of three that are the same: grey images become RGB, whatever they come in. */
  private SeenRecord grey(SeenRecord record) {
    Tensor image = record.image();
    int bytes = image.data().length / 3;
    byte[] plane = Arrays.copyOf(image.data(), bytes);
    assertThat(Arrays.copyOfRange(image.data(), bytes, 2 * bytes)).isEqualTo(plane);
    assertThat(Arrays.copyOfRange(image.data(), 2 * bytes, 3 * bytes)).isEqualTo(plane);
    Shape shape = Shape.of(1, image.shape().extent(1), image.shape().extent(2));
    return new SeenRecord(
        record.key(),
        record.label(),
        record.labelName(),
        record.length(),
        Tensor.of(image.dtype(), shape, plane),
        null);
  }

  private List<SeenRecord> read(Map<String, String> options, Path... paths) throws IOException {
    return SeenRecord.of(format(), CONF, list(options, paths).split(Long.MAX_VALUE, 1));
  }

  private Listing list(Map<String, String> options, Path... paths) throws IOException {
    return format()
        .list(
            Arrays.stream(paths).map(Path::toString).toList(),
            new ListOptions(Optional.empty(), FormatOptions.of(format(), options), CONF));
  }

  @Test
  void everyRecordIsFoundByItsKey() throws IOException {
    writeMixture();

    RecordsByKey records =
        RecordsByKey.in(
            format(),
            List.of(root.toString()),
            new ListOptions(Optional.empty(), FormatOptions.NONE, CONF),
            SeenRecord.MAX_PIXELS);

    for (SeenRecord record : all(root)) {
      assertThat(records.find(record.key()).map(RecordsByKey.Found::tensor).orElse(null))
          .as(record.key())
          .isEqualTo(record.image());
    }
  }

  private static final String TENSORS =
      """
      message m {
        optional group image (LIST) { repeated group list { optional float element; } }
        optional group shape (LIST) { repeated group list { optional int32 element; } }
        optional int64 label;
      }
      """;

  private static final String NESTED =
      """
      message m {
        optional group image (LIST) { repeated group list {
          optional group element (LIST) { repeated group list {
            optional group element (LIST) { repeated group list { optional float element; } } } } } }
      }
      """;

  private static final String SPARK =
      """
      message m {
        optional group image {
          optional binary origin (STRING);
          optional int32 height;
          optional int32 width;
          optional int32 nChannels;
          optional int32 mode;
          optional binary data;
        }
      }
      """;

  private Path one() {
    return root.resolve("one.parquet");
  }

  /** The faults and messages of bad records, without the file; null for good ones. */
  private List<String> faults(Map<String, String> options) throws IOException {
    return read(options, one()).stream()
        .map(
            record ->
                record.bad() == null
                    ? null
                    : "%s: %s"
                        .formatted(
                            record.bad().fault().label(),
                            record.bad().message().replace(one() + ", ", "")))
        .toList();
  }

  private static Consumer<Group> tensor(float[] elements, int... shape) {
    return row -> {
      ParquetTable.floats(row, "image", elements);
      ParquetTable.ints(row, "shape", shape);
    };
  }

  @Test
  void rowsThatHoldNoTensorAreNamed() throws IOException {
    float[] six = {1, 2, 3, 4, 5, 6};
    new ParquetTable(TENSORS)
        .row(tensor(six, 1, 2, 3))
        .row(tensor(six, 1, 2, 2))
        .row(tensor(six, 2, 3))
        .row(tensor(six, 6))
        .row(tensor(six, 1, 1, 1, 6))
        .row(tensor(six, 1, -2, -3))
        .row(tensor(six, 1, 100_000, 100_000))
        .row(tensor(new float[0], 1, 2, 3))
        .row(row -> ParquetTable.ints(row, "shape", 1, 2, 3))
        .row(row -> ParquetTable.floats(row, "image", six))
        .row(
            row -> {
              row.addGroup("image").addGroup("list");
              ParquetTable.ints(row, "shape", 1, 1, 1);
            })
        .row(tensor(six, 1, 2, 3).andThen(row -> row.add("label", 1L << 40)))
        .row(tensor(six, 3, 1, 2))
        .write(one());

    assertThat(faults(Map.of()))
        .containsExactly(
            null,
            "corrupt: row 1: 6 elements, where shape [1, 2, 2] has 4",
            null,
            "unsupported: row 3: a shape of 1 extents: [H,W] and [C,H,W] are read",
            "unsupported: row 4: a shape of 4 extents: [H,W] and [C,H,W] are read",
            "corrupt: row 5: a shape of [1, -2, -3]",
            "too-large: row 6: 100000 x 100000 is 10000000000 pixels: at most 178956970 are"
                + " accepted",
            "corrupt: row 7: 0 elements, where shape [1, 2, 3] has 6",
            "unsupported: row 8: the row has no image",
            "unsupported: row 9: the row has no shape",
            "unsupported: row 10: after 0 elements there is a null or an empty list",
            "unsupported: row 11: label 1099511627776 is no number of a class",
            null);
    assertThat(read(Map.of(), one()).get(2).image())
        .isEqualTo(Tensor.of(Shape.of(1, 2, 3), 1, 2, 3, 4, 5, 6f));
    assertThat(read(Map.of("axes", "hwc"), one()).get(12).image())
        .isEqualTo(Tensor.of(Shape.of(2, 3, 1), 1, 3, 5, 2, 4, 6f));
  }

  private static void nested(Group row, float[][][] image) {
    Group planes = row.addGroup("image");
    for (float[][] plane : image) {
      Group rows = planes.addGroup("list").addGroup("element");
      for (float[] values : plane) {
        ParquetTable.floats(rows.addGroup("list"), "element", values);
      }
    }
  }

  @Test
  void nestedListsHaveTheShapeThatTheyShow() throws IOException {
    new ParquetTable(NESTED)
        .row(row -> nested(row, new float[][][] {{{1, 2, 3}, {4, 5, 6}}}))
        .row(row -> nested(row, new float[][][] {{{1, 2, 3}, {4, 5}}}))
        .row(row -> nested(row, new float[][][] {{{1}, {2}}, {{3}}}))
        .row(row -> nested(row, new float[][][] {{{1, 2}, {}}}))
        .row(row -> nested(row, new float[][][] {}))
        .row(row -> {})
        .row(row -> nested(row, new float[][][] {{{1}}, {{2}}, {{3}}}))
        .write(one());

    assertThat(faults(Map.of()))
        .containsExactly(
            null,
            "unsupported: row 1: a list has 2 elements, and one beside it 3",
            "unsupported: row 2: a list has 1 elements, and one beside it 2",
            "unsupported: row 3: after 2 elements there is a null or an empty list",
            "unsupported: row 4: the row's lists are empty",
            "unsupported: row 5: the row has no image",
            null);
    assertThat(read(Map.of(), one()).get(0).image())
        .isEqualTo(Tensor.of(Shape.of(1, 2, 3), 1, 2, 3, 4, 5, 6f));
    assertThat(read(Map.of(), one()).get(6).image())
        .isEqualTo(Tensor.of(Shape.of(3, 1, 1), 1, 2, 3f));
  }

  private static Consumer<Group> sparkImage(
      int height, int width, int channels, int mode, int... bytes) {
    return row -> {
      byte[] data = new byte[bytes.length];
      for (int i = 0; i < bytes.length; i++) {
        data[i] = (byte) bytes[i];
      }
      row.addGroup("image")
          .append("height", height)
          .append("width", width)
          .append("nChannels", channels)
          .append("mode", mode)
          .append("data", Binary.fromConstantByteArray(data));
    };
  }

  @Test
  void imagesOfSparkAreRgb() throws IOException {
    new ParquetTable(SPARK)
        .row(sparkImage(1, 2, 3, 16, 1, 2, 3, 4, 5, 6))
        .row(sparkImage(1, 2, 4, 24, 1, 2, 3, 99, 4, 5, 6, 99))
        .row(sparkImage(1, 2, 1, 0, 7, 8))
        .row(sparkImage(-1, -1, -1, -1))
        .row(sparkImage(1, 2, 3, 21, 1, 2))
        .row(sparkImage(1, 2, 1, 16, 1, 2))
        .row(sparkImage(1, 2, 3, 16, 1, 2, 3, 4, 5))
        .row(row -> {})
        .write(one());

    assertThat(faults(Map.of()))
        .containsExactly(
            null,
            null,
            null,
            "unsupported: row 3: the row's image is undefined",
            "unsupported: row 4: an image of mode 21: 0, 16 and 24 are read",
            "corrupt: row 5: an image of mode 16 with 1 channels",
            "corrupt: row 6: 5 bytes, where 2 x 1 pixels of mode 16 have 6",
            "unsupported: row 7: the row has no image");
    assertThat(read(Map.of(), one()).subList(0, 3))
        .extracting(record -> record.image().data())
        .containsExactly(
            new byte[] {3, 6, 2, 5, 1, 4},
            new byte[] {3, 6, 2, 5, 1, 4},
            new byte[] {7, 8, 7, 8, 7, 8});
  }

  @ParameterizedTest
  @EnumSource(
      value = CompressionCodecName.class,
      names = {"UNCOMPRESSED", "SNAPPY", "GZIP", "ZSTD", "LZ4", "LZ4_RAW"})
  void everyCodecIsReadInEveryVersionOfPages(CompressionCodecName codec) throws IOException {
    for (WriterVersion version : WriterVersion.values()) {
      ParquetTable.tensors(version).with(codec).write(root.resolve(version + "/a.parquet"));
      ParquetTable.tensors(version)
          .with(codec)
          .withoutDictionaries()
          .write(root.resolve(version + "/b.parquet"));
    }

    List<SeenRecord> seen = all(root);

    assertThat(seen).hasSize(48).allMatch(record -> record.bad() == null);
    for (int i = 0; i < seen.size(); i++) {
      int number = i % 12;
      Tensor expected =
          Tensor.of(
                  Shape.of(2, 2, 3),
                  new int[] {number, 2, 3, 4, 300, -6, 7, 8, 9, 10, 11, number * number})
              .to(DType.INT16);
      assertThat(seen.get(i).image()).isEqualTo(expected);
      assertThat(seen.get(i).labelName()).isEqualTo("class " + number % 3);
    }
  }

  @Test
  void aRottenPageCostsTheRestOfItsRowGroup() throws IOException {
    ParquetTable table = new ParquetTable(ParquetTable.IMAGES).withoutDictionaries().with(4, 2);
    for (int i = 0; i < 12; i++) {
      table.image(PNG, i);
    }
    byte[] file = table.bytes();
    int png = nth(file, PNG, 6);
    file[png + 20] ^= 1;
    Files.write(one(), file);
    ColumnMetaData column =
        ParquetLies.footer(file).getRow_groups().get(1).getColumns().get(0).getMeta_data();

    List<SeenRecord> seen = read(Map.of(), one());

    assertThat(seen)
        .extracting(SeenRecord::key)
        .containsExactly(
            Stream.of(0, 1, 2, 3, 4, 5, 6, 8, 9, 10, 11)
                .map(i -> "one.parquet#" + i)
                .toArray(String[]::new));
    assertThat(seen).filteredOn(record -> record.bad() == null).hasSize(10);
    assertThat(seen.get(6).bad().fault()).isEqualTo(BadRecord.Fault.TRUNCATED);
    assertThat(seen.get(6).bad().message())
        .startsWith(one() + ", row group 1, column image.bytes, page at byte ")
        .contains(": its CRC-32 is ")
        .endsWith("; 2 rows from row 6 on are lost");
    long page =
        Long.parseLong(seen.get(6).bad().message().replaceAll(".*page at byte (\\d+):.*", "$1"));
    assertThat(page)
        .isBetween(
            column.getData_page_offset() + 1,
            column.getData_page_offset() + column.getTotal_compressed_size())
        .isLessThan(png)
        .isGreaterThan(png - PNG.length - 60);
    // A row that is lost is itself bad when it is asked for by itself.
    InputFile listed = list(Map.of(), one()).files().get(0);
    List<SeenRecord> alone =
        SeenRecord.of(
            format(), CONF, List.of(new Split(List.of(Split.Range.of(listed, 7, 9)), List.of())));
    assertThat(alone).extracting(SeenRecord::key).containsExactly("one.parquet#7", "one.parquet#8");
    assertThat(alone.get(0).bad().message()).endsWith("; 1 rows from row 7 on are lost");
    assertThat(alone.get(1).image()).isNotNull();
  }

  private static int nth(byte[] bytes, byte[] wanted, int number) {
    int seen = 0;
    for (int i = 0; i <= bytes.length - wanted.length; i++) {
      if (Arrays.equals(bytes, i, i + wanted.length, wanted, 0, wanted.length)
          && seen++ == number) {
        return i;
      }
    }
    throw new AssertionError("not there");
  }

  @Test
  void filesThatAreNoneAreRefusedWhileTheyAreListed() throws IOException {
    byte[] file = new ParquetTable(ParquetTable.IMAGES).image(PNG, 1).bytes();
    int length = file.length;
    Files.write(root.resolve("a.parquet"), Arrays.copyOf(file, length - 1));
    Files.write(root.resolve("b.parquet"), new byte[] {'P', 'A', 'R', '1'});
    byte[] encrypted = file.clone();
    encrypted[length - 1] = 'E';
    Files.write(root.resolve("c.parquet"), encrypted);
    Files.write(
        root.resolve("d.parquet"), Mutation.with(file.clone(), length - 8, 4, length, false));
    FileMetaData footer = ParquetLies.footer(file);
    footer.getRow_groups().get(0).getColumns().get(0).getMeta_data().setData_page_offset(length);
    Files.write(root.resolve("e.parquet"), ParquetLies.withFooter(file, footer));
    Files.write(root.resolve("f.parquet"), file);

    List<SeenRecord> seen = all(root);

    assertThat(seen)
        .extracting(SeenRecord::line)
        .containsExactly(
            ("a.parquet: read truncated: %s/a.parquet: byte %d: a Parquet file ends with PAR1,"
                    + " this one is cut off or is none")
                .formatted(root, length - 5),
            ("b.parquet: read truncated: %s/b.parquet: the file ends at byte 4: a Parquet file"
                    + " has at least 12")
                .formatted(root),
            "c.parquet: read unsupported: %s/c.parquet: the footer is encrypted".formatted(root),
            ("d.parquet: read corrupt: %s/d.parquet: byte %d: a footer of %d bytes does not fit"
                    + " in a file of %d")
                .formatted(root, length - 8, length, length),
            ("e.parquet: read corrupt: %s/e.parquet: the footer at byte %d: row group 0, column"
                    + " image.bytes: %d bytes from byte %d on are outside of the file's data")
                .formatted(
                    root,
                    length,
                    footer
                        .getRow_groups()
                        .get(0)
                        .getColumns()
                        .get(0)
                        .getMeta_data()
                        .getTotal_compressed_size(),
                    length),
            "f.parquet#0 1 null");
  }

  @Test
  void columnsAreFoundByNameOrByType() throws IOException {
    String two =
        "message m { optional binary left; optional group x { optional binary right; }"
            + " optional binary other; optional int32 kind; optional binary name (STRING); }";
    new ParquetTable(two)
        .row(
            row -> {
              row.add("left", Binary.fromConstantByteArray(PNG));
              row.addGroup("x")
                  .add(
                      "right",
                      Binary.fromConstantByteArray(ImageSample.named("one-pixel.png").bytes()));
              row.add("kind", 7);
              row.add("name", "seven");
            })
        .write(one());

    assertThatThrownBy(() -> list(Map.of(), one()))
        .isInstanceOf(InvalidOptionException.class)
        .hasMessage("image: one of left, other has to be named");
    assertThatThrownBy(() -> list(Map.of("image", "kind"), one()))
        .isInstanceOf(InvalidOptionException.class)
        .hasMessage(
            "image: 'kind': it is no column of images; there are left, x, other, kind, name");
    assertThatThrownBy(() -> list(Map.of("image", "left", "label", "x"), one()))
        .isInstanceOf(InvalidOptionException.class)
        .hasMessage("label: 'x': it is no column of whole numbers or strings");
    assertThatThrownBy(() -> list(Map.of("image", "left", "shape", "kind"), one()))
        .isInstanceOf(InvalidOptionException.class)
        .hasMessage("shape: 'kind': it is no column with lists of int");
    assertThatThrownBy(() -> list(Map.of("image", "left", "axes", "whc"), one()))
        .isInstanceOf(InvalidOptionException.class)
        .hasMessage("axes: 'whc': it is one of chw, hwc");
    assertThat(read(Map.of("image", "left"), one()))
        .extracting(SeenRecord::line)
        .containsExactly("one.parquet#0 -1 null");
    SeenRecord seen =
        read(Map.of("image", "x.right", "label", "kind", "label-name", "name"), one()).get(0);
    assertThat(seen.line()).isEqualTo("one.parquet#0 7 seven");
    assertThat(seen.image().shape()).isEqualTo(Shape.of(3, 1, 1));
  }

  @Test
  void hiddenFilesAreIgnoredAndDirectoriesNameClasses() throws IOException {
    String images = "message m { optional binary image; }";
    byte[] file =
        new ParquetTable(images)
            .row(row -> row.add("image", Binary.fromConstantByteArray(PNG)))
            .bytes();
    for (String name :
        List.of(
            "label=3/label_name=a%2Fb c+d/x.parquet",
            "label=__HIVE_DEFAULT_PARTITION__/x.parquet",
            "label=none/x.parquet",
            "_bad_records/x.parquet",
            "_temporary/0/x.parquet",
            ".hidden/x.parquet",
            "_x.parquet",
            ".x.parquet",
            "x.parquet.crc")) {
      Files.createDirectories(root.resolve(name).getParent());
      Files.write(root.resolve(name), file);
    }

    assertThat(all(root))
        .extracting(SeenRecord::line)
        .containsExactly(
            "label=3/label_name=a%2Fb c+d/x.parquet#0 3 a/b c+d",
            "label=__HIVE_DEFAULT_PARTITION__/x.parquet#0 -1 null",
            "label=none/x.parquet#0 -1 null");
    assertThat(list(root.toString()).ignored()).isEqualTo(6);
    assertThat(all(root.resolve("_x.parquet")))
        .extracting(SeenRecord::line)
        .containsExactly("_x.parquet#0 -1 null");
  }

  /** Fails if listing and reading take more memory than a small file may. */
  private List<SeenRecord> watched(byte[] file) throws Exception {
    Files.write(one(), file);
    List<SeenRecord> seen = new ArrayList<>();
    Watch.run(
        watch -> {
          watch.begin("a bomb");
          seen.addAll(read(Map.of(), one()));
          watch.end(16 << 20);
        });
    return seen;
  }

  @Test
  void claimsOfFootersAreNotBelieved() throws Exception {
    byte[] file = new ParquetTable(ParquetTable.IMAGES).image(PNG, 1).image(PNG, 2).bytes();
    for (long rows : List.of(1L << 40, (1L << 31) - 1)) {
      FileMetaData footer = ParquetLies.footer(file);
      footer.setNum_rows(rows);
      footer.getRow_groups().get(0).setNum_rows(rows);
      footer
          .getRow_groups()
          .get(0)
          .getColumns()
          .forEach(column -> column.getMeta_data().setNum_values(rows));

      List<SeenRecord> seen = watched(ParquetLies.withFooter(file, footer));

      if (rows > Integer.MAX_VALUE) {
        assertThat(seen).hasSize(1);
        assertThat(seen.get(0).bad().message())
            .endsWith("row group 0 has 1099511627776 rows: at most 2147483647 are read");
      } else {
        assertThat(seen).hasSize(3);
        assertThat(seen.get(1).image()).isNotNull();
        assertThat(seen.get(2).bad().message())
            .contains(": the column ends after 2 of 2147483647 values; ")
            .endsWith("2147483645 rows from row 2 on are lost");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = CompressionCodecName.class,
      names = {"UNCOMPRESSED", "SNAPPY", "GZIP", "ZSTD", "LZ4_RAW"})
  void claimsOfPagesAreNotBelieved(CompressionCodecName codec) throws Exception {
    for (int claim : new int[] {Integer.MAX_VALUE, 200 << 20, -1}) {
      byte[] file = new ParquetTable(ParquetTable.IMAGES).with(codec).image(PNG, 1).bytes();
      FileMetaData footer = ParquetLies.footer(file);
      ColumnMetaData image = footer.getRow_groups().get(0).getColumns().get(0).getMeta_data();

      List<SeenRecord> seen =
          watched(
              ParquetLies.inPage(
                  file, footer, image, header -> header.setUncompressed_page_size(claim)));

      assertThat(seen).hasSize(1);
      assertThat(seen.get(0).bad().message())
          .contains(", column image.bytes, page at byte ")
          .contains(Integer.toString(claim))
          .endsWith("; 1 rows from row 0 on are lost");
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = CompressionCodecName.class,
      names = {"GZIP", "ZSTD"})
  void aPageIsReadToWhereItsChecksumStands(CompressionCodecName codec) throws Exception {
    byte[] content = ExampleBytes.raw(1, 9, 9, 3).record();
    ByteArrayOutputStream packing = new ByteArrayOutputStream();
    try (OutputStream out =
        codec == CompressionCodecName.GZIP
            ? new GZIPOutputStream(packing)
            : new ZstdOutputStream(packing).setChecksum(true)) {
      out.write(content);
    }
    byte[] packed = packing.toByteArray();
    byte[] rotten = packed.clone();
    // Within the checksum, which the length follows in gzip.
    rotten[packed.length - (codec == CompressionCodecName.GZIP ? 6 : 2)] ^= 1;

    assertThat(PageCodec.unpack(codec, packed, 0, content.length)).isEqualTo(content);
    assertThatThrownBy(() -> PageCodec.unpack(codec, rotten, 0, content.length))
        .isInstanceOf(MalformedRecordException.class)
        .hasMessageStartingWith("its %s does not unpack: ".formatted(codec));
    assertThatThrownBy(() -> PageCodec.unpack(codec, packed, 0, content.length - 1))
        .isInstanceOf(MalformedRecordException.class)
        .hasMessage(
            "its %s unpacks to more than the %d bytes that it says"
                .formatted(codec, content.length - 1));
  }

  @ParameterizedTest
  @ValueSource(ints = {0x19, 0x1B})
  void listsAndMapsThatLieTooDeepAreNotFollowed(int type) {
    byte[] deep = new byte[20_000];
    for (int i = 0; i < deep.length; i++) {
      // A list of one list, or a map of one map whose keys are numbers.
      deep[i] = (byte) (type == 0x19 || i == 0 ? type : i % 3 == 1 ? 1 : i % 3 == 2 ? 0x3B : 0);
    }

    assertThatThrownBy(() -> ThriftStruct.end(deep, 0, deep.length))
        .isInstanceOf(MalformedRecordException.class)
        .hasMessageStartingWith("values lie more than 32 deep, ");
  }
}
