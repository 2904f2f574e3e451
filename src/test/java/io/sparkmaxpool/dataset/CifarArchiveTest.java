package io.sparkmaxpool.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CifarArchiveTest extends RecordReaderContract {
  private static final int RECORD = CifarBytes.RECORD;

  @Override
  DatasetFormat format() {
    return DatasetFormat.CIFAR10;
  }

  @Override
  int writeMixture() throws IOException {
    byte[] cut = Arrays.copyOf(CifarBytes.records(3, 1, 2), RECORD + 10);
    new CifarTar()
        .file("d/a.bin", CifarBytes.records(0, 1, 20, 3))
        .file("d/b.bin", cut)
        .gzipped(root.resolve("x.tar.gz"));
    new CifarTar()
        .file("c.bin", CifarBytes.records(5, 4, 5, 6, 7, 8))
        .file("empty.bin", new byte[0])
        .file("d.bin", cut)
        .write(root.resolve("deep/y.tar"));
    byte[] whole = new CifarTar().file("a.bin", CifarBytes.records(9, 1, 2, 3)).bytes();
    CifarBytes.write(root.resolve("z.tar"), Arrays.copyOf(whole, 512 + 2 * RECORD + 5));
    CifarBytes.write(root.resolve("plain.bin"), CifarBytes.records(30, 9));
    return 3 + 2 + 5 + 2 + (3 + 1) + 1;
  }

  @Override
  Path writeOne(Path directory, String name) throws IOException {
    return new CifarTar()
        .file("one.bin", CifarBytes.records(1, 4))
        .gzipped(directory.resolve(name + ".tar.gz"));
  }

  @Override
  String keyOfOne(String file) {
    return file + "/one.bin#0";
  }

  @Override
  long bytesOfOne(Path file) {
    return RECORD;
  }

  @ParameterizedTest
  @CsvSource({
    "cifar10, cifar-10-binary.tar.gz, ''",
    "cifar100, cifar-100-binary.tar.gz, ''",
    "cifar100, cifar-100-binary.tar.gz, label=coarse"
  })
  void theArchivesOfAnotherToolAreReadAsItReadsThem(String format, String file, String options)
      throws IOException {
    DatasetFormat its =
        Arrays.stream(DatasetFormat.values()).filter(f -> f.label().equals(format)).toList().get(0);
    Map<String, String> given = options.isEmpty() ? Map.of() : Map.of("label", "coarse");
    Listing listing =
        its.list(
            List.of(DatasetSample.directory(format).resolve(file).toString()),
            new DatasetFormat.ListOptions(Optional.empty(), FormatOptions.of(its, given), CONF));
    List<DatasetSample> expected =
        DatasetSample.of(format, file, options).stream()
            .sorted(
                Comparator.comparing(
                    sample -> sample.key().substring(0, sample.key().lastIndexOf('#'))))
            .toList();

    DatasetSample.check(expected, SeenRecord.of(its, CONF, listing.split(Long.MAX_VALUE, 1)));
  }

  @ParameterizedTest
  @CsvSource({
    "cifar10, cifar-10-python.tar.gz, CIFAR-10, cifar-10-binary.tar.gz",
    "cifar100, cifar-100-python.tar.gz, CIFAR-100, cifar-100-binary.tar.gz"
  })
  void thePythonVersionIsRefusedWithAHint(String format, String file, String title, String wanted)
      throws IOException {
    Path archive = DatasetSample.directory(format).resolve(file);
    DatasetFormat its =
        Arrays.stream(DatasetFormat.values()).filter(f -> f.label().equals(format)).toList().get(0);

    assertThat(SeenRecord.all(its, CONF, List.of(archive.toString())))
        .extracting(SeenRecord::line)
        .containsExactly(
            "%s: read unsupported: %s is of the Python version of %s, whose pickles are not read: take the binary version, %s"
                .formatted(file, archive, title, wanted));
  }

  @Test
  void ofADirectoryOfPicklesOneBadRecordTells() throws IOException {
    byte[] pickle = {(byte) 0x80, 2, '}', 'q', 1};
    for (String name : List.of("data_batch_1", "data_batch_2", "test_batch", "batches.meta")) {
      CifarBytes.write(root.resolve("cifar-10-batches-py/" + name), pickle);
    }
    CifarBytes.write(root.resolve("good.bin"), CifarBytes.records(0, 3));
    String message =
        "read unsupported: %s/cifar-10-batches-py/data_batch_1 is of the Python version of CIFAR-10, whose pickles are not read: take the binary version, cifar-10-binary.tar.gz"
            .formatted(root);

    assertThat(all(root))
        .extracting(SeenRecord::line)
        .containsExactly("cifar-10-batches-py/data_batch_1: " + message, "good.bin#0 3 cat");
    assertThat(all(root.resolve("cifar-10-batches-py/data_batch_1")))
        .extracting(SeenRecord::line)
        .containsExactly("data_batch_1: " + message);
  }

  @Test
  void anArchiveNamedByItselfNeedsNoEndingAndItsNamesFileWins() throws IOException {
    String names = "0\n1\n2\n3\n4\n5\n6\n7\n8\n9\n";
    CifarTar tar =
        new CifarTar()
            .file("./a/x.bin", CifarBytes.records(0, 2))
            .file("b/x.bin", CifarBytes.records(1, 2))
            .file("b/batches.meta.txt", names.getBytes(StandardCharsets.UTF_8))
            .file("b/readme.html", new byte[700]);
    Path plain = tar.write(root.resolve("one"));
    Path packed = tar.gzipped(root.resolve("two"));

    assertThat(all(plain))
        .extracting(SeenRecord::line)
        .containsExactly("one/a/x.bin#0 2 bird", "one/b/x.bin#0 2 2");
    assertThat(all(packed))
        .extracting(SeenRecord::line)
        .containsExactly("two/a/x.bin#0 2 bird", "two/b/x.bin#0 2 2");
    assertThat(list(root.toString()).ignored()).isEqualTo(2);
  }

  @Test
  void aPlainTarIsCutBetweenRecordsAndAPackedOneBetweenEntries() throws IOException {
    CifarTar tar =
        new CifarTar()
            .file("a.bin", CifarBytes.records(0, new int[6]))
            .file("b.bin", CifarBytes.records(6, new int[6]));
    Path plain = tar.write(root.resolve("p.tar"));
    Path packed = tar.gzipped(root.resolve("q.tar.gz"));

    assertThat(list(plain.toString()).split(RECORD, 1)).hasSize(12);
    assertThat(list(packed.toString()).split(RECORD, 1)).hasSize(2);
  }

  /** What an archive of two batches gives when it is cut or spoilt at a byte. */
  private List<SeenRecord> damaged(byte[] bytes) throws IOException {
    Path file = CifarBytes.write(root.resolve("d/x.tar"), bytes);
    List<SeenRecord> seen = all(file);
    assertThat(list(file.toString()).records()).hasValue(seen.size());
    return seen;
  }

  private static byte[] twoBatches() {
    return new CifarTar()
        .file("a.bin", CifarBytes.records(0, 1, 2, 3))
        .file("b.bin", CifarBytes.records(3, 4, 5))
        .bytes();
  }

  @Test
  void aCutArchiveTellsOfTheRecordInWhichItEnds() throws IOException {
    String tar = root + "/d/x.tar";
    int second = 512 + (3 * RECORD + 511) / 512 * 512;

    assertThat(damaged(Arrays.copyOf(twoBatches(), 512 + 2 * RECORD + 7)))
        .extracting(SeenRecord::line)
        .containsExactly(
            "x.tar: read truncated: %s ends at byte 6665: member 'a.bin' at byte 0 has 9219 bytes from byte 512 on"
                .formatted(tar),
            "x.tar/a.bin#0 1 automobile",
            "x.tar/a.bin#1 2 bird",
            "x.tar/a.bin#2: read truncated: a.bin in %s ends 7 bytes into the record at byte 6146: a CIFAR-10 record has 3073 bytes"
                .formatted(tar));
    Map<Integer, String> cuts =
        Map.of(
            512 + 3 * RECORD,
            "ends before byte %d, to which the member before it goes".formatted(second),
            second,
            "ends at byte %d, without the mark of an archive's end".formatted(second),
            second + 511,
            "ends 511 bytes into the tar header at byte %d".formatted(second));
    for (Map.Entry<Integer, String> cut : cuts.entrySet()) {
      assertThat(damaged(Arrays.copyOf(twoBatches(), cut.getKey())))
          .as("cut at %d", cut.getKey())
          .extracting(SeenRecord::line)
          .containsExactly(
              "x.tar: read truncated: %s %s".formatted(tar, cut.getValue()),
              "x.tar/a.bin#0 1 automobile",
              "x.tar/a.bin#1 2 bird",
              "x.tar/a.bin#2 3 cat");
    }
    // An archive whose end is not marked, between two entries.
    int end = second + 512 + (2 * RECORD + 511) / 512 * 512;
    assertThat(damaged(Arrays.copyOf(twoBatches(), end)))
        .hasSize(6)
        .first()
        .extracting(SeenRecord::line)
        .isEqualTo(
            "x.tar: read truncated: %s ends at byte %d, without the mark of an archive's end"
                .formatted(tar, end));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.01, 0.3, 0.5, 0.7, 0.9, 0.999})
  void aCutPackedArchiveGivesItsRecordsUpToTheCut(double part) throws IOException {
    byte[] packed = CifarTar.gzip(twoBatches());
    List<SeenRecord> seen = damaged(Arrays.copyOf(packed, (int) (packed.length * part)));

    if (part == 0) {
      // Nothing says that it is packed.
      Path empty = CifarBytes.write(root.resolve("empty.tar.gz"), new byte[0]);
      assertThat(all(empty))
          .extracting(SeenRecord::line)
          .containsExactly(
              "empty.tar.gz: read truncated: %s ends 0 bytes into the tar header at byte 0"
                  .formatted(empty));
      return;
    }
    assertThat(seen.get(0).key()).isEqualTo("x.tar");
    assertThat(seen)
        .filteredOn(record -> record.bad() != null)
        .hasSizeBetween(1, 2)
        .allSatisfy(
            record -> {
              assertThat(record.bad().fault()).isEqualTo(BadRecord.Fault.TRUNCATED);
              assertThat(record.bad().message()).contains("its GZIP data end at byte");
            });
    List<SeenRecord> good = seen.stream().filter(r -> r.bad() == null).toList();
    // Random pixels do not shrink: so many records are there to the last byte.
    assertThat(good.size())
        .isEqualTo(Math.min(5, Math.max(0, (int) (packed.length * part) - 100) / RECORD));
    for (int i = 0; i < good.size(); i++) {
      assertThat(good.get(i).image()).isEqualTo(CifarBytes.image(i));
    }
  }

  @Test
  void aWrongChecksumBehindTheLastRecordRefusesThemAll() throws IOException {
    byte[] packed = CifarTar.gzip(twoBatches());
    packed[packed.length - 6] ^= 1;

    List<SeenRecord> seen = damaged(packed);

    // Any of its records may be the wrong one.
    assertThat(seen).hasSize(1);
    assertThat(seen.get(0).key()).isEqualTo("x.tar");
    assertThat(seen.get(0).bad().fault()).isEqualTo(BadRecord.Fault.CORRUPT);
    assertThat(seen.get(0).bad().message()).contains("its GZIP data are corrupt before byte");
  }

  @Test
  void namesThatLeadOutOfTheArchiveAreRefused() throws IOException {
    Path file =
        new CifarTar()
            .file("../up.bin", CifarBytes.records(0, 1))
            .file("/etc/root.bin", CifarBytes.records(0, 1))
            .file("a/../../up.bin", CifarBytes.records(0, 1))
            .file("a/good.bin", CifarBytes.records(0, 1))
            .write(root.resolve("x.tar"));

    assertThat(all(file))
        .extracting(SeenRecord::line)
        .containsExactly(
            "x.tar: read unsupported: %s: member '../up.bin' at byte 0 has a name that leads out of the archive (and 2 more faults)"
                .formatted(file),
            "x.tar/a/good.bin#0 1 automobile");
  }

  @Test
  void anEntryWithoutDataOfItsOwnIsTold() throws IOException {
    Path file =
        new CifarTar()
            .link("a.bin", "b.bin")
            .file("b.bin", CifarBytes.records(0, 1))
            .write(root.resolve("x.tar"));

    assertThat(all(file))
        .extracting(SeenRecord::line)
        .containsExactly(
            "x.tar: read unsupported: %s: member 'a.bin' at byte 0 has no data of its own"
                .formatted(file),
            "x.tar/b.bin#0 1 automobile");
  }

  @Test
  void whatIsNoArchiveOrHoldsNoRecordsIsTold() throws IOException {
    Path none = CifarBytes.write(root.resolve("a.tar"), new byte[4000]);
    Path other = new CifarTar().file("a.txt", new byte[9]).gzipped(root.resolve("b.tgz"));
    Path text =
        CifarBytes.write(
            root.resolve("c.tar.gz"), "<html>".repeat(200).getBytes(StandardCharsets.US_ASCII));

    assertThat(all(root))
        .extracting(SeenRecord::line)
        .containsExactly(
            "a.tar: read unsupported: %s is an archive without a *.bin file".formatted(none),
            "b.tgz: read unsupported: %s is an archive without a *.bin file".formatted(other),
            "c.tar.gz: read corrupt: %s: no tar header at byte 0: its checksum is not that of its bytes"
                .formatted(text));
  }

  @Test
  void longNamesAndSizesOfExtensionsAreTaken() throws IOException {
    String longName = "long/".repeat(60) + "x.bin";
    byte[] records = CifarBytes.records(0, 1, 2);
    Path pax =
        new CifarTar()
            .pax("path", "päx.bin", "size", Integer.toString(records.length))
            .lying("short.bin", records, 0)
            .write(root.resolve("p.tar"));
    Path gnu =
        new CifarTar().longName(longName).file("short.bin", records).write(root.resolve("q.tar"));

    assertThat(all(pax))
        .extracting(SeenRecord::line)
        .containsExactly("p.tar/päx.bin#0 1 automobile", "p.tar/päx.bin#1 2 bird");
    assertThat(all(gnu))
        .extracting(SeenRecord::key)
        .containsExactly("q.tar/" + longName + "#0", "q.tar/" + longName + "#1");
  }

  @Test
  void aSizeThatLiesIsTheRecordInWhichTheArchiveEnds() throws IOException {
    byte[] records = CifarBytes.records(0, 1, 2);
    for (long size : new long[] {records.length + 5000, 8L << 30, Long.MAX_VALUE / 2}) {
      Path file = new CifarTar().lying("a.bin", records, size).write(root.resolve("x.tar"));

      List<SeenRecord> seen = all(file);

      assertThat(seen).as("size %d", size).hasSize(4);
      assertThat(seen.get(0).line())
          .isEqualTo(
              "x.tar: read truncated: %s ends at byte 8192: member 'a.bin' at byte 0 has %d bytes from byte 512 on"
                  .formatted(file, size));
      assertThat(seen.subList(1, 3))
          .extracting(SeenRecord::line)
          .containsExactly("x.tar/a.bin#0 1 automobile", "x.tar/a.bin#1 2 bird");
      assertThat(seen.get(3).line())
          .startsWith("x.tar/a.bin#2: read truncated: a.bin in %s ends ".formatted(file));
    }
  }

  @Test
  void aSizeBeyondEveryFileIsRefused() throws IOException {
    Path file =
        new CifarTar()
            .lying("a.bin", CifarBytes.records(0, 1), Long.MAX_VALUE - 600)
            .write(root.resolve("x.tar"));

    assertThat(all(file))
        .extracting(SeenRecord::line)
        .containsExactly(
            "x.tar: read corrupt: %s: the tar header at byte 0 has a size beyond every file"
                .formatted(file));
  }

  @Test
  void headersOfExtensionsTakeNoMemory() throws Exception {
    byte[] data = new byte[64 << 20];
    Path gnu =
        new CifarTar()
            .header("././@LongLink", 'L', data.length, data)
            .gzipped(root.resolve("a.tar.gz"));
    Path pax = new CifarTar().header("x", 'x', data.length, data).gzipped(root.resolve("b.tar.gz"));

    Watch.run(
        watch -> {
          watch.begin("the archives of large headers");
          List<SeenRecord> seen = all(gnu, pax);
          watch.end(2 << 20);
          assertThat(seen)
              .extracting(SeenRecord::line)
              .containsExactly(
                  "a.tar.gz: read too-large: %s: the tar header at byte 0 has words of 67108864 bytes: at most 65536 are read"
                      .formatted(gnu),
                  "b.tar.gz: read too-large: %s: the tar header at byte 0 has words of 67108864 bytes: at most 1048576 are read"
                      .formatted(pax));
        });
  }

  @Test
  void recordsAreFoundByTheirKeys() throws IOException {
    int records = writeMixture();

    assertThat(RecordsByKeyTest.assertSame(format(), CONF, root.toString())).isEqualTo(records);
    assertThat(RecordsByKeyTest.assertSame(format(), CONF, "test:" + root)).isEqualTo(records);
    assertThat(RecordsByKeyTest.assertSame(format(), CONF, root + "/deep/y.tar")).isEqualTo(7);
  }

  @Test
  void oneRecordOfAPackedEntryIsReadByItsOrdinal() throws IOException {
    Path file =
        new CifarTar()
            .file("a.bin", CifarBytes.records(0, 1, 2, 3))
            .file("b.bin", CifarBytes.records(3, 4, 5, 6))
            .gzipped(root.resolve("x.tar.gz"));
    InputFile second = list(file.toString()).files().get(1);

    List<SeenRecord> seen =
        SeenRecord.of(
            format(), CONF, List.of(new Split(List.of(Split.Range.of(second, 1, 2)), List.of())));

    assertThat(seen).extracting(SeenRecord::line).containsExactly("x.tar.gz/b.bin#1 5 dog");
    assertThat(seen.get(0).image()).isEqualTo(CifarBytes.image(4));
  }
}
