package io.sparkmaxpool.dataset;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Shape;
import io.sparkmaxpool.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class WebDatasetReaderTest extends RecordReaderContract {
  private static final String OF_THREE_TYPES = "npy-cls.tar";
  private static final byte[] PNG = ImageSample.named("rgb.png").bytes();
  private static final byte[] JPEG = ImageSample.named("baseline-420.jpg").bytes();

  @Override
  DatasetFormat format() {
    return DatasetFormat.WEBDATASET;
  }

  @Override
  int writeMixture() throws IOException {
    write("a.tar", new TarBytes().file("1.png", PNG).file("1.cls", "3").file("2.cls", "4").end());
    write(
        "b/b.tar.gz",
        gzip(new TarBytes().file("x/1.jpg", JPEG).file("x/1.txt", "cat").file("2.png", PNG).end()));
    write(
        "b/c.tgz", new TarBytes().file("1.png", PNG).file("1.cls", "no").file("2.jpg", JPEG).end());
    write("d.tar.zst", Zstd.compress(new TarBytes().file("1.png", PNG).end()));
    byte[] cut = new TarBytes().file("1.png", PNG).file("2.png", PNG).toBytes();
    write("e.tar", Arrays.copyOf(cut, cut.length - 600));
    return 2 + 2 + 2 + 1 + 2;
  }

  @Override
  Path writeOne(Path directory, String name) throws IOException {
    Files.createDirectories(directory);
    return Files.write(
        directory.resolve(name + ".tar"), new TarBytes().file("0001.png", PNG).end());
  }

  @Override
  String keyOfOne(String file) {
    return file + "#0001";
  }

  private Path write(String name, byte[] content) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.write(file, content);
  }

  private static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(content);
    }
    return packed.toByteArray();
  }

  private static List<SeenRecord> read(Path path, Map<String, String> options) throws IOException {
    return SeenRecord.of(DatasetFormat.WEBDATASET, CONF, listing(path, options).split(1 << 30, 1));
  }

  private static Listing listing(Path path, Map<String, String> options) throws IOException {
    return DatasetFormat.WEBDATASET.list(
        List.of(path.toString()),
        new DatasetFormat.ListOptions(
            Optional.empty(), FormatOptions.of(DatasetFormat.WEBDATASET, options), CONF));
  }

  private List<String> lines(byte[] tar, Map<String, String> options) throws IOException {
    return read(write("s.tar", tar), options).stream()
        .map(SeenRecord::line)
        .map(line -> line.replace(root + "/s.tar", "FILE"))
        .toList();
  }

  private List<String> lines(byte[] tar) throws IOException {
    return lines(tar, Map.of());
  }

  static Stream<Arguments> foreignShards() throws IOException {
    return DatasetSample.all("webdataset").stream()
        .filter(sample -> !sample.file().equals(OF_THREE_TYPES))
        .map(sample -> Arguments.of(sample.file(), sample.options()))
        .distinct();
  }

  @ParameterizedTest
  @MethodSource("foreignShards")
  void shardsOfOtherWritersReadAsWebdatasetReadsThem(String file, String options)
      throws IOException {
    Map<String, String> given =
        options.isEmpty() ? Map.of() : Map.of("image", options.substring("image=".length()));

    DatasetSample.check(
        DatasetSample.of("webdataset", file, options),
        read(DatasetSample.directory("webdataset").resolve(file), given));
  }

  /** The shard has arrays of three types, which are of one dataset only one by one. */
  @Test
  void arraysOfOtherWritersReadAsWebdatasetReadsThem() throws IOException {
    Path file = DatasetSample.directory("webdataset").resolve(OF_THREE_TYPES);
    Listing listing = listing(file, Map.of());
    InputFile shard = listing.files().get(0);
    InputFile ofAnyType =
        shard.with(((WebDatasetRecords) shard.records()).of(FileRecords.Content.ARRAYS, null));

    DatasetSample.check(
        DatasetSample.of("webdataset", OF_THREE_TYPES, ""),
        SeenRecord.of(
            format(), CONF, List.of(new Split(List.of(Split.Range.of(ofAnyType)), List.of()))));
    assertThat(listing.content()).isEqualTo(FileRecords.Content.ARRAYS);
    assertThat(listing.dtype()).contains(DType.FLOAT32);
    assertThat(all(file))
        .extracting(SeenRecord::line)
        .map(line -> line.replace(file.toString(), "FILE"))
        .containsExactly(
            "npy-cls.tar#0000 5 null",
            "npy-cls.tar#0001: decode unsupported: FILE: member '0001.npy' at byte 3072: array of"
                + " uint8 among arrays of float32: the records of a dataset have the type of its"
                + " first",
            "npy-cls.tar#0002: decode unsupported: FILE: member '0002.npy' at byte 5120: array of"
                + " int16 among arrays of float32: the records of a dataset have the type of its"
                + " first");
  }

  @Test
  void stemsAndExtensionsAreWebdatasets() throws IOException {
    byte[] tar =
        new TarBytes()
            .member("dir/", '5', 0, new byte[0])
            .file("__meta__/x.jpg", "no")
            .file("README", "no extension")
            .file("dir/.hidden.png", "no stem")
            .file("dir/a.b.CLS", "1")
            .member("dir/a.png", '2', 0, new byte[0])
            .file("dir/a.PNG", PNG)
            .file("dir/._a.png", "of another system")
            .file("dir/a.left.png", "not looked at")
            .file("a.png", PNG)
            .member("a.cls", '1', 77, new byte[0])
            .member("c.png", '7', PNG.length, PNG)
            .member("d.png", (char) 0, PNG.length, PNG)
            .end();

    assertThat(lines(tar))
        .containsExactly(
            "s.tar#dir/a 1 null", "s.tar#a -1 null", "s.tar#c -1 null", "s.tar#d -1 null");
  }

  @Test
  void theFirstOfTheExtensionsIsTaken() throws IOException {
    byte[] tar =
        new TarBytes()
            .file("1.seg.png", "none")
            .file("1.png", "none")
            .file("1.txt", "text")
            .file("1.jpg", JPEG)
            .file("1.cls", "5")
            .file("1.json", "{\"label\": 6}")
            .end();

    assertThat(lines(tar)).containsExactly("s.tar#1 5 null");
    assertThat(lines(tar, Map.of("image", ".JPG", "label", "txt, cls")))
        .containsExactly("s.tar#1 -1 text");
    assertThat(lines(tar, Map.of("label", "xml"))).containsExactly("s.tar#1 -1 null");
    assertThat(lines(tar, Map.of("image", "seg.png,jpg")))
        .containsExactly(
            "s.tar#1: decode truncated: FILE: member '1.seg.png' at byte 0: the image ends at byte"
                + " 4: that is too short to tell its format");
    // Of two that are one as good as the other, the first.
    assertThat(
            lines(
                new TarBytes()
                    .file("1.left.png", PNG)
                    .file("1.right.png", "none")
                    .file("1.a.cls", "1")
                    .file("1.b.cls", "2")
                    .end()))
        .containsExactly("s.tar#1 1 null");
    assertThat(lines(tar, Map.of("image", "bmp")))
        .containsExactly(
            "s.tar#1: read unsupported: FILE: the sample at byte 0 has no image but cls, seg.png,"
                + " png, jpg: an image is bmp");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "cls  | ' 7~'                              | 7 null",
        "cls  | 2147483647                         | 2147483647 null",
        "json | {'label': 3, 'label_name': 'deer'} | 3 deer",
        "json | {'label': 'dog'}                   | -1 dog",
        "json | {'label_name': 'dog', 'x': NaN}    | -1 dog",
        "json | {'label': null, 'of': [1, 2]}      | -1 null",
        "json | {'other': 1}                       | -1 null",
        "json | [1, 2]                             | -1 null",
        "txt  | ' a cat ~'                         | -1 a cat",
        "txt  | ' '                                | -1 null",
      })
  void labelsAreRead(String kind, String text, String line) throws IOException {
    byte[] tar = new TarBytes().file("1.png", PNG).file("1." + kind, json(text)).end();

    assertThat(lines(tar)).containsExactly("s.tar#1 " + line);
  }

  private static String json(String text) {
    return text.startsWith("'")
        ? text.substring(1, text.length() - 1).replace('~', '\n')
        : text.replace('\'', '"');
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "cls  | cat              | has 'cat': a label is from 0 to 2147483647",
        "cls  | -1               | has '-1': a label is from 0 to 2147483647",
        "cls  | 2147483648       | has '2147483648': a label is from 0 to 2147483647",
        "json | {'label': 2.5}   | has 2.5 in field label: an integer or a text is wanted",
        "json | {'label': [1]}   | has [1] in field label: an integer or a text is wanted",
        "json | {'label': -3}    | has '-3': a label is from 0 to 2147483647",
        "json | {'label': 1      | is no JSON, byte 11",
        "json | {'label': 1} x   | is no JSON, byte 13",
      })
  void labelsThatDoNotParseAreBadRecords(String kind, String text, String what) throws IOException {
    byte[] tar = new TarBytes().file("1.png", PNG).file("1." + kind, json(text)).end();
    int at = TarBytes.BLOCK * (1 + (PNG.length + 511) / 512);

    assertThat(lines(tar))
        .containsExactly(
            "s.tar#1: read corrupt: FILE: member '1.%s' at byte %d %s".formatted(kind, at, what));
  }

  @Test
  void aLabelIsUtf8AndNotLong() throws IOException {
    byte[] tar =
        new TarBytes()
            .file("1.txt", new byte[] {'a', (byte) 0xFF})
            .file("1.png", PNG)
            .file("2.txt", new byte[SampleLabel.LONGEST + 1])
            .file("2.png", PNG)
            .file("3.json", "[".repeat(5000))
            .file("3.png", PNG)
            .end();

    assertThat(lines(tar))
        .containsExactly(
            "s.tar#1: read corrupt: FILE: member '1.txt' at byte 0 is no UTF-8",
            "s.tar#2: read too-large: FILE: member '2.txt' at byte 4608 has 1048577 bytes: at most"
                + " 1048576 are read",
            "s.tar#3: read corrupt: FILE: member '3.json' at byte 1057792 is no JSON that is"
                + " read: Document nesting depth (1001) exceeds the maximum allowed (1000, from"
                + " `StreamReadConstraints.getMaxNestingDepth()`)");
  }

  @Test
  void theFieldOfALabelCanBeNested() throws IOException {
    byte[] tar =
        new TarBytes()
            .file("1.png", PNG)
            .file("1.json", "{\"label\": 1, \"a\": {\"class\": 2, \"class_name\": \"two\"}}")
            .end();

    assertThat(lines(tar, Map.of("label-field", "a.class"))).containsExactly("s.tar#1 2 two");
    assertThat(lines(tar, Map.of("label-field", "a.none"))).containsExactly("s.tar#1 -1 null");
    assertThat(lines(tar, Map.of("label-field", "label"))).containsExactly("s.tar#1 1 null");
  }

  @Test
  void whatAnOptionCannotBeIsRefused() throws IOException {
    Path shard = write("s.tar", new TarBytes().file("1.png", PNG).end());

    for (String value : List.of("", " , ", "png,.", "a/b")) {
      assertThatThrownBy(() -> listing(shard, Map.of("image", value)))
          .isInstanceOf(InvalidOptionException.class)
          .hasMessage(
              "image: '%s': it is an extension, or several with commas between them"
                  .formatted(value));
    }
    assertThatThrownBy(() -> listing(shard, Map.of("images", "png")))
        .hasMessage("images: unknown; format webdataset has image, label, label-field");
  }

  @Test
  void aStemThatComesAgainIsABadRecordOfItsOwnKey() throws IOException {
    byte[] tar =
        new TarBytes()
            .file("1.png", PNG)
            .file("2.png", PNG)
            .file("1.cls", "1")
            .file("1.jpg", JPEG)
            .file("3.png", PNG)
            .file("3.cls", "1")
            .file("3.CLS", "2")
            .end();
    int second = TarBytes.BLOCK * (1 + (PNG.length + 511) / 512);

    assertThat(lines(tar))
        .containsExactly(
            "s.tar#1 -1 null",
            "s.tar#2 -1 null",
            "s.tar#1.%1$d: read corrupt: FILE: stem '1' was in this shard before: members of a sample lie together, so member '1.cls' at byte %1$d begins another one"
                .formatted(2 * second),
            "s.tar#3: read corrupt: FILE: member '3.CLS' at byte %d is the second of its name in one sample"
                .formatted(tar.length - 4 * TarBytes.BLOCK));
  }

  @Test
  void aStemThatLeadsElsewhereIsNoKey() throws IOException {
    byte[] tar =
        new TarBytes()
            .file("../1.png", PNG)
            .file("/2.png", PNG)
            .file("a/../3.png", PNG)
            .file("./a..b/4.png", PNG)
            .end();
    int each = TarBytes.BLOCK * (1 + (PNG.length + 511) / 512);

    assertThat(lines(tar))
        .containsExactly(
            "s.tar#.0: read unsupported: FILE: stem '../1' is absolute or leads upwards: member '../1.png' at byte 0 is not read",
            "s.tar#.%1$d: read unsupported: FILE: stem '/2' is absolute or leads upwards: member '/2.png' at byte %1$d is not read"
                .formatted(each),
            "s.tar#.%1$d: read unsupported: FILE: stem 'a/../3' is absolute or leads upwards: member 'a/../3.png' at byte %1$d is not read"
                .formatted(2 * each),
            "s.tar#./a..b/4 -1 null");
  }

  @Test
  void aShardWithoutItsEndIsTold() throws IOException {
    byte[] tar = new TarBytes().file("1.png", PNG).file("2.png", PNG).file("3.cls", "").toBytes();
    int each = TarBytes.BLOCK * (1 + (PNG.length + 511) / 512);

    assertThat(lines(Arrays.copyOf(tar, 2 * each)))
        .containsExactly(
            "s.tar#1 -1 null",
            "s.tar#2 -1 null",
            "s.tar: read truncated: FILE ends at byte %d without the mark of an archive's end: more may have been there"
                .formatted(2 * each));
    assertThat(lines(Arrays.copyOf(tar, 2 * each + 1)))
        .containsExactly(
            "s.tar#1 -1 null",
            "s.tar#2: read truncated: FILE ends 1 bytes into the tar header at byte " + 2 * each);
    assertThat(lines(Arrays.copyOf(tar, 2 * each - 1)))
        .containsExactly(
            "s.tar#1 -1 null",
            "s.tar#2: read truncated: FILE ends before byte %d, to which the member before it goes"
                .formatted(2 * each));
    assertThat(lines(Arrays.copyOf(tar, each + 700)))
        .containsExactly(
            "s.tar#1 -1 null",
            "s.tar#2: read truncated: FILE ends at byte %d: member '2.png' at byte %d has %d bytes from byte %d on"
                .formatted(each + 700, each, PNG.length, each + 512));
    assertThat(lines(Arrays.copyOf(tar, 100)))
        .containsExactly(
            "s.tar: read truncated: FILE ends 100 bytes into the tar header at byte 0");
    assertThat(lines(new byte[0]))
        .containsExactly("s.tar: read truncated: FILE ends 0 bytes into the tar header at byte 0");
    assertThat(lines(new byte[1024])).isEmpty();
  }

  @Test
  void behindABrokenHeaderNothingIsRead() throws IOException {
    int each = TarBytes.BLOCK * (1 + (PNG.length + 511) / 512);
    TarBytes good = new TarBytes().file("1.png", PNG);
    byte[] checksum = good.file("2.png", PNG).file("3.png", PNG).end();
    checksum[2 * each + 5] ^= 1;
    byte[] size = new TarBytes().file("1.png", PNG).file("2.png", PNG).end();
    Arrays.fill(size, each + TarBytes.SIZE_AT, each + TarBytes.SIZE_AT + 11, (byte) 'x');
    byte[] lie = new TarBytes().file("1.png", PNG).member("2.png", '0', 8L << 30, PNG).end();

    assertThat(lines(checksum))
        .containsExactly(
            "s.tar#1 -1 null",
            "s.tar#2: read corrupt: FILE: no tar header at byte %d: its checksum is not that of its bytes"
                .formatted(2 * each));
    assertThat(lines(TarBytes.checked(size, each)))
        .containsExactly(
            "s.tar#1: read corrupt: FILE: the tar header at byte %d has a number that is none"
                .formatted(each));
    assertThat(lines(lie))
        .containsExactly(
            "s.tar#1 -1 null",
            "s.tar#2: read truncated: FILE ends before byte %d, to which the member before it goes"
                .formatted(each + 512 + (8L << 30)));
    assertThat(lines("no archive at all".repeat(40).getBytes(UTF_8)))
        .containsExactly(
            "s.tar: read corrupt: FILE: no tar header at byte 0: its checksum is not that of its bytes");
    assertThat(lines(new TarBytes().file("1.png", PNG).raw(new byte[512]).file("2.png", PNG).end()))
        .containsExactly(
            "s.tar#1 -1 null",
            "s.tar: read corrupt: FILE: the archive ends at byte %d, but at byte %d more than zeros follow: they are not read"
                .formatted(each, each + 512));
  }

  @Test
  void ofAPackedShardWhatUnpacksIsRead() throws IOException {
    TarBytes tar = new TarBytes();
    byte[] noise = new byte[3000];
    Random random = new Random(5);
    for (int i = 0; i < 40; i++) {
      random.nextBytes(noise);
      tar.file(i + ".png", PNG).file(i + ".noise", noise);
    }
    byte[] packed = gzip(tar.end());
    byte[] sum = packed.clone();
    sum[packed.length - 6] ^= 1;
    byte[] cut = Arrays.copyOf(packed, packed.length / 2);

    assertThat(lines(packed)).hasSize(40).allMatch(line -> line.endsWith(" -1 null"));
    List<String> seen = lines(sum);
    assertThat(seen).hasSize(41);
    assertThat(seen.subList(0, seen.size() - 1)).allMatch(line -> line.endsWith(" -1 null"));
    assertThat(seen.get(seen.size() - 1))
        .matches(
            "s.tar: read corrupt: FILE: its GZIP data are corrupt before byte %d, behind byte \\d+ of what they unpack to: .*"
                .formatted(packed.length));
    seen = lines(cut);
    assertThat(seen).hasSizeBetween(17, 21);
    assertThat(seen.get(seen.size() - 1))
        .matches(
            "s.tar#%d: read truncated: FILE: its GZIP data end at byte %d, behind byte \\d+ of what they unpack to"
                .formatted(seen.size() - 1, cut.length));
  }

  @Test
  void sparseFilesAreTold() throws IOException {
    byte[] old = TarBytes.header("1.png", 'S', 512);
    old[482] = 1;
    byte[] tar =
        new TarBytes()
            .raw(TarBytes.checked(old, 0))
            .raw(new byte[1024])
            .pax("GNU.sparse.major=1", "path=2.png")
            .file("GNUSparseFile.0/2.png", PNG)
            .file("3.png", PNG)
            .end();

    assertThat(lines(tar))
        .containsExactly(
            "s.tar#1: read unsupported: FILE: member '1.png' at byte 0 is a sparse file: whole ones are read",
            "s.tar#2: read unsupported: FILE: member '2.png' at byte 2560 is a sparse file: whole ones are read",
            "s.tar#3 -1 null");
  }

  @Test
  void namesAndSizesOfPaxAreTaken() throws IOException {
    String name = "größe/" + "lang-".repeat(60) + "1";
    byte[] tar =
        new TarBytes()
            .member("g", 'g', 512, new byte[512])
            .pax("path=" + name + ".png", "mtime=1.5", "size=" + PNG.length)
            .member("x", '0', 5, PNG)
            .member(
                "././@LongLink",
                'L',
                name.getBytes(UTF_8).length + 5,
                (name + ".cls\0").getBytes(UTF_8))
            .file("y", "4")
            .file("2.png", PNG)
            .end();

    assertThat(lines(tar)).containsExactly("s.tar#" + name + " 4 null", "s.tar#2 -1 null");
    assertThat(lines(new TarBytes().member("p", 'x', 9, "9 path=ab".getBytes(UTF_8)).end()))
        .containsExactly(
            "s.tar: read corrupt: FILE: the PAX header at byte 0 is not made of '<length> <key>=<value>'");
    assertThat(lines(new TarBytes().pax("size=-1").file("1.png", PNG).end()))
        .containsExactly(
            "s.tar: read corrupt: FILE: the PAX header at byte 0 is not made of '<length> <key>=<value>'");
    assertThat(lines(new TarBytes().pax("size=" + "9".repeat(18)).file("1.png", PNG).end()))
        .hasSize(1)
        .first()
        .asString()
        .startsWith("s.tar#1: read truncated: FILE ends before byte 1000000000000001536, ");
    assertThat(lines(new TarBytes().member("l", 'L', 1 << 17, new byte[1 << 17]).end()))
        .containsExactly(
            "s.tar: read too-large: FILE: the tar header at byte 0 has words of 131072 bytes: at most 65536 are read");
  }

  /** However many there are in a row: their reader calls itself for none. */
  @Test
  void ofManyLongNamesTheLastCounts() throws IOException {
    TarBytes tar = new TarBytes();
    for (int i = 0; i < 20_000; i++) {
      tar.member("././@LongLink", 'L', 6, "n.png\0".getBytes(UTF_8));
    }

    assertThat(lines(tar.file("x", PNG).end())).containsExactly("s.tar#n -1 null");
  }

  private static byte[] npy(String descr, boolean isFortran, String shape, byte[] elements) {
    String header =
        "{'descr': '%s', 'fortran_order': %s, 'shape': %s, }\n"
            .formatted(descr, isFortran ? "True" : "False", shape);
    ByteBuffer file =
        ByteBuffer.allocate(10 + header.length() + elements.length).order(ByteOrder.LITTLE_ENDIAN);
    return file.put("\u0093NUMPY\u0001\u0000".getBytes(StandardCharsets.ISO_8859_1))
        .putShort((short) header.length())
        .put(header.getBytes(UTF_8))
        .put(elements)
        .array();
  }

  @Test
  void arraysAreReadInEitherOrder() throws IOException {
    byte[] elements = {0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6};
    Tensor rows =
        Tensor.of(DType.INT16, Shape.of(1, 2, 3), new byte[] {1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0});
    Tensor columns =
        Tensor.of(DType.INT16, Shape.of(1, 2, 3), new byte[] {1, 0, 3, 0, 5, 0, 2, 0, 4, 0, 6, 0});
    Tensor planes =
        Tensor.of(DType.INT16, Shape.of(3, 2, 1), new byte[] {1, 0, 4, 0, 2, 0, 5, 0, 3, 0, 6, 0});
    Path shard =
        write(
            "s.tar",
            new TarBytes()
                .file("1.npy", npy(">i2", false, "(2, 3)", elements))
                .file("2.npy", npy(">i2", true, "(2, 3)", elements))
                .file("3.npy", npy(">i2", true, "(3, 2, 1)", elements))
                .file("4.npy", npy(">i2", false, "(6,)", elements))
                .file("5.npy", npy(">i2", false, "(2, 4)", elements))
                .file("6.npy", npy(">i2", false, "(1, 20000, 20000)", elements))
                .file("7.npy", npy(">c8", false, "(2, 3)", elements))
                .file("8.jpg", JPEG)
                .end());

    List<SeenRecord> seen = read(shard, Map.of());

    assertThat(seen.stream().limit(3).map(SeenRecord::image))
        .containsExactly(rows, columns, planes);
    assertThat(seen.stream().skip(3).map(SeenRecord::line))
        .map(line -> line.replaceAll(" " + root + "/s.tar: member '[^']*' at byte \\d+:", ""))
        .containsExactly(
            "s.tar#4: decode unsupported: shape [6] has 1 axes: 2 (HW) or 3 (CHW) are read",
            "s.tar#5: decode truncated: the array ends at byte 82: one of shape [1, 2, 4] and dtype int16 has 16 bytes from byte 70 on",
            "s.tar#6: decode too-large: 20000 x 20000 is 400000000 pixels: at most 178956970 are accepted",
            "s.tar#7: decode unsupported: descr '>c8' at byte 20: signed and unsigned ints of 8 bits, ints of 16, 32 and 64 and floats of 16, 32 and 64 are read",
            "s.tar#8: decode unsupported: picture of uint8 among arrays of int16: the records of a dataset have the type of its first");
  }

  @Test
  void whatIsBeforeARangeIsPassedOver() throws IOException {
    Path shard =
        write(
            "s.tar",
            new TarBytes()
                .file("1.png", PNG)
                .file("2.png", PNG)
                .file("2.cls", "2")
                .file("3.png", PNG)
                .end());
    InputFile file = list(shard.toString()).files().get(0);

    for (int first = 0; first < 5; first++) {
      Split.Range range = new Split.Range(file, first, Long.MAX_VALUE, file.length());
      assertThat(SeenRecord.of(format(), CONF, List.of(new Split(List.of(range), List.of()))))
          .extracting(SeenRecord::key)
          .isEqualTo(List.of("s.tar#1", "s.tar#2", "s.tar#3").subList(Math.min(first, 3), 3));
    }
    byte[] cut = Files.readAllBytes(shard);
    Files.write(shard, Arrays.copyOf(cut, 700));
    Split.Range range = new Split.Range(file, 1, Long.MAX_VALUE, file.length());
    assertThat(SeenRecord.of(format(), CONF, List.of(new Split(List.of(range), List.of()))))
        .isEmpty();
  }

  @Test
  void aListingKnowsWhatTheFirstRecordsAre() throws IOException {
    writeMixture();
    Files.writeString(root.resolve("notes.txt"), "none");

    Listing listing = list(root.toString());

    assertThat(listing.records()).isEmpty();
    assertThat(listing.files())
        .extracting(InputFile::key)
        .containsExactly("a.tar", "b/b.tar.gz", "b/c.tgz", "d.tar.zst", "e.tar");
    assertThat(listing.ignored()).isEqualTo(1);
    assertThat(listing.dtype()).contains(DType.UINT8);
    assertThat(listing.content()).isEqualTo(FileRecords.Content.IMAGES);
    assertThat(listing.coverage()).isEqualTo(Listing.Coverage.SAMPLE);
    assertThat(listing.shapes())
        .extracting(Listing.ShapeOf::shape)
        .containsOnly(Shape.of(3, 29, 37));
    assertThat(listing.guaranteedShape()).isEmpty();
  }
}
