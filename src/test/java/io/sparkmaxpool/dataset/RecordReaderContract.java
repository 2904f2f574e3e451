package io.sparkmaxpool.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkmaxpool.tensor.Tensor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for the readers of all formats, seen through {@link DatasetFormat}. */
abstract class RecordReaderContract {
  static final Configuration CONF = TestFileSystem.configuration();

  @TempDir Path root;

  abstract DatasetFormat format();

  /** Writes several files of records, good ones and in their midst bad ones; returns how many. */
  abstract int writeMixture() throws IOException;

  /** Writes a file of one good record; the format may add an ending to the name. */
  abstract Path writeOne(Path directory, String name) throws IOException;

  /** The key of the one record in a file, by the file's key. */
  abstract String keyOfOne(String file);

  /** Whether names that begin with a dot are of the dataset, too. */
  boolean takesHidden() {
    return true;
  }

  /** Bytes of what the one record in a file lies in. */
  long bytesOfOne(Path file) throws IOException {
    return Files.size(file);
  }

  final List<SeenRecord> all(Path... paths) throws IOException {
    return SeenRecord.all(format(), CONF, List.of(paths).stream().map(Path::toString).toList());
  }

  final Listing list(String path) throws IOException {
    return format().list(List.of(path), CONF);
  }

  /** A split as a task gets it. */
  private static Split sent(Split split) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(split);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (Split) in.readObject();
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }

  /** What a listing says, or what reading shows where it does not. */
  private long recordsOf(Listing listing) throws IOException {
    return listing.records().isPresent()
        ? listing.records().getAsLong()
        : SeenRecord.of(format(), CONF, listing.split(Long.MAX_VALUE, 1)).size();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 700, 3072, 3073, 3074, 6146, 10_000, 20_001, 1L << 40})
  void splitsTogetherAreAllRecordsOnceAndInOrder(long splitBytes) throws IOException {
    int records = writeMixture();
    Listing listing = list(root.toString());
    List<SeenRecord> all = all(root);

    List<Split> splits = listing.split(splitBytes, 1);

    assertThat(recordsOf(listing)).isEqualTo(records);
    assertThat(all).hasSize(records).extracting(SeenRecord::key).doesNotHaveDuplicates();
    assertThat(SeenRecord.of(format(), CONF, splits)).isEqualTo(all);
    assertThat(splits).allSatisfy(split -> assertThat(sent(split)).isEqualTo(split));
    assertThat(splits.stream().mapToLong(Split::bytes).sum()).isEqualTo(listing.bytes());
    if (splitBytes == 1) {
      assertThat(splits).hasSizeGreaterThan(3).allMatch(split -> split.ranges().size() == 1);
    } else if (splitBytes == 1L << 40) {
      assertThat(splits).hasSize(1);
    }
  }

  @Test
  void everyRecordIsEitherAnImageOrBad() throws IOException {
    writeMixture();

    assertThat(all(root))
        .allSatisfy(
            record -> {
              assertThat(record.image() == null).isEqualTo(record.bad() != null);
              assertThat(record.length()).isPositive();
            })
        .anyMatch(record -> record.bad() != null)
        .anyMatch(record -> record.image() != null);
  }

  @Test
  void aHadoopFileSystemShowsTheSameRecords() throws IOException {
    writeMixture();

    List<SeenRecord> local = all(root);
    List<SeenRecord> hadoop = SeenRecord.all(format(), CONF, List.of("test:" + root));

    assertThat(hadoop).extracting(SeenRecord::key).isEqualTo(keys(local));
    assertThat(hadoop).extracting(SeenRecord::image).isEqualTo(images(local));
    assertThat(hadoop).extracting(SeenRecord::labelName).isEqualTo(labelNames(local));
    assertThat(hadoop)
        .extracting(record -> Optional.ofNullable(record.bad()).map(BadRecord::fault))
        .isEqualTo(
            local.stream().map(r -> Optional.ofNullable(r.bad()).map(BadRecord::fault)).toList());
  }

  @Test
  void aReaderOfNoColumnShowsTheSameKeysAndLabels() throws IOException {
    writeMixture();
    List<SeenRecord> all = all(root);

    List<SeenRecord> pruned =
        SeenRecord.of(format(), CONF, list(root.toString()).split(5_000, 1), Set.of());

    assertThat(pruned).extracting(SeenRecord::key).isEqualTo(keys(all));
    assertThat(pruned).extracting(SeenRecord::labelName).isEqualTo(labelNames(all));
    assertThat(pruned)
        .extracting(SeenRecord::length)
        .isEqualTo(all.stream().map(SeenRecord::length).toList());
  }

  @Test
  void aDirectoryWithoutAFileOfTheFormatIsEmpty() throws IOException {
    Files.writeString(root.resolve("read me.txt"), "no image");
    Files.createDirectories(root.resolve("deep/deeper"));

    Listing listing = list(root.toString());

    assertThat(listing.files()).isEmpty();
    assertThat(recordsOf(listing)).isEqualTo(0);
    assertThat(listing.ignored()).isEqualTo(1);
    assertThat(listing.bytes()).isZero();
    assertThat(listing.split(1 << 20, 4)).isEmpty();
    assertThat(listing.guaranteedShape()).isEmpty();
  }

  @Test
  void missingPathsAreNamed() {
    assertThatThrownBy(() -> list(root + "/none"))
        .isInstanceOf(FileNotFoundException.class)
        .hasMessage("input path does not exist: " + root + "/none");
    assertThatThrownBy(() -> list("test:" + root + "/none"))
        .isInstanceOf(FileNotFoundException.class)
        .hasMessage("input path does not exist: test:" + root + "/none");
    assertThatThrownBy(() -> list(root + "/no*e"))
        .isInstanceOf(FileNotFoundException.class)
        .hasMessage("input path matches nothing: " + root + "/no*e");
    assertThatThrownBy(() -> format().list(List.of(), CONF))
        .isInstanceOf(FileNotFoundException.class)
        .hasMessage("no input path is given");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "test:"})
  void keysAreUnescapedWhateverTheNames(String scheme) throws IOException {
    List<String> names = new ArrayList<>(takesHidden() ? List.of(".hidden", "...") : List.of());
    names.addAll(
        List.of(
            "a b",
            " ",
            "c#1",
            "d%20e",
            "%2E%2E",
            "f[g]h",
            "i{j,k}",
            "l?m*n",
            "o+p&q=r",
            "s:t",
            "u\\v",
            "w\"x'y",
            "z\nz\r\tz",
            "~",
            "x".repeat(200),
            "\u0007\u0085\u2028",
            "ä-日本-\uD83D\uDC31"));
    for (String name : names) {
      writeOne(root.resolve(name), name);
    }
    String ending = writeOne(root.resolve("plain"), "plain").getFileName().toString().substring(5);

    List<SeenRecord> seen = SeenRecord.all(format(), CONF, List.of(scheme + root));

    assertThat(seen).allMatch(record -> record.bad() == null);
    assertThat(seen)
        .extracting(SeenRecord::key)
        .contains(
            names.stream().map(name -> keyOfOne(name + "/" + name + ending)).toArray(String[]::new))
        .hasSize(names.size() + 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"with space", "x[1]", "50%", "c#", "né"})
  void aPathThatExistsIsANameBeforeItIsAPattern(String name) throws IOException {
    Path file = writeOne(root.resolve(name), "one");

    assertThat(all(root.resolve(name)))
        .extracting(SeenRecord::key)
        .containsExactly(keyOfOne(file.getFileName().toString()));
  }

  @Test
  void aFileThatMayNotBeReadIsABadRecordAndTheNextIsRead() throws IOException {
    Path before = writeOne(root.resolve("c"), "a");
    Path file = writeOne(root.resolve("c"), TestFileSystem.DENIED);
    Path after = writeOne(root.resolve("c"), "x");

    List<SeenRecord> seen = SeenRecord.all(format(), CONF, List.of("test:" + root));

    assertThat(seen).hasSize(3);
    assertThat(seen.get(0).key()).isEqualTo(keyOfOne("c/" + before.getFileName()));
    assertThat(seen.get(0).image()).isNotNull();
    assertThat(seen.get(1).key()).isEqualTo("c/" + file.getFileName());
    assertThat(seen.get(1).bad())
        .isEqualTo(
            new BadRecord(
                BadRecord.Stage.READ,
                BadRecord.Fault.UNREADABLE,
                "test:" + file + ": permission denied",
                Files.size(file),
                Optional.empty()));
    assertThat(seen.get(2).key()).isEqualTo(keyOfOne("c/" + after.getFileName()));
    assertThat(seen.get(2).image()).isNotNull();
  }

  @Test
  void aFileThatIsGoneIsABadRecordAndTheNextIsRead() throws IOException {
    Path file = writeOne(root, "gone");
    writeOne(root, "here");
    List<Split> splits = list(root.toString()).split(1 << 20, 1);
    long length = bytesOfOne(file);
    Files.delete(file);

    List<SeenRecord> seen = SeenRecord.of(format(), CONF, splits);

    assertThat(seen).hasSize(2);
    assertThat(seen.get(0).bad())
        .isEqualTo(
            new BadRecord(
                BadRecord.Stage.READ,
                BadRecord.Fault.UNREADABLE,
                file + ": the file is gone since it was listed",
                length,
                Optional.empty()));
    assertThat(seen.get(1).image()).isNotNull();
  }

  @Test
  void aDirectoryThatMayNotBeListedIsABadRecordOfStageList() throws IOException {
    Path good = writeOne(root.resolve("a"), "one");
    Path directory = root.resolve("z-" + TestFileSystem.DENIED);
    writeOne(directory, "two");

    Listing listing = list("test:" + root);
    List<SeenRecord> seen = SeenRecord.of(format(), CONF, listing.split(1 << 20, 1));

    assertThat(recordsOf(listing)).isEqualTo(2);
    assertThat(seen).hasSize(2);
    assertThat(seen.get(0).key()).isEqualTo(keyOfOne("a/" + good.getFileName()));
    assertThat(seen.get(1))
        .isEqualTo(
            new SeenRecord(
                "z-denied",
                InputFile.NO_LABEL,
                null,
                -1,
                null,
                new BadRecord(
                    BadRecord.Stage.LIST,
                    BadRecord.Fault.UNREADABLE,
                    directory + ": permission denied",
                    -1,
                    Optional.empty())));
  }

  @Test
  void aLoopOfSymbolicLinksIsReportedAndNotFollowed() throws IOException {
    Path good = writeOne(root.resolve("a"), "one");
    Path loop = Files.createSymbolicLink(root.resolve("a/loop"), root);

    List<SeenRecord> seen = all(root);

    assertThat(seen)
        .extracting(SeenRecord::line)
        .endsWith(
            "a/loop: list unreadable: %s: a symbolic link leads back to a directory above it"
                .formatted(loop));
    assertThat(seen).hasSize(2);
    assertThat(seen.get(0).key()).isEqualTo(keyOfOne("a/" + good.getFileName()));
  }

  @Test
  void whatStandsWhereAFileCouldIsABadRecordOfStageList() throws Exception {
    Path good = writeOne(root.resolve("c"), "m");
    String ending = good.getFileName().toString().substring(1);
    Path dangling = root.resolve("c/a" + ending);
    Path itself = root.resolve("c/b" + ending);
    Path pipe = root.resolve("c/p" + ending);
    Path device = root.resolve("c/z" + ending);
    Files.createSymbolicLink(dangling, root.resolve("nothing"));
    Files.createSymbolicLink(itself, itself);
    Files.createSymbolicLink(device, Path.of("/dev/zero"));
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    // These have no name of a file of records.
    Files.createSymbolicLink(root.resolve("c/latest"), root.resolve("nothing"));
    assertThat(new ProcessBuilder("mkfifo", root + "/c/pipe").start().waitFor()).isZero();

    Listing listing = list(root.toString());
    List<SeenRecord> seen = SeenRecord.of(format(), CONF, listing.split(1 << 20, 1));

    assertThat(recordsOf(listing)).isEqualTo(5);
    assertThat(listing.ignored()).isEqualTo(2);
    assertThat(seen).filteredOn(r -> r.bad() == null).singleElement().isNotNull();
    assertThat(seen)
        .filteredOn(r -> r.bad() != null)
        .extracting(SeenRecord::line)
        .containsExactlyInAnyOrder(
            "c/a%s: list unreadable: %s: a symbolic link that leads to no file"
                .formatted(ending, dangling),
            "c/b%s: list unreadable: %s: a symbolic link that leads to no file"
                .formatted(ending, itself),
            "c/p%s: list unreadable: %s: neither a file nor a directory".formatted(ending, pipe),
            "c/z%s: list unreadable: %s: neither a file nor a directory".formatted(ending, device));
  }

  @Test
  void aDirectoryNamedAsAFileIsADirectory() throws IOException {
    String ending = writeOne(root, "x").getFileName().toString().substring(1);
    Path inside = writeOne(root.resolve("y" + ending), "x");
    Files.createDirectories(root.resolve("z" + ending));

    assertThat(all(root))
        .extracting(SeenRecord::key)
        .containsExactly(
            keyOfOne("x" + ending), keyOfOne("y" + ending + "/" + inside.getFileName()));
  }

  @Test
  void twoLinksToOneDirectoryAreTwoKeysOfEachFile(@TempDir Path elsewhere) throws IOException {
    Path target = writeOne(elsewhere, "one");
    Files.createSymbolicLink(root.resolve("a"), elsewhere);
    Files.createSymbolicLink(root.resolve("b"), elsewhere);

    List<SeenRecord> seen = all(root);

    assertThat(seen)
        .extracting(SeenRecord::key)
        .containsExactly(
            keyOfOne("a/" + target.getFileName()), keyOfOne("b/" + target.getFileName()));
    assertThat(seen.get(0).image()).isNotNull().isEqualTo(seen.get(1).image());
  }

  @Test
  void linksAreFollowed(@TempDir Path elsewhere) throws IOException {
    Path target = writeOne(elsewhere, "one");
    Files.createSymbolicLink(root.resolve("linked"), elsewhere);

    assertThat(all(root))
        .extracting(SeenRecord::key)
        .containsExactly(keyOfOne("linked/" + target.getFileName()));
  }

  private static List<String> keys(List<SeenRecord> records) {
    return records.stream().map(SeenRecord::key).toList();
  }

  private static List<Tensor> images(List<SeenRecord> records) {
    return records.stream().map(SeenRecord::image).toList();
  }

  private static List<String> labelNames(List<SeenRecord> records) {
    return records.stream().map(SeenRecord::labelName).toList();
  }
}
