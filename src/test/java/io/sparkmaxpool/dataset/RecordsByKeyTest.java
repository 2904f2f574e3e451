package io.sparkmaxpool.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.Tensor;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is read by its key is what a reader of all finds under it. */
class RecordsByKeyTest {
  private static Optional<Tensor> tensor(RecordsByKey records, String key) throws IOException {
    return records.find(key).map(RecordsByKey.Found::tensor);
  }

  private static final Path DATA = Path.of("data").toAbsolutePath();

  @TempDir private Path directory;

  private static RecordsByKey records(DatasetFormat format, Configuration conf, String... paths)
      throws IOException {
    return RecordsByKey.in(
        format,
        List.of(paths),
        new DatasetFormat.ListOptions(Optional.empty(), FormatOptions.NONE, conf),
        SeenRecord.MAX_PIXELS);
  }

  static int assertSame(DatasetFormat format, Configuration conf, String... paths)
      throws IOException {
    RecordsByKey records = records(format, conf, paths);
    List<SeenRecord> seen = SeenRecord.all(format, conf, List.of(paths));
    for (SeenRecord record : seen) {
      assertThat(tensor(records, record.key()).orElse(null))
          .as(record.key())
          .isEqualTo(record.image());
    }
    return seen.size();
  }

  @Test
  void everyRecordOfTheSamplesIsFound() throws IOException {
    Configuration conf = new Configuration();
    assertThat(assertSame(DatasetFormat.CIFAR10, conf, DATA + "/cifar10")).isEqualTo(500);
    Path cifar100 = DatasetSample.directory("cifar100").resolve("binary");
    assertThat(assertSame(DatasetFormat.CIFAR100, conf, cifar100.toString())).isEqualTo(17);
    assertThat(assertSame(DatasetFormat.IMAGE_FOLDER, conf, DATA + "/images")).isEqualTo(29);
    assertThat(assertSame(DatasetFormat.NPY, conf, NpySample.directory().toString()))
        .isGreaterThan(400);
    for (String file : List.of("encoded.tfrecord.gz", "raw-rgb.tfrecords", "floats.tfrecord")) {
      Path records = DatasetSample.directory("tfrecord").resolve(file);
      assertThat(assertSame(DatasetFormat.TFRECORD, conf, records.toString()))
          .isEqualTo(DatasetSample.of("tfrecord", file, "").size());
    }
  }

  @Test
  void keysAreTakenAsTheyWereMade() throws IOException {
    Configuration conf = TestFileSystem.configuration();
    for (String name : List.of("a#1.npy", "b [x] %20 ü.npy", "deep/c:d.npy", "deep/er/e.npy")) {
      NpyBytes.write(directory.resolve(name), NpyBytes.file(DType.INT16, 1, 2, 3, 4, 5));
      NpyBytes.write(
          directory.resolve(name.replace(".npy", "-alone#7.npy")),
          NpyBytes.file(DType.INT16, 2, 3, 4, 5));
    }
    assertThat(assertSame(DatasetFormat.NPY, conf, directory.toString())).isEqualTo(12);
    assertThat(assertSame(DatasetFormat.NPY, conf, "test:" + directory)).isEqualTo(12);
    assertThat(assertSame(DatasetFormat.NPY, conf, "test:" + directory + "/*.npy")).isEqualTo(6);
    assertThat(
            assertSame(
                DatasetFormat.NPY,
                conf,
                directory.resolve("deep/c:d.npy").toString(),
                directory.resolve("deep/er").toString()))
        .isEqualTo(5);
    assertThat(assertSame(DatasetFormat.NPY, TestFileSystem.configuration(directory), "test:/"))
        .isEqualTo(12);
  }

