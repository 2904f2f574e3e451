package io.sparkmaxpool.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkmaxpool.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Cifar10ReaderTest extends RecordReaderContract {
  @Override
  DatasetFormat format() {
    return DatasetFormat.CIFAR10;
  }

  @Override
  int writeMixture() throws IOException {
    int[] labels = new int[14];
    Arrays.setAll(labels, i -> i % 4 == 3 ? 10 + i : i % 10);
    CifarBytes.write(root.resolve("a.bin"), CifarBytes.records(0, labels));
    byte[] cut = Arrays.copyOf(CifarBytes.records(14, 5, 6, 7), 2 * CifarBytes.RECORD + 100);
    CifarBytes.write(root.resolve("b.bin"), cut);
    CifarBytes.write(root.resolve("empty.bin"), new byte[0]);
    CifarBytes.write(root.resolve("deep/z.bin"), CifarBytes.records(20, 1));
    return 14 + 3 + 1;
  }

  @Override
  Path writeOne(Path directory, String name) throws IOException {
    return CifarBytes.write(directory.resolve(name + ".bin"), CifarBytes.records(1, 4));
  }

  @Override
  String keyOfOne(String file) {
    return file + "#0";
  }

  @Test
  void recordsHaveTheirPixelsLabelsAndTheStandardNames() throws IOException {
    CifarBytes.write(
        root.resolve("data_batch_1.bin"), CifarBytes.records(7, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9));

    List<SeenRecord> seen = all(root);

    assertThat(seen)
        .extracting(SeenRecord::line)
        .containsExactly(
            "data_batch_1.bin#0 0 airplane",
            "data_batch_1.bin#1 1 automobile",
            "data_batch_1.bin#2 2 bird",
            "data_batch_1.bin#3 3 cat",
            "data_batch_1.bin#4 4 deer",
            "data_batch_1.bin#5 5 dog",
            "data_batch_1.bin#6 6 frog",
            "data_batch_1.bin#7 7 horse",
            "data_batch_1.bin#8 8 ship",
            "data_batch_1.bin#9 9 truck");
    for (int i = 0; i < 10; i++) {
      assertThat(seen.get(i).image()).isEqualTo(CifarBytes.image(7 + i));
      assertThat(seen.get(i).length()).isEqualTo(3073);
    }
    assertThat(list(root.toString()).guaranteedShape()).contains(Shape.of(3, 32, 32));
  }

  @Test
  void ordinalsCountUpThroughEveryDigitAndEverySplit() throws IOException {
    int[] labels = new int[1003];
    CifarBytes.write(root.resolve("many.bin"), CifarBytes.records(0, labels));
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < labels.length; i++) {
      expected.add("many.bin#" + i);
    }

    for (long records : new long[] {1, 9, 99, 100, 341, 342, 1003}) {
      List<Split> splits = list(root.toString()).split(records * CifarBytes.RECORD, 1);

      assertThat(splits).hasSize((int) ((labels.length + records - 1) / records));
      assertThat(SeenRecord.of(format(), CONF, splits))
          .extracting(SeenRecord::key)
          .isEqualTo(expected);
    }
  }

  @Test
  void aNamesFileBesideTheRecordsWins() throws IOException {
    CifarBytes.write(root.resolve("a/x.bin"), CifarBytes.records(0, 2));
    CifarBytes.write(root.resolve("b/x.bin"), CifarBytes.records(0, 2, 9));
    Files.writeString(
        root.resolve("b/batches.meta.txt"),
        "zero\none\nzwei\u00e4\n\n3\n4\n5\n6\n7\n8\n9 x \r\n\n");

    assertThat(all(root))
        .extracting(SeenRecord::line)
        .containsExactly("a/x.bin#0 2 bird", "b/x.bin#0 2 zwei\u00e4", "b/x.bin#1 9 9 x");
    assertThat(all(root.resolve("b/x.bin")))
        .extracting(SeenRecord::line)
        .containsExactly("x.bin#0 2 zwei\u00e4", "x.bin#1 9 9 x");
  }

  @Test
  void aNamesFileOfAnotherCountIsRefused() throws IOException {
    writeOne(root, "one");
    Files.writeString(root.resolve("batches.meta.txt"), "cat\ndog\n");

    assertThatThrownBy(() -> list(root.toString()))
        .isInstanceOf(IOException.class)
        .hasMessage(root + "/batches.meta.txt names 2 classes, but CIFAR-10 has 10");
  }

  @Test
  void aNamesFileThatIsNoneOrTooLongIsRefused() throws IOException {
    writeOne(root, "one");
    Path names = Files.createDirectories(root.resolve("batches.meta.txt"));
    assertThatThrownBy(() -> list(root.toString()))
        .isInstanceOf(IOException.class)
        .hasMessage(names + ": Is a directory");
    Files.delete(names);
    Files.writeString(names, "cat\n".repeat(1 << 20));
    assertThatThrownBy(() -> list(root.toString()))
        .isInstanceOf(IOException.class)
        .hasMessage(names + " is longer than 65536 bytes: it names 10 classes");
  }

  @Test
  void aLabelAboveNineIsABadRecordAndTheNextIsRead() throws IOException {
    Path file = CifarBytes.write(root.resolve("a.bin"), CifarBytes.records(0, 9, 10, 255, 3));

    List<SeenRecord> seen = all(root);

    assertThat(seen)
        .extracting(SeenRecord::line)
        .containsExactly(
            "a.bin#0 9 truck",
            "a.bin#1: read corrupt: label 10 at byte 3073 of %s: a CIFAR-10 label is at most 9"
                .formatted(file),
            "a.bin#2: read corrupt: label 255 at byte 6146 of %s: a CIFAR-10 label is at most 9"
                .formatted(file),
            "a.bin#3 3 cat");
    assertThat(seen.get(1).label()).isEqualTo(InputFile.NO_LABEL);
    assertThat(seen.get(1).labelName()).isNull();
    assertThat(seen.get(1).bad().length()).isEqualTo(3073);
    assertThat(seen.get(1).bad().inputShape()).contains(Shape.of(3, 32, 32));
    assertThat(seen.get(3).image()).isEqualTo(CifarBytes.image(3));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 1024, 3071, 3072})
  void anIncompleteTailIsOneBadRecord(int tail) throws IOException {
    Path file =
        CifarBytes.write(
            root.resolve("a.bin"),
            Arrays.copyOf(CifarBytes.records(0, 1, 2, 3), 2 * CifarBytes.RECORD + tail));
    CifarBytes.write(root.resolve("b.bin"), CifarBytes.records(3, 4));

    for (long splitBytes : new long[] {1, 3073, 6146, 1 << 20}) {
      List<SeenRecord> seen =
          SeenRecord.of(format(), CONF, list(root.toString()).split(splitBytes, 1));

      assertThat(seen)
          .extracting(SeenRecord::key)
          .containsExactly("a.bin#0", "a.bin#1", "a.bin#2", "b.bin#0");
      assertThat(seen.get(2).bad())
          .isEqualTo(
              new BadRecord(
                  BadRecord.Stage.READ,
                  BadRecord.Fault.TRUNCATED,
                  "%s ends %d bytes into the record at byte 6146: a CIFAR-10 record has 3073 bytes"
                      .formatted(file, tail),
                  tail,
                  Optional.of(Shape.of(3, 32, 32))));
    }
  }

  @Test
  void aFileThatShrankSinceItWasListedIsOneBadRecordARange() throws IOException {
    Path file = CifarBytes.write(root.resolve("a.bin"), CifarBytes.records(0, 1, 2, 3, 4));
    List<Split> splits = list(root.toString()).split(1 << 20, 1);
    Files.write(file, CifarBytes.records(0, 1));

    assertThat(SeenRecord.of(format(), CONF, splits))
        .extracting(SeenRecord::line)
        .containsExactly(
            "a.bin#0 1 automobile",
            "a.bin#1: read truncated: %s ends 0 bytes into the record at byte 3073: a CIFAR-10 record has 3073 bytes"
                .formatted(file));
  }

  @Test
  void aFileOfManyRecordsThatMayNotBeReadIsOneBadRecord() throws IOException {
    CifarBytes.write(root.resolve("a.bin"), CifarBytes.records(0, 1, 2));
    Path denied = root.resolve(TestFileSystem.DENIED + ".bin");
    CifarBytes.write(denied, CifarBytes.records(0, new int[20]));
    CifarBytes.write(root.resolve("z.bin"), CifarBytes.records(0, 3));

    Listing listing = format().list(List.of("test:" + root), CONF);
    List<SeenRecord> seen = SeenRecord.of(format(), CONF, listing.split(1, 4));

    assertThat(listing.records()).hasValue(4);
    assertThat(seen)
        .extracting(SeenRecord::line)
        .containsExactly(
            "a.bin#0 1 automobile",
            "a.bin#1 2 bird",
            "denied.bin: read unreadable: test:%s: permission denied".formatted(denied),
            "z.bin#0 3 cat");
  }

  @Test
  void aFileThatGoesWhileItIsReadIsOneBadRecordForEachStretchOfIt() throws IOException {
    Path file = CifarBytes.write(root.resolve("a.bin"), CifarBytes.records(0, 1, 2, 3, 4, 5, 6));
    List<Split> splits = list(root.toString()).split(2 * CifarBytes.RECORD, 1);
    List<SeenRecord> seen = new ArrayList<>(SeenRecord.of(format(), CONF, splits.subList(0, 1)));
    Files.delete(file);

    seen.addAll(SeenRecord.of(format(), CONF, splits.subList(1, splits.size())));

    assertThat(seen)
        .extracting(SeenRecord::line)
        .containsExactly(
            "a.bin#0 1 automobile",
            "a.bin#1 2 bird",
            "a.bin#2: read unreadable: %s: the file is gone since it was listed, with 2 records"
                .formatted(file),
            "a.bin#4: read unreadable: %s: the file is gone since it was listed, with 2 records"
                .formatted(file));
  }

  @Test
  void aFileGivenByNameNeedsNoEndingAndADirectoryMeansItsBinFiles() throws IOException {
    Path bare = CifarBytes.write(root.resolve("batch"), CifarBytes.records(0, 1));
    writeOne(root, "other");
    Files.writeString(root.resolve("readme.html"), "<html>");
    CifarBytes.write(root.resolve("upper.BIN"), CifarBytes.records(0, 1));
    Files.writeString(root.resolve("batches.meta.txt"), "0\n1\n2\n3\n4\n5\n6\n7\n8\n9\n");

    assertThat(all(bare)).extracting(SeenRecord::line).containsExactly("batch#0 1 1");
    Listing listing = list(root.toString());
    assertThat(listing.files()).extracting(InputFile::key).containsExactly("other.bin");
    assertThat(listing.ignored()).isEqualTo(3);
    assertThat(listing.files().get(0).records().bytesEach()).isEqualTo(3073);
  }

  @Test
  void aPatternThatMatchesTheNamesFileTakesItForNames() throws IOException {
    writeOne(root, "one");
    Files.writeString(root.resolve("batches.meta.txt"), "0\n1\n2\n3\n4\n5\n6\n7\n8\n9\n");

    assertThat(all(root.resolve("*")))
        .extracting(SeenRecord::line)
        .containsExactly("one.bin#0 4 4");
  }

  @Test
  void theDemonstrationBatchesHaveFiveHundredRecords() throws IOException {
    List<SeenRecord> seen = all(Path.of("data/cifar10").toAbsolutePath());

    assertThat(seen).hasSize(500).allMatch(record -> record.bad() == null);
    assertThat(seen.get(250).key()).isEqualTo("test_batch.bin#0");
  }
}
