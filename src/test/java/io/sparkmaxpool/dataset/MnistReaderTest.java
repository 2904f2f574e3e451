package io.sparkmaxpool.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Shape;
import io.sparkmaxpool.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MnistReaderTest extends IdxReaderContract {
  @Override
  String ending() {
    return "";
  }

  @Override
  byte[] packed(byte[] bytes) {
    return bytes;
  }

  private List<String> lines(Path... paths) throws IOException {
    return all(paths).stream().map(SeenRecord::line).toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "gzip", "dots", "emnist", "types"})
  void otherToolsReadTheSame(String folder) throws IOException {
    Path directory = DatasetSample.directory("mnist").resolve(folder);
    List<SeenRecord> seen = all(directory);

    DatasetSample.check(DatasetSample.under("mnist", folder, ""), seen);
    assertThat(
            RecordsByKeyTest.assertSame(
                format(), CONF, DatasetSample.directory("mnist").resolve(folder).toString()))
        .isEqualTo(seen.size());
  }

  @Test
  void recordsAreOneChannelAndTheFilesAreCutBetweenThem() throws IOException {
    images("train", IdxBytes.images(9, 28, 28));
    labels("train", IdxBytes.labels(9, 8, 7, 6, 5, 4, 3, 2, 1));
    Listing listing = list(root.toString());

    List<Split> splits = listing.split(2 * 784, 1);
    List<SeenRecord> seen = SeenRecord.of(format(), CONF, splits);

    assertThat(splits).hasSizeBetween(4, 6);
    for (int i = 0; i < 9; i++) {
      assertThat(seen.get(i).line())
          .isEqualTo("train-images-idx3-ubyte#%d %d null".formatted(i, 9 - i));
      assertThat(seen.get(i).image())
          .isEqualTo(Tensor.of(DType.UINT8, Shape.of(1, 28, 28), IdxBytes.element(i, 784)));
    }
    assertThat(listing.guaranteedShape()).contains(Shape.of(1, 28, 28));
    assertThat(listing.dtype()).contains(DType.UINT8);
    assertThat(listing.content()).isEqualTo(FileRecords.Content.IMAGES);
    assertThat(listing.ignored()).isZero();
  }

  @Test
  void otherTypesAreArrays() throws IOException {
    images("x", IdxBytes.file(0x0D, IdxBytes.elements(2, 24), 2, 1, 2, 3));

    Listing listing = list(root.toString());

    assertThat(listing.content()).isEqualTo(FileRecords.Content.ARRAYS);
    assertThat(listing.dtype()).contains(DType.FLOAT32);
    assertThat(listing.guaranteedShape()).contains(Shape.of(1, 2, 3));
  }

  @Test
  void theUnpackedOneOfTwoFilesIsRead() throws IOException {
    Path plain = images("t", IdxBytes.images(2, 3, 4));
    Files.write(Path.of(plain + ".gz"), CifarTar.gzip(IdxBytes.images(2, 3, 4)));
    Files.write(root.resolve("t-labels-idx1-ubyte.gz"), CifarTar.gzip(IdxBytes.labels(3, 4)));

    assertThat(lines(root))
        .containsExactly("t-images-idx3-ubyte#0 3 null", "t-images-idx3-ubyte#1 4 null");
    assertThat(lines(Path.of(plain + ".gz")))
        .containsExactly("t-images-idx3-ubyte.gz#0 3 null", "t-images-idx3-ubyte.gz#1 4 null");
  }

  @Test
  void aFileNamedByItselfNeedsNoEndingAndWithoutLabelsThereAreNone() throws IOException {
    Path file = CifarBytes.write(root.resolve("numbers"), IdxBytes.images(1, 3, 4));
    CifarBytes.write(root.resolve("notes.txt"), new byte[9]);

    assertThat(lines(file)).containsExactly("numbers#0 -1 null");
    assertThat(list(root.toString()).files()).isEmpty();
    assertThat(list(root.toString()).ignored()).isEqualTo(2);
  }

  @Test
  void aTailThatIsMissingIsOneBadRecordWithTheOrdinalOfTheFirst() throws IOException {
    byte[] whole = IdxBytes.images(6, 10, 10);
    Path file = images("t", Arrays.copyOf(whole, 16 + 250));

    assertThat(list(root.toString()).records()).hasValue(3);
    assertThat(lines(root))
        .containsExactly(
            "t-images-idx3-ubyte#0 -1 null",
            "t-images-idx3-ubyte#1 -1 null",
            "t-images-idx3-ubyte#2: read truncated: %s ends 50 bytes into the record at byte 216: a record of shape [1, 10, 10] and dtype uint8 has 100 bytes, and there are 6"
                .formatted(file));
    assertThat(all(root).get(2).bad().length()).isEqualTo(50);
  }

  @Test
  void bytesBehindTheLastRecordAreOneBadRecord() throws IOException {
    Path file = images("t", Mutation.joined(IdxBytes.images(2, 10, 10), new byte[3]));

    assertThat(list(root.toString()).records()).hasValue(3);
    assertThat(lines(root))
        .containsExactly(
            "t-images-idx3-ubyte#0 -1 null",
            "t-images-idx3-ubyte#1 -1 null",
            "t-images-idx3-ubyte#2: read corrupt: %s goes on for 3 bytes at byte 216, behind the last of 2 records"
                .formatted(file));
  }

  @Test
  void labelsThatDoNotFitAreOneRefusalOfTheirImages() throws IOException {
    Path file = images("t", IdxBytes.images(3, 2, 2));
    byte[] three = IdxBytes.labels(1, 2, 3);
    Path labels = labels("t", IdxBytes.labels(1, 2));
    String start = "t-images-idx3-ubyte: read %s: " + labels;

    assertThat(lines(root))
        .containsExactly(
            start.formatted("corrupt") + " has 2 labels, but " + file + " has 3 images");
    labels("t", Arrays.copyOf(three, 10));
    assertThat(lines(root))
        .containsExactly(
            start.formatted("truncated") + " ends at byte 10: 3 labels end at byte 11");
    labels("t", Arrays.copyOf(three, 12));
    assertThat(lines(root))
        .containsExactly(
            start.formatted("corrupt") + " goes on behind byte 11, where its 3 labels end");
    labels("t", IdxBytes.file(0x0D, new byte[12], 3));
    assertThat(lines(root))
        .containsExactly(
            start.formatted("unsupported")
                + " has float32 of 1 axes: labels are integers of one axis");
    labels("t", IdxBytes.file(0x08, new byte[3], 3, 1));
    assertThat(lines(root))
        .containsExactly(
            start.formatted("unsupported")
                + " has uint8 of 2 axes: labels are integers of one axis");
    labels("t", new byte[3]);
    assertThat(lines(root))
        .containsExactly(
            start.formatted("truncated")
                + " ends at byte 3: an IDX header has 4 bytes, and 4 for each axis");
  }

  @Test
  void labelsAreOfAnyIntegerTypeAndNotNegative() throws IOException {
    Path file = images("t", IdxBytes.images(3, 2, 2));
    Path labels = labels("t", IdxBytes.file(0x0B, new byte[] {1, 0, -1, -1, 0, 7}, 3));

    assertThat(lines(file))
        .containsExactly(
            "t-images-idx3-ubyte#0 256 null",
            "t-images-idx3-ubyte#1: read corrupt: label -1 at byte 10 of %s: a label is at least 0"
                .formatted(labels),
            "t-images-idx3-ubyte#2 7 null");
    labels("t", IdxBytes.file(0x09, new byte[] {127, -128, 1}, 3));
    assertThat(lines(file))
        .containsExactly(
            "t-images-idx3-ubyte#0 127 null",
            "t-images-idx3-ubyte#1: read corrupt: label -128 at byte 9 of %s: a label is at least 0"
                .formatted(labels),
            "t-images-idx3-ubyte#2 1 null");
    labels("t", IdxBytes.file(0x0C, new byte[] {127, -1, -1, -1, 0, 0, 1, 0, -1, 0, 0, 0}, 3));
    assertThat(all(file)).extracting(SeenRecord::label).containsExactly(Integer.MAX_VALUE, 256, -1);
  }

  @Test
  void labelsThatShrankOrWentSinceTheyWereListedAreOneBadRecord() throws IOException {
    images("t", IdxBytes.images(3, 2, 2));
    Path labels = labels("t", IdxBytes.labels(1, 2, 3));
    List<Split> splits = list(root.toString()).split(1 << 20, 1);

    Files.write(labels, Arrays.copyOf(IdxBytes.labels(1, 2, 3), 9));
    assertThat(SeenRecord.of(format(), CONF, splits))
        .extracting(SeenRecord::line)
        .containsExactly(
            "t-images-idx3-ubyte#0 1 null",
            "t-images-idx3-ubyte#1: read truncated: %s ends 0 bytes into the label at byte 9"
                .formatted(labels));
    Files.delete(labels);
    assertThat(SeenRecord.of(format(), CONF, splits))
        .extracting(SeenRecord::line)
        .containsExactly(
            "t-images-idx3-ubyte#0: read unreadable: %s: the file is gone since it was listed"
                .formatted(labels));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "89504E47 | corrupt | is no IDX file: its first bytes are 0x89504E47, not 0x0000, a type and a number of axes",
        "00000803 | truncated | ends at byte 4: an IDX header has 4 bytes, and 4 for each axis",
        "0000 | truncated | ends at byte 2: an IDX header has 4 bytes, and 4 for each axis",
        "00000A03 | corrupt | has the type 0x0A at byte 2: IDX has 0x08, 0x09, 0x0B, 0x0C, 0x0D and 0x0E",
        "00000800 | corrupt | is no IDX file: its first bytes are 0x00000800, not 0x0000, a type and a number of axes",
        "00000805 | unsupported | has 5 axes at byte 3: at most 4 are read",
        "00000801 00000002 0102 | unsupported | has 1 axes at byte 3: images have 3 (N, H, W) or 4 (N, C, H, W)",
        "00000803 00000001 FFFFFFFF 00000001 | corrupt | has the extent 4294967295 at byte 8: an extent is at most 2147483647",
        "00000804 00000001 7FFFFFFF 7FFFFFFF 7FFFFFFF | too-large | has at byte 8 images of 2147483647 x 2147483647 x 2147483647",
        "00000803 00010001 00000000 00000001 | corrupt | has at byte 4 65537 images without an element: at most 65536 of them are read"
      })
  void aHeaderThatLiesIsRefused(String hex, String fault, String message) throws IOException {
    Path file = images("t", HexFormat.of().parseHex(hex.replace(" ", "")));

    assertThat(lines(root))
        .containsExactly("t-images-idx3-ubyte: read %s: %s %s".formatted(fault, file, message));
  }

  @Test
  void anImageBeyondTheLimitsIsOneBadRecordWithoutItsMemory() throws Exception {
    Path plain = images("a", IdxBytes.file(8, new byte[9], Integer.MAX_VALUE, 1 << 20, 1 << 20));
    byte[] flat = IdxBytes.file(8, new byte[9], 7, 1 << 20, 1 << 20);
    byte[] deep = IdxBytes.file(0x0E, new byte[9], 7, 1 << 14, 1 << 13, 1 << 13);
    byte[] lying = IdxBytes.file(8, new byte[9], 7, 1 << 13, 1 << 13);
    Files.write(root.resolve("b-images-idx3-ubyte.gz"), CifarTar.gzip(flat));
    Path large = root.resolve("c-images-idx3-ubyte.gz");
    Files.write(large, CifarTar.gzip(deep));
    Path small = root.resolve("d-images-idx3-ubyte.gz");
    Files.write(small, CifarTar.gzip(lying));

    Watch.run(
        watch -> {
          watch.begin("large images");
          List<SeenRecord> seen = all(root);
          watch.end(8 << 20);
          assertThat(seen)
              .extracting(SeenRecord::line)
              .containsExactly(
                  "a-images-idx3-ubyte#0: read truncated: %s ends 9 bytes into the record at byte 16: a record of shape [1, 1048576, 1048576] and dtype uint8 has 1099511627776 bytes, and there are 2147483647"
                      .formatted(plain),
                  "b-images-idx3-ubyte.gz#0: read too-large: 1048576 x 1048576 is 1099511627776 pixels: at most 178956970 are accepted",
                  "c-images-idx3-ubyte.gz#0: read too-large: the record at byte 20 of %s, of shape [16384, 8192, 8192] and dtype float64, has 8796093022208 bytes: at most 2147483639 are accepted"
                      .formatted(large),
                  "d-images-idx3-ubyte.gz#0: read truncated: %s ends 9 bytes into the record at byte 16: a record of shape [1, 8192, 8192] and dtype uint8 has 67108864 bytes, and there are 7"
                      .formatted(small));
        });
  }

  @Test
  void imagesWithoutAnElementAreRead() throws IOException {
    images("t", IdxBytes.file(8, new byte[0], 3, 0, 5));

    assertThat(all(root)).hasSize(3).allMatch(r -> r.image().shape().equals(Shape.of(1, 0, 5)));
  }

  @Test
  void moreBytesThanALongCountsAreNotTakenForNone() throws IOException {
    // 2^30 images of 2^34 bytes.
    Path file = images("t", IdxBytes.file(8, new byte[0], 1 << 30, 1 << 17, 1 << 17));

    assertThat(lines(root))
        .containsExactly(
            "t-images-idx3-ubyte#0: read truncated: %s ends 0 bytes into the record at byte 16: a record of shape [1, 131072, 131072] and dtype uint8 has 17179869184 bytes, and there are 1073741824"
                .formatted(file));
  }
}