  @Test
  void samplesOfShardsAreFoundByTheirNames() throws IOException {
    Configuration conf = TestFileSystem.configuration();
    byte[] png = ImageSample.named("rgb.png").bytes();
    byte[] jpeg = ImageSample.named("baseline-420.jpg").bytes();
    TarBytes tar =
        new TarBytes()
            .file("a#1.png", png)
            .file("b/../c.png", png)
            .file("d.png", jpeg)
            .file("a#1.jpg", jpeg)
            .file("e.txt", "no image")
            .file("a.png", jpeg);
    for (String name : List.of("s#a.tar", "deep/s.tar", "deep/er/t#1.tar")) {
      Files.createDirectories(directory.resolve(name).getParent());
      Files.write(directory.resolve(name), tar.end());
    }
    assertThat(assertSame(DatasetFormat.WEBDATASET, conf, directory.toString())).isEqualTo(18);
    assertThat(assertSame(DatasetFormat.WEBDATASET, conf, "test:" + directory + "/deep"))
        .isEqualTo(12);
    assertThat(
            assertSame(
                DatasetFormat.WEBDATASET,
                conf,
                directory + "/deep/er/t#{1..1}.tar",
                directory + "/s#a.tar"))
        .isEqualTo(12);
    assertThat(
            assertSame(
                DatasetFormat.WEBDATASET,
                new Configuration(),
                DatasetSample.directory("webdataset") + "/jpg-cls-{000000..000001}.tar"))
        .isEqualTo(5);
  }

  @Test
  void onlyItsFileIsOpened() throws IOException {
    Configuration conf = TestFileSystem.configuration();
    for (String name : List.of("a.bin", "b.bin", "c.bin")) {
      CifarBytes.write(directory.resolve(name), CifarBytes.records(name.charAt(0), 1, 2, 3));
    }
    RecordsByKey records = records(DatasetFormat.CIFAR10, conf, "test:" + directory);
    long before = TestFileSystem.opened();

    assertThat(tensor(records, "b.bin#2")).contains(CifarBytes.image('b' + 2));
    assertThat(tensor(records, "b.bin#0")).contains(CifarBytes.image('b'));

    // Once for each record, and once to see that it may be read; the names of the classes are
    // looked
    // for, and not there.
    assertThat(TestFileSystem.opened() - before).isBetween(3L, 4L);
  }

  @Test
  void aKeyNeverLeadsOutOfTheRoot() throws IOException {
    CifarBytes.write(directory.resolve("outside.bin"), CifarBytes.records(1, 1));
    CifarBytes.write(directory.resolve("in/a.bin"), CifarBytes.records(2, 1));
    CifarBytes.write(directory.resolve("in/b..c/...bin"), CifarBytes.records(3, 1));
    for (String scheme : List.of("", "test:")) {
      RecordsByKey records =
          records(
              DatasetFormat.CIFAR10, TestFileSystem.configuration(), scheme + directory + "/in");

      for (String key :
          List.of("../outside.bin#0", "b..c/../../outside.bin#0", "/../outside.bin#0")) {
        assertThat(tensor(records, key)).as(key).isEmpty();
      }
      assertThat(tensor(records, "a.bin#0")).contains(CifarBytes.image(2));
      assertThat(tensor(records, "b..c/...bin#0")).contains(CifarBytes.image(3));
    }
  }

  @Test
  void whatIsNotThereIsEmpty() throws IOException {
    Path file = directory.resolve("in/a.bin");
    CifarBytes.write(file, CifarBytes.records(1, 1, 2));
    RecordsByKey records =
        records(DatasetFormat.CIFAR10, new Configuration(), directory.resolve("in").toString());

    for (String key :
        List.of(
            "a.bin", "a.bin#2", "a.bin#-1", "a.bin#x", "b.bin#0", "#0", "", "a.bin#99999999999")) {
      assertThat(tensor(records, key)).as(key).isEmpty();
    }
    assertThat(tensor(records, "a.bin#1")).isPresent();
    Files.delete(file);
    assertThat(tensor(records, "a.bin#0")).isEmpty();
    assertThatThrownBy(() -> records(DatasetFormat.NPY, new Configuration(), directory + "/none"))
        .isInstanceOf(FileNotFoundException.class)
        .hasMessage("input path does not exist: " + directory + "/none");
  }
}
