package io.sparkmaxpool.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkmaxpool.dataset.FileRecords.Content;
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
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TfRecordReaderTest extends RecordReaderContract {
  private static final byte[] PNG = ImageSample.named("one-pixel.png").bytes();

  @Override
  DatasetFormat format() {
    return DatasetFormat.TFRECORD;
  }

  @Override
  int writeMixture() throws IOException {
    byte[] rotten = ExampleBytes.raw(3, 5, 4, 3).record();
    rotten[30] ^= 1;
    write(
        "a.tfrecord",
        ExampleBytes.raw(1, 5, 4, 3).record(),
        ExampleBytes.raw(2, 5, 4, 3).text("label_name", "two").record(),
        rotten,
        ExampleBytes.raw(4, 6, 4, 1).record());
    write(
        "b.tfrecord.gz",
        gzip(ExampleBytes.raw(5, 5, 4, 3).record(), new ExampleBytes().ints("label", 5).record()));
    write(
        "c.tfrecords",
        new ExampleBytes().bytes("image", PNG).ints("label", 6).record(),
        new ExampleBytes().bytes("image", Arrays.copyOf(PNG, 50)).ints("label", 7).record(),
        ExampleBytes.header(1000),
        new byte[10]);
    write("deep/d-00000-of-00002", new byte[] {1, 2, 3});
    write("deep/d-00001-of-00002", new byte[0]);
    write("deep/e.tfrec", ExampleBytes.raw(8, 50, 60, 3).record());
    return 4 + 2 + 3 + 1 + 1;
  }

  @Override
  Path writeOne(Path directory, String name) throws IOException {
    return ExampleBytes.write(
        directory.resolve(name + ".tfrecord"), ExampleBytes.raw(6, 3, 4, 1).record());
  }

  @Override
  String keyOfOne(String file) {
    return file + "#0";
  }

  private Path write(String name, byte[]... records) throws IOException {
    return ExampleBytes.write(root.resolve(name), records);
  }

  private static byte[] gzip(byte[]... records) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      out.write(Mutation.joined(records));
    }
    return bytes.toByteArray();
  }

  private Listing list(Path path, Map<String, String> options) throws IOException {
    return format()
        .list(
            List.of(path.toString()),
            new DatasetFormat.ListOptions(
                Optional.empty(), FormatOptions.of(format(), options), CONF));
  }

  private List<SeenRecord> read(Path path, Map<String, String> options) throws IOException {
    return SeenRecord.of(format(), CONF, list(path, options).split(1L << 40, 1));
  }

  /** The one record of a file with this Example. */
  private SeenRecord one(ExampleBytes example, Map<String, String> options) throws IOException {
    List<SeenRecord> seen = read(write("one.tfrecord", example.record()), options);
    assertThat(seen).hasSize(1);
    return seen.get(0);
  }

  private String fault(ExampleBytes example) throws IOException {
    BadRecord bad = one(example, Map.of()).bad();
    assertThat(bad.stage()).isEqualTo(BadRecord.Stage.READ);
    String place = "the record at byte 0 of %s: ".formatted(root.resolve("one.tfrecord"));
    assertThat(bad.message()).startsWith(place);
    return bad.fault().label() + ": " + bad.message().substring(place.length());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "encoded-00000-of-00002",
        "encoded-00001-of-00002",
        "encoded.tfrecord.gz",
        "raw-grey.tfrecords",
        "raw-rgb.tfrecords",
        "floats.tfrecord",
        "other-writer.tfrecord"
      })
  void whatTensorFlowAndThePackageTfrecordWroteIsWhatTheyRead(String file) throws IOException {
    DatasetSample.check(
        DatasetSample.of("tfrecord", file, ""),
        all(DatasetSample.directory("tfrecord").resolve(file)));
  }

  @Test
  void theirFilesButForThoseOfFloatsAreOneDataset() throws IOException {
    Path directory = DatasetSample.directory("tfrecord");

    Listing listing = list(directory.toString());
    List<SeenRecord> seen = SeenRecord.of(format(), CONF, listing.split(1, 1));

    assertThat(listing.ignored()).isEqualTo(1);
    assertThat(listing.records()).isEmpty();
    assertThat(listing.content()).isEqualTo(Content.IMAGES);
    assertThat(listing.dtypes())
        .containsExactly(new Listing.DTypeOf("encoded-00000-of-00002#0", DType.UINT8));
    assertThat(listing.guaranteedShape()).isEmpty();
    List<DatasetSample> expected =
        DatasetSample.all("tfrecord").stream()
            .filter(sample -> sample.dtype() == DType.UINT8)
            .toList();
    assertThat(expected).hasSizeGreaterThan(15);
    DatasetSample.check(expected, seen.stream().filter(r -> r.bad() == null).toList());
    Path floats = directory.resolve("floats.tfrecord");
    assertThat(seen.stream().filter(r -> r.bad() != null).map(SeenRecord::line))
        .containsExactly(
            "floats.tfrecord#0: read unsupported: the record at byte 0 of %s: its image is of float32, but the dataset's first one of uint8: all are of one dtype"
                .formatted(floats),
            "floats.tfrecord#1: read unsupported: the record at byte %d of %s: its image is of float32, but the dataset's first one of uint8: all are of one dtype"
                .formatted(secondRecord(floats), floats));
  }

  private static long secondRecord(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    return 16 + (bytes[0] & 0xFF) + 256L * (bytes[1] & 0xFF);
  }

  @Test
  void aDirectoryMeansTheNamesThatTensorFlowsToolsGive() throws IOException {
    byte[] record = ExampleBytes.raw(1, 2, 2, 1).record();
    List<String> taken =
        List.of(
            "a.tfrecord",
            "b.tfrecords.gz",
            "c.tfrec",
            "d-train.tfrecord-00000-of-00002",
            "e.tfrecord-00001-of-00002.gz",
            "train-00000-of-01024");
    for (String name : taken) {
      write(name, record);
    }
    for (String name :
        List.of("model.ckpt.data-00000-of-00001", "a.parquet", "tfrecord", "a.tfrecord.txt")) {
      write(name, record);
    }

    assertThat(all(root))
        .extracting(SeenRecord::key)
        .containsExactlyElementsOf(taken.stream().map(name -> name + "#0").toList());
    assertThat(list(root.toString()).ignored()).isEqualTo(4);
    assertThat(all(root.resolve("a.parquet")))
        .extracting(SeenRecord::key)
        .containsExactly("a.parquet#0");
  }

  @Test
  void aLengthWhoseChecksumIsWrongIsTheLastRecordOfItsFile() throws IOException {
    byte[] first = ExampleBytes.raw(1, 5, 4, 3).record();
    byte[] second = ExampleBytes.raw(2, 5, 4, 3).record();
    int checksum = ExampleBytes.masked(Arrays.copyOf(second, 8));
    second[0] ^= 1;
    Path file = write("a.tfrecord", first, second, ExampleBytes.raw(3, 5, 4, 3).record());
    write("b.tfrecord", ExampleBytes.raw(4, 5, 4, 3).record());

    List<SeenRecord> seen = all(root);

    assertThat(seen)
        .extracting(SeenRecord::line)
        .containsExactly(
            "a.tfrecord#0 1 null",
            "a.tfrecord#1: read corrupt: the length %d of the record at byte %d of %s has the checksum %08x, but %08x is stored: nothing behind it can be read"
                .formatted(
                    second.length - 16 ^ 1,
                    first.length,
                    file,
                    ExampleBytes.masked(Arrays.copyOf(second, 8)),
                    checksum),
            "b.tfrecord#0 4 null");
    assertThat(seen.get(1).length()).isEqualTo(12);
  }

  @Test
  void dataWhoseChecksumIsWrongAreOneBadRecord() throws IOException {
    byte[] first = ExampleBytes.raw(1, 5, 4, 3).record();
    byte[] second = ExampleBytes.raw(2, 5, 4, 3).record();
    int checksum = ExampleBytes.masked(Arrays.copyOfRange(second, 12, second.length - 4));
    second[40] ^= 16;
    Path file = write("a.tfrecord", first, second, ExampleBytes.raw(3, 5, 4, 3).record());

    assertThat(all(root))
        .extracting(SeenRecord::line)
        .containsExactly(
            "a.tfrecord#0 1 null",
            "a.tfrecord#1: read corrupt: the %d bytes of data of the record at byte %d of %s have the checksum %08x, but %08x is stored"
                .formatted(
                    second.length - 16,
                    first.length,
                    file,
                    ExampleBytes.masked(Arrays.copyOfRange(second, 12, second.length - 4)),
                    checksum),
            "a.tfrecord#2 3 null");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 5, 11, 12, 13, 15, 16, 17, 60})
  void anIncompleteTailIsOneBadRecordWhereverItIsCut(int left) throws IOException {
    byte[] first = ExampleBytes.raw(1, 5, 4, 3).record();
    byte[] second = ExampleBytes.raw(2, 5, 4, 3).record();
    Path file = write("a.tfrecord", first, Arrays.copyOf(second, left));

    List<SeenRecord> seen = all(root);

    assertThat(seen).hasSize(2);
    assertThat(seen.get(1).line())
        .isEqualTo(
            left < 12
                ? "a.tfrecord#1: read truncated: %s ends %d bytes into the record at byte %d: a record begins with 12 bytes of length and checksum"
                    .formatted(file, left, first.length)
                : "a.tfrecord#1: read truncated: %s ends within the record at byte %d%s: its length is %d, and a checksum comes after it"
                    .formatted(
                        file,
                        first.length,
                        left == 12 ? "" : ", %d bytes into its data".formatted(left - 12),
                        second.length - 16));
    assertThat(seen.get(1).length()).isEqualTo(left);
  }

  @ParameterizedTest
  @ValueSource(longs = {1L << 31, 1L << 40, Long.MAX_VALUE, Long.MIN_VALUE, -1})
  void aLengthBeyondTheFileIsATruncatedRecord(long length) throws IOException {
    Path file = write("a.tfrecord", ExampleBytes.header(length), new byte[100]);

    assertThat(all(root))
        .extracting(SeenRecord::line)
        .containsExactly(
            "a.tfrecord#0: read truncated: %s ends within the record at byte 0: its length is %s, and a checksum comes after it"
                .formatted(file, Long.toUnsignedString(length)));
  }

  @Test
  void aRecordOfMoreBytesThanItsImageCanHaveIsPassedBy() throws IOException {
    byte[] large =
        new ExampleBytes().bytes("other", new byte[2 << 20]).bytes("image", PNG).record();
    Path file = write("a.tfrecord", large, ExampleBytes.raw(3, 2, 2, 1).record());
    List<SeenRecord> seen = new ArrayList<>();
    try (RecordReader reader =
        format()
            .open(
                list(root.toString()).split(1L << 40, 1).get(0),
                new DatasetFormat.ReadOptions(
                    EnumSet.allOf(DatasetFormat.Column.class), 4, CONF))) {
      while (reader.next()) {
        seen.add(SeenRecord.copy(reader.record()));
      }
    }

    assertThat(seen)
        .extracting(SeenRecord::line)
        .containsExactly(
            "a.tfrecord#0: read too-large: the record at byte 0 of %s has %d bytes: at most %d are read"
                .formatted(file, large.length - 16, (1 << 20) + 24 * 4),
            "a.tfrecord#1 3 null");
    assertThat(all(root)).allMatch(record -> record.bad() == null);
  }

  @Test
  void recordsBeforeARangeArePassedByWithoutALookAtTheirData() throws IOException {
    byte[] rotten = ExampleBytes.raw(1, 5, 4, 3).record();
    rotten[40] ^= 1;
    Path file = write("a.tfrecord", rotten, rotten, ExampleBytes.raw(2, 5, 4, 3).record(), rotten);
    InputFile listed = list(file.toString()).files().get(0);
    Split split = new Split(List.of(new Split.Range(listed, 2, 3, 1)), List.of());

    assertThat(SeenRecord.of(format(), CONF, List.of(split)))
        .extracting(SeenRecord::line)
        .containsExactly("a.tfrecord#2 2 null");

    Split behind = new Split(List.of(new Split.Range(listed, 7, 8, 1)), List.of());
    assertThat(SeenRecord.of(format(), CONF, List.of(behind))).isEmpty();

    byte[] bytes = Files.readAllBytes(file);
    bytes[rotten.length + 9] ^= 1;
    Files.write(file, bytes);
    assertThat(SeenRecord.of(format(), CONF, List.of(split)))
        .singleElement()
        .matches(record -> record.key().equals("a.tfrecord#2"))
        .matches(record -> record.bad().message().contains("nothing behind it can be read"));
  }

  @Test
  void theContentTellsHowAFileIsCompressed() throws IOException {
    byte[][] records = {
      ExampleBytes.raw(1, 5, 4, 3).record(), ExampleBytes.raw(2, 5, 4, 3).record()
    };
    ByteArrayOutputStream zlib = new ByteArrayOutputStream();
    try (OutputStream out = new DeflaterOutputStream(zlib)) {
      out.write(Mutation.joined(records));
    }
    write("a.tfrecord", gzip(records));
    write("b.tfrecord.gz", records);
    write("c.tfrecord", zlib.toByteArray());
    // A length of which the first bytes are those of a gzip file, and one of a zlib stream's.
    for (int length : new int[] {0x088B1F, 0x009C78}) {
      byte[] plain = ExampleBytes.raw(3, 5, 4, 3).toByteArray();
      byte[] more = new byte[length - plain.length];
      byte[] unknown = ExampleBytes.message(out -> out.writeByteArray(9, more));
      int excess = plain.length + unknown.length - length;
      byte[] fitting =
          ExampleBytes.message(
              out -> out.writeByteArray(9, Arrays.copyOf(more, more.length - excess)));
      write("d%d.tfrecord".formatted(length), ExampleBytes.frame(Mutation.joined(plain, fitting)));
      assertThat(plain.length + fitting.length).isEqualTo(length);
    }

    assertThat(all(root))
        .extracting(SeenRecord::line)
        .containsExactly(
            "a.tfrecord#0 1 null",
            "a.tfrecord#1 2 null",
            "b.tfrecord.gz#0 1 null",
            "b.tfrecord.gz#1 2 null",
            "c.tfrecord#0 1 null",
            "c.tfrecord#1 2 null",
            "d40056.tfrecord#0 3 null",
            "d559903.tfrecord#0 3 null");
  }

  @Test
  void offsetsOfCompressedFilesAreOfWhatTheyUnpackTo() throws IOException {
    byte[] first = ExampleBytes.raw(1, 5, 4, 3).record();
    byte[] empty = ExampleBytes.frame(new byte[0]);
    Path file = write("a.tfrecord.gz", gzip(first, empty));
    byte[] whole = Files.readAllBytes(file);
    // Within the last record, and behind it.
    for (int missing : new int[] {12, 4}) {
      Path cut = write("b.tfrecord.gz", Arrays.copyOf(whole, whole.length - missing));

      List<SeenRecord> seen = all(cut);

      assertThat(seen).hasSize(missing == 12 ? 2 : 3);
      assertThat(seen.get(0).image()).isEqualTo(all(file).get(0).image());
      BadRecord last = seen.get(seen.size() - 1).bad();
      assertThat(last.fault()).isEqualTo(BadRecord.Fault.TRUNCATED);
      assertThat(last.length()).isEqualTo(whole.length - missing);
      assertThat(last.message())
          .startsWith(
              cut + ": its GZIP data end at byte " + (whole.length - missing) + ", behind byte ");
    }
  }

  @Test
  void rawBytesAreOfTheTypeAndOrderThatTheOptionsSay() throws IOException {
    byte[] bytes = new byte[24];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) i;
    }
    ExampleBytes example = new ExampleBytes().bytes("image", bytes).ints("shape", 2, 2, 3);

    SeenRecord hwc = one(example, Map.of("dtype", "int16"));
    assertThat(hwc.image())
        .isEqualTo(
            Tensor.of(
                DType.INT16,
                Shape.of(3, 2, 2),
                new byte[] {
                  0, 1, 6, 7, 12, 13, 18, 19, 2, 3, 8, 9, 14, 15, 20, 21, 4, 5, 10, 11, 16, 17, 22,
                  23
                }));
    assertThat(one(example, Map.of("dtype", "float16", "axes", "chw")).image())
        .isEqualTo(Tensor.of(DType.FLOAT16, Shape.of(2, 2, 3), bytes));
    assertThat(list(root, Map.of("dtype", "int16")).content()).isEqualTo(Content.ARRAYS);
    assertThat(list(root, Map.of("dtype", "int16")).dtype()).contains(DType.INT16);
    assertThat(
            one(
                    new ExampleBytes().bytes("image", bytes).ints("h", 4).ints("w", 6),
                    Map.of("height", "h", "width", "w"))
                .image())
        .isEqualTo(Tensor.of(DType.UINT8, Shape.of(1, 4, 6), bytes));
    assertThat(one(new ExampleBytes().bytes("image", bytes).ints("shape", 6, 4), Map.of()).image())
        .isEqualTo(Tensor.of(DType.UINT8, Shape.of(1, 6, 4), bytes));
  }

  @Test
  void listsOfNumbersAreArraysHoweverTheyArePacked() throws IOException {
    byte[] unpacked =
        ExampleBytes.message(
            out -> {
              out.writeInt64(1, 5);
              out.writeInt64(1, -6);
            });
    byte[] packed =
        ExampleBytes.message(
            out ->
                out.writeByteArray(
                    1,
                    ExampleBytes.message(
                        more -> {
                          more.writeInt64NoTag(Long.MIN_VALUE);
                          more.writeInt64NoTag(300);
                        })));
    // Two lists of one field are one, as protobuf merges them; one of another kind is gone.
    byte[] feature =
        ExampleBytes.message(
            out -> {
              out.writeByteArray(2, new byte[] {1, 2, 3});
              out.writeByteArray(3, unpacked);
              out.writeByteArray(3, packed);
            });
    assertThat(
            one(new ExampleBytes().feature("image", feature).ints("shape", 1, 4), Map.of()).image())
        .isEqualTo(Tensor.of(Shape.of(1, 1, 4), 5, -6, Long.MIN_VALUE, 300));

    byte[] floats =
        ExampleBytes.message(
            out -> {
              out.writeFloat(1, 0.5f);
              out.writeByteArray(1, new byte[] {0, 0, (byte) 0xC0, 0x7F});
              out.writeFloat(1, -1f);
            });
    SeenRecord record =
        one(
            new ExampleBytes()
                .feature("image", ExampleBytes.message(out -> out.writeByteArray(2, floats)))
                .ints("shape", 1, 1, 3),
            Map.of());
    assertThat(record.image()).isEqualTo(Tensor.of(Shape.of(3, 1, 1), 0.5f, Float.NaN, -1f));
    assertThat(list(root.toString()).content()).isEqualTo(Content.ARRAYS);
  }

  @Test
  void ofFeaturesOfOneNameTheLastCounts() throws IOException {
    ExampleBytes example =
        new ExampleBytes()
            .ints("label", 3)
            .bytes("image", new byte[5])
            .bytes("image", PNG)
            .ints("label", 4);

    assertThat(one(example, Map.of()).line()).isEqualTo("one.tfrecord#0 4 null");
  }

  @Test
  void bytesAreAnEncodedImageOrElementsAsExtentsAndSignatureTell() throws IOException {
    byte[] raw = new byte[12];
    raw[0] = 'B';
    raw[1] = 'M';
    // Elements that begin as a BMP does.
    assertThat(one(new ExampleBytes().bytes("image", raw).ints("shape", 3, 4), Map.of()).image())
        .isEqualTo(Tensor.of(DType.UINT8, Shape.of(1, 3, 4), raw));
    // An image beside extents that are not its own, and one with as many bytes as pixels.
    byte[] jpeg = ImageSample.named("baseline-420.jpg").bytes();
    ImageHeader header = header(jpeg);
    assertThat(
            one(new ExampleBytes().bytes("image", PNG).ints("shape", 1, 2, 3, 4), Map.of()).image())
        .isNotNull();
    int pixels = header.width() * header.height() * 3;
    byte[] padded = Arrays.copyOf(jpeg, Math.max(pixels, jpeg.length));
    SeenRecord record =
        one(
            new ExampleBytes()
                .bytes("image", padded)
                .ints("height", header.height())
                .ints("width", header.width())
                .ints("depth", 3),
            Map.of());
    assertThat(padded).hasSize(pixels);
    assertThat(record.image())
        .isEqualTo(one(new ExampleBytes().bytes("image", jpeg), Map.of()).image());
  }

  private static ImageHeader header(byte[] jpeg) {
    try {
      return ImageHeader.parse(jpeg, jpeg.length);
    } catch (MalformedRecordException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void labelsAreIntegersOrTheirTextsAndNamesAreTexts() throws IOException {
    ExampleBytes example =
        new ExampleBytes()
            .bytes("jpg", PNG)
            .text("label", "17")
            .text("class", "Weißer Hai")
            .ints("other", -1)
            .bytes("rotten", new byte[] {'a', (byte) 0xFF});

    assertThat(one(example, Map.of()).line()).isEqualTo("one.tfrecord#0 17 Weißer Hai");
    assertThat(one(example, Map.of("label", "other", "label-name", "rotten")).line())
        .isEqualTo("one.tfrecord#0 -1 a\uFFFD");
    assertThat(one(example, Map.of("label", "", "label-name", "label")).line())
        .isEqualTo("one.tfrecord#0 -1 17");
    // A name that one option has is no other's any more.
    assertThat(one(example, Map.of("label-name", "label")).line())
        .isEqualTo("one.tfrecord#0 -1 17");
    assertThat(one(example, Map.of("image", "jpg", "label", "none")).line())
        .isEqualTo("one.tfrecord#0 -1 Weißer Hai");
  }

  @Test
  void whatAnExampleLacksIsSaid() throws IOException {
    ExampleBytes png = new ExampleBytes().bytes("image", PNG);
    assertThat(fault(new ExampleBytes().ints("label", 1).text("b", "x")))
        .isEqualTo(
            "unsupported: no feature image/encoded, image, image_raw, jpg, png has an image: it has label, b");
    ExampleBytes many = new ExampleBytes();
    for (int i = 0; i < 8; i++) {
      many.ints("f" + i, i);
    }
    assertThat(fault(many)).endsWith("it has f0, f1, f2, f3, f4, f5 and 2 more");
    assertThat(fault(new ExampleBytes().feature("image", new byte[0])))
        .isEqualTo("unsupported: feature 'image', the image, is empty");
    assertThat(fault(new ExampleBytes().bytes("image", PNG, PNG)))
        .isEqualTo("unsupported: feature 'image' has 2 values: one is wanted");
    assertThat(fault(new ExampleBytes().bytes("image", new byte[20])))
        .isEqualTo(
            "unsupported: feature 'image' has 20 bytes that begin as no encoded image does, and no shape tells what they are: it has image");
    assertThat(fault(new ExampleBytes().floats("image", 1, 2)))
        .isEqualTo(
            "unsupported: feature 'image' is a float list, and no shape tells what its values are: it has image");
    assertThat(fault(png.floats("label", 1)))
        .isEqualTo("unsupported: feature 'label' is a float list: an int64 list is wanted");
    assertThat(fault(new ExampleBytes().bytes("image", PNG).text("label", "cat")))
        .isEqualTo(
            "unsupported: feature 'label', the label, is 'cat': an integer from 0 to 2147483647 is wanted, or -1 for none");
    assertThat(fault(new ExampleBytes().bytes("image", PNG).ints("label", 1L << 31)))
        .contains("the label, is '2147483648'");
    assertThat(fault(new ExampleBytes().bytes("image", PNG).ints("label", 1, 2)))
        .isEqualTo("corrupt: feature 'label' has more than 1 values");
    assertThat(fault(new ExampleBytes().bytes("image", PNG).ints("class", 1)))
        .isEqualTo("unsupported: feature 'class' is an int64 list: a bytes list is wanted");
  }

  @Test
  void whatDoesNotFitIsSaid() throws IOException {
    byte[] raw = new byte[20];
    assertThat(fault(new ExampleBytes().bytes("image", raw).ints("shape", 2, 3, 3)))
        .isEqualTo(
            "corrupt: feature 'image' has 20 bytes, but height 2, width 3 and channels 3 of uint8 have 18");
    assertThat(
            fault(
                new ExampleBytes()
                    .bytes("image", raw)
                    .ints("shape", 1L << 62, 1L << 62, Long.MAX_VALUE)))
        .endsWith(
            "height 4611686018427387904, width 4611686018427387904 and channels 9223372036854775807 of uint8 have 196159429230833773848600771542680921536737694675015565312");
    assertThat(fault(new ExampleBytes().floats("image", 1, 2, 3).ints("shape", 2, 2)))
        .isEqualTo(
            "corrupt: feature 'image' has 3 values, but height 2, width 2 and channels 1 are 4");
    assertThat(fault(new ExampleBytes().bytes("image", raw).ints("shape", 20, 0)))
        .isEqualTo("corrupt: height 20, width 0 and channels 1 of an image: each is at least 1");
    assertThat(fault(new ExampleBytes().bytes("image", raw).ints("shape", -4, -5)))
        .contains("height -4, width -5");
    assertThat(fault(new ExampleBytes().bytes("image", raw).ints("shape", 20)))
        .isEqualTo(
            "unsupported: feature 'shape' has 1 values: an image has rows, columns and, if more than one, channels");
    assertThat(fault(new ExampleBytes().bytes("image", raw).ints("shape", 1, 1, 1, 20)))
        .isEqualTo("corrupt: feature 'shape' has more than 3 values");
    assertThat(fault(new ExampleBytes().bytes("image", raw).floats("shape", 4, 5)))
        .isEqualTo("unsupported: feature 'shape' is a float list: an int64 list is wanted");
  }

  @Test
  void whatIsNoExampleIsSaidByItsPlace() throws IOException {
    Path file = root.resolve("a.tfrecord");
    for (Map.Entry<byte[], String> rotten :
        Map.of(
                new byte[] {0x0A, 5, 1}, "field 1 has 5 bytes, where 1 are left, at byte 0 of it",
                new byte[] {0x08, 1, 0x0B}, "field 1 has the wire type 3, at byte 2 of it",
                new byte[] {0x08, 1, 0x02}, "a field has the number 0, at byte 2 of it",
                new byte[] {0x08, (byte) 0x80},
                    "the number at byte 1 of it does not end, at byte 0 of it",
                new byte[] {0x0A, 3, 0x0A, 1, 0x09},
                    "field 1 has 8 bytes, where 0 are left, at byte 4 of it")
            .entrySet()) {
      ExampleBytes.write(file, ExampleBytes.frame(rotten.getKey()));

      assertThat(all(file))
          .extracting(SeenRecord::line)
          .containsExactly(
              "a.tfrecord#0: read corrupt: the record at byte 0 of %s: it is no tf.train.Example: %s"
                  .formatted(file, rotten.getValue()));
    }
  }

  @Test
  void imagesOfMorePixelsThanAllowedAreBad() throws IOException {
    write(
        "a.tfrecord", ExampleBytes.raw(1, 4, 5, 3).record(), ExampleBytes.raw(2, 4, 4, 3).record());
    List<String> seen = new ArrayList<>();
    try (RecordReader reader =
        format()
            .open(
                list(root.toString()).split(1L << 40, 1).get(0),
                new DatasetFormat.ReadOptions(
                    EnumSet.allOf(DatasetFormat.Column.class), 16, CONF))) {
      while (reader.next()) {
        seen.add(SeenRecord.copy(reader.record()).line());
      }
    }

    assertThat(seen)
        .containsExactly(
            "a.tfrecord#0: read too-large: the record at byte 0 of %s: 5 x 4 is 20 pixels: at most 16 are accepted"
                .formatted(root.resolve("a.tfrecord")),
            "a.tfrecord#1 2 null");
  }

  @Test
  void optionsThatCannotBeAreRefused() throws IOException {
    Path file = writeOne(root, "a");
    assertThatThrownBy(() -> list(file, Map.of("dtype", "complex64")))
        .isInstanceOf(InvalidOptionException.class)
        .hasMessage(
            "dtype: 'complex64': it is one of uint8, int8, int16, int32, int64, float16, bfloat16, float32, float64");
    assertThatThrownBy(() -> list(file, Map.of("axes", "nhwc")))
        .isInstanceOf(InvalidOptionException.class)
        .hasMessage("axes: 'nhwc': it is one of hwc, chw");
    assertThatThrownBy(() -> list(file, Map.of("image", " ")))
        .isInstanceOf(InvalidOptionException.class)
        .hasMessage("image: ' ': it is the name of a feature");
    assertThatThrownBy(() -> list(file, Map.of("labels", "x")))
        .isInstanceOf(InvalidOptionException.class)
        .hasMessage(
            "labels: unknown; format tfrecord has image, label, label-name, shape, height, width, depth, dtype, axes");
  }

  @Test
  void whereNoRecordThatIsLookedAtIsGoodPicturesAreWanted() throws IOException {
    byte[] rotten = ExampleBytes.raw(1, 5, 4, 3).record();
    rotten[30] ^= 1;
    byte[][] records = new byte[12][];
    Arrays.fill(records, rotten);
    records[10] =
        new ExampleBytes().floats("image", 1, 2).ints("shape", 1, 2, 1).ints("label", 3).record();
    records[11] = ExampleBytes.raw(4, 5, 4, 3).record();
    Path file = write("a.tfrecord", records);

    Listing listing = list(root, Map.of());
    List<SeenRecord> seen = read(root, Map.of());

    assertThat(listing.content()).isEqualTo(Content.IMAGES);
    assertThat(listing.dtype()).contains(DType.UINT8);
    assertThat(seen).hasSize(12);
    assertThat(seen.get(10).line())
        .startsWith(
            "a.tfrecord#10: read unsupported: the record at byte %d of %s: its image is of float32, "
                .formatted(10 * rotten.length, file));
    assertThat(seen.get(11).line()).isEqualTo("a.tfrecord#11 4 null");
  }
}
