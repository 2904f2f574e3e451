package io.sparkmaxpool.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** How a dataset is cut for tasks, and how it is recognised again. */
class ListingTest {
  private static final long DEFAULT_SPLIT = 128L << 20;

  private static InputFile file(String key, long length) {
    return file(key, length, FileRecords.WHOLE_FILE);
  }

  private static InputFile file(String key, long length, FileRecords records) {
    return new InputFile("/data/" + key, key, length, 1_700_000_000_000L, 0, List.of("c"), records);
  }

  private static InputFile cifar(String key, long length) {
    return file(key, length, CifarRecords.in(length, CifarLayout.CIFAR_10, 0));
  }

  private static Listing images(List<InputFile> files) {
    return new Listing(
        DatasetFormat.IMAGE_FOLDER,
        files,
        List.of(),
        0,
        10,
        Listing.Coverage.SAMPLE,
        List.of(),
        List.of());
  }

  private static Listing records(InputFile... files) {
    return new Listing(
        DatasetFormat.CIFAR10,
        List.of(files),
        List.of(),
        0,
        1,
        Listing.Coverage.EVERY_RECORD,
        List.of(),
        List.of());
  }

  private static List<InputFile> thumbnails(int count) {
    return IntStream.range(0, count).mapToObj(i -> file("c/" + i + ".jpg", 2_000)).toList();
  }

  @Test
  void manySmallImagesAreAHandfulOfSplits() {
    // 10,000 files of 2,000 bytes, about 20,000 decoded: 200 MB.
    Listing listing = images(thumbnails(10_000));

    assertThat(listing.decodedBytes()).isEqualTo(200_000_000);
    assertThat(listing.split(DEFAULT_SPLIT, 1)).hasSize(2);
    assertThat(listing.split(DEFAULT_SPLIT, 8)).hasSize(8);
    assertThat(listing.split(DEFAULT_SPLIT, 1000))
        .hasSizeBetween(200_000_000 >> 22, (200_000_000 >> 22) + 2);
  }

  @Test
  void aRecordFileOfFourGigabytesIsManySplits() {
    Listing listing = records(cifar("big.bin", 4L << 30));

    List<Split> splits = listing.split(DEFAULT_SPLIT, 3);

    // 32 are enough, but of three tasks at once each has eleven.
    assertThat(splits).hasSize(33);
    assertThat(splits.stream().mapToLong(Split::bytes).sum()).isEqualTo(4L << 30);
    long end = 0;
    for (Split split : splits) {
      assertThat(split.bytes())
          .isLessThanOrEqualTo(DEFAULT_SPLIT)
          .isCloseTo((4L << 30) / splits.size(), within((long) CifarBytes.RECORD));
      for (Split.Range range : split.ranges()) {
        assertThat(range.first()).isEqualTo(end);
        end = range.end();
      }
    }
    assertThat(end).isEqualTo((4L << 30) / CifarBytes.RECORD + 1);
  }

  @Test
  void smallRecordFilesShareASplitAndALargeOneFillsItUp() {
    long record = CifarBytes.RECORD;
    Listing listing =
        records(cifar("a", 2 * record), cifar("b", 4 * record + 5), cifar("c", 10), cifar("d", 0));

    assertThat(listing.split(4 * record, 1))
        .extracting(
            split ->
                split.ranges().stream()
                    .map(r -> r.file().key() + r.first() + "-" + r.end() + " " + r.bytes())
                    .toList())
        .containsExactly(
            List.of("a0-2 " + 2 * record, "b0-1 " + record),
            List.of("b1-5 " + (3 * record + 5), "c0-1 10"));
  }

  /** A third split of one file would keep a core busy while the other waits. */
  @Test
  void asManySplitsAsTasksAtOnceAreEqual() {
    List<Split> splits = images(thumbnails(10_001)).split(DEFAULT_SPLIT, 2);

    assertThat(splits).extracting(split -> split.ranges().size()).containsExactly(5_000, 5_001);
  }

  @Test
  void emptyFilesAreRecordsToo() {
    assertThat(images(List.of(file("a.png", 0), file("b.png", 0))).split(DEFAULT_SPLIT, 2))
        .flatExtracting(Split::ranges)
        .extracting(range -> range.file().key())
        .containsExactly("a.png", "b.png");
  }

  @Test
  void anImageLargerThanASplitIsASplitOfItsOwn() {
    Listing listing =
        images(
            List.of(
                file("a.png", 10), file("b.png", 1 << 30), file("c.png", 20), file("d.png", 30)));

    assertThat(listing.split(1_000, 1))
        .extracting(split -> split.ranges().stream().map(r -> r.file().key()).toList())
        .containsExactly(List.of("a.png"), List.of("b.png"), List.of("c.png", "d.png"));
  }

  @Test
  void whatCouldNotBeListedComesWithTheLastSplit() {
    Listing.Unlisted unlisted = new Listing.Unlisted("x", "/x: permission denied");
    Listing files =
        new Listing(
            DatasetFormat.IMAGE_FOLDER,
            thumbnails(2),
            List.of(unlisted),
            0,
            1,
            Listing.Coverage.SAMPLE,
            List.of(),
            List.of());
    Listing nothingElse =
        new Listing(
            DatasetFormat.IMAGE_FOLDER,
            List.of(),
            List.of(unlisted),
            0,
            1,
            Listing.Coverage.SAMPLE,
            List.of(),
            List.of());

    assertThat(files.split(1, 1))
        .extracting(Split::unlisted)
        .containsExactly(List.of(), List.of(unlisted));
    assertThat(nothingElse.split(1, 1)).containsExactly(new Split(List.of(), List.of(unlisted)));
  }

  @Test
  void theFingerprintIsThatOfTheSortedLines() {
    List<InputFile> files = new ArrayList<>(List.of(file("b.png", 2), file("a.png", 1)));
    String fingerprint = images(files).fingerprint();
    Collections.reverse(files);

    // printf '/data/a.png\t1\t1700000000000\n/data/b.png\t2\t1700000000000\n' | sha256sum
    assertThat(fingerprint)
        .isEqualTo("a664536511a4882775b42352bb385062d744eeefd9c37d8d0659a5d7c2b62a63")
        .isEqualTo(images(files).fingerprint());
  }

  @Test
  void theFingerprintSeesEveryChange() {
    InputFile file = file("a.png", 1);
    List<Listing> others =
        Stream.of(
                List.<InputFile>of(),
                List.of(file),
                List.of(file, file("b.png", 1)),
                List.of(file("a.png", 2)),
                List.of(file("a.pn", 1)),
                List.of(
                    new InputFile(
                        file.location(),
                        file.key(),
                        1,
                        file.modified() + 1,
                        0,
                        file.labelNames(),
                        file.records())))
            .map(ListingTest::images)
            .toList();

    assertThat(others).extracting(Listing::fingerprint).doesNotHaveDuplicates();
  }
}
