package io.sparkmaxpool.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class MnistGzipReaderTest extends IdxReaderContract {
  @Override
  String ending() {
    return ".gz";
  }

  @Override
  byte[] packed(byte[] bytes) {
    return CifarTar.gzip(bytes);
  }

  @Test
  void aPackedFileIsOneSplitWhoseRecordsAreCountedByReading() throws IOException {
    images("t", IdxBytes.images(50, 28, 28));
    Listing listing = list(root.toString());

    assertThat(listing.records()).isEmpty();
    assertThat(listing.split(784, 1)).hasSize(1);
    assertThat(listing.decodedBytes()).isEqualTo(50 * 784);
  }

  @Test
  void recordsUpToACutAreRead() throws IOException {
    byte[] packed = packed(IdxBytes.images(10, 28, 28));
    Path file = images("t", new byte[1]);
    Files.write(file, Arrays.copyOf(packed, 3000));

    List<SeenRecord> seen = all(root);

    assertThat(seen).hasSize(4);
    for (int i = 0; i < 3; i++) {
      assertThat(seen.get(i).image().data()).isEqualTo(IdxBytes.element(i, 784));
    }
    assertThat(seen.get(3).line())
        .startsWith(
            "t-images-idx3-ubyte.gz#3: read truncated: %s: its GZIP data end at byte 3000"
                .formatted(file));
  }

  @Test
  void aStreamThatEndsTooEarlyOrTooLateIsTold() throws IOException {
    byte[] three = IdxBytes.images(3, 10, 10);
    Path early = images("a", Arrays.copyOf(three, 16 + 110));
    Path late = images("b", Mutation.joined(three, new byte[5]));

    assertThat(all(root))
        .extracting(SeenRecord::line)
        .containsExactly(
            "a-images-idx3-ubyte.gz#0 -1 null",
            "a-images-idx3-ubyte.gz#1: read truncated: %s ends 10 bytes into the record at byte 116: a record of shape [1, 10, 10] and dtype uint8 has 100 bytes, and there are 3"
                .formatted(early),
            "b-images-idx3-ubyte.gz#0 -1 null",
            "b-images-idx3-ubyte.gz#1 -1 null",
            "b-images-idx3-ubyte.gz#2 -1 null",
            "b-images-idx3-ubyte.gz#3: read corrupt: %s goes on for 5 bytes at byte 316, behind the last of 3 records"
                .formatted(late));
  }

  @Test
  void aWrongChecksumIsOneBadRecordAtTheEnd() throws IOException {
    byte[] packed = packed(IdxBytes.images(3, 10, 10));
    packed[packed.length - 6] ^= 1;
    Path file = images("t", new byte[1]);
    Files.write(file, packed);
    byte[] inTwo = Mutation.joined(packed(IdxBytes.images(3, 10, 10)), packed(new byte[0]));
    inTwo[inTwo.length - 6] ^= 1;
    Path other = images("u", new byte[1]);
    Files.write(other, inTwo);

    List<SeenRecord> seen = all(root);

    assertThat(seen)
        .extracting(record -> record.bad() == null)
        .containsExactly(true, true, true, false, true, true, true, false);
    assertThat(seen.get(3).line())
        .startsWith(
            "t-images-idx3-ubyte.gz#3: read corrupt: %s: its GZIP data are corrupt"
                .formatted(file));
    assertThat(seen.get(7).line())
        .startsWith(
            "u-images-idx3-ubyte.gz#3: read corrupt: %s: its GZIP data are corrupt"
                .formatted(other));
  }

  @Test
  void aWrongChecksumOfTheLabelsRefusesTheirImages() throws IOException {
    images("t", IdxBytes.images(3, 10, 10));
    Path labels = labels("t", IdxBytes.labels(1, 2, 3));
    byte[] packed = packed(IdxBytes.labels(1, 2, 3));
    packed[packed.length - 6] ^= 1;
    Files.write(labels, packed);

    assertThat(all(root))
        .singleElement()
        .extracting(SeenRecord::line)
        .asString()
        .startsWith(
            "t-images-idx3-ubyte.gz: read corrupt: %s: its GZIP data are corrupt"
                .formatted(labels));
  }

  @Test
  void oneRecordIsReadByItsOrdinal() throws IOException {
    images("t", IdxBytes.images(5, 10, 10));
    labels("t", IdxBytes.labels(1, 2, 3, 4, 5));
    InputFile file = list(root.toString()).files().get(0);

    List<SeenRecord> seen =
        SeenRecord.of(
            format(), CONF, List.of(new Split(List.of(Split.Range.of(file, 3, 4)), List.of())));

    assertThat(seen)
        .extracting(SeenRecord::line)
        .containsExactly("t-images-idx3-ubyte.gz#3 4 null");
    assertThat(seen.get(0).image().data()).isEqualTo(IdxBytes.element(3, 100));
  }

  @Test
  void labelsAreNotUnpackedFarBeyondTheirEnd() throws IOException {
    images("t", IdxBytes.images(3, 10, 10));
    Path labels = labels("t", IdxBytes.labels(1, 2, 3));
    byte[] packed = packed(Mutation.joined(IdxBytes.labels(1, 2, 3), new byte[1 << 20]));
    // Whoever goes to the end finds that it is missing.
    Files.write(labels, Arrays.copyOf(packed, packed.length - 9));

    assertThat(all(root))
        .extracting(SeenRecord::line)
        .containsExactly(
            "t-images-idx3-ubyte.gz: read corrupt: %s goes on behind byte 11, where its 3 labels end"
                .formatted(labels));
  }
}
