package io.sparkmaxpool.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkmaxpool.tensor.DType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives of arrays, and arrays of labels, in archives and beside files. */
class NpzReaderTest extends RecordReaderContract {
  @Override
  DatasetFormat format() {
    return DatasetFormat.NPY;
  }

  @Override
  int writeMixture() throws IOException {
    byte[] cut = NpyBytes.file(DType.FLOAT32, 2, 4, 3, 20, 20);
    write("a.npz", ZipEntry.STORED, Map.of("x", NpyBytes.file(DType.UINT8, 1, 14, 3, 20, 20)));
    write("b.npz", ZipEntry.DEFLATED, Map.of("x", Arrays.copyOf(cut, cut.length - 100)));
    write("c.npz", ZipEntry.DEFLATED, Map.of("x", NpyBytes.fortran(DType.INT16, 3, 9, 1, 10, 10)));
    write("d.npz", ZipEntry.STORED, Map.of("x", NpyBytes.file(DType.UINT8, 4, 3, 50, 60)));
    NpyBytes.write(root.resolve("deep/e.npz"), new byte[] {'P', 'K', 3, 4, 5});
    return 14 + 4 + 9 + 1 + 1;
  }

  @Override
  Path writeOne(Path directory, String name) throws IOException {
    return NpyBytes.write(
        directory.resolve(name + ".npz"),
        zip(ZipEntry.DEFLATED, Map.of("x", NpyBytes.file(DType.INT16, 6, 3, 4, 5))));
  }

  @Override
  String keyOfOne(String file) {
    return file;
  }

  private Path write(String name, int method, Map<String, byte[]> arrays) throws IOException {
    return NpyBytes.write(root.resolve(name), zip(method, arrays));
  }

  private static byte[] zip(int method, Map<String, byte[]> arrays) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> array : arrays.entrySet()) {
        ZipEntry entry = new ZipEntry(array.getKey() + ".npy");
        entry.setMethod(method);
        if (method == ZipEntry.STORED) {
          CRC32 crc = new CRC32();
          crc.update(array.getValue());
          entry.setSize(array.getValue().length);
          entry.setCrc(crc.getValue());
        }
        zip.putNextEntry(entry);
        zip.write(array.getValue());
      }
    }
    return bytes.toByteArray();
  }

  private static Map<String, byte[]> arrays(Object... namesAndArrays) {
    Map<String, byte[]> arrays = new LinkedHashMap<>();
    for (int i = 0; i < namesAndArrays.length; i += 2) {
      arrays.put((String) namesAndArrays[i], (byte[]) namesAndArrays[i + 1]);
    }
    return arrays;
  }

  /** An array of int64 with these elements. */
  private static byte[] integers(int rank, long... values) {
    byte[] file =
        rank == 1
            ? NpyBytes.file(DType.INT64, 0, values.length)
            : NpyBytes.file(DType.INT64, 0, values.length, 1);
    ByteBuffer elements =
        ByteBuffer.wrap(file, file.length - 8 * values.length, 8 * values.length)
            .order(ByteOrder.LITTLE_ENDIAN);
    Arrays.stream(values).forEach(elements::putLong);
    return file;
  }

  private List<SeenRecord> read(long splitBytes, String options, Path path) throws IOException {
    DatasetFormat.ListOptions listed = DatasetSample.options(format(), options, CONF);
    Listing listing = format().list(List.of(path.toString()), listed);
    return SeenRecord.of(format(), CONF, listing.split(splitBytes, 1));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 400, 1L << 40})
  void whatNumPyWroteIsWhatNumPyReads(long splitBytes) throws IOException {
    for (String format : List.of("npz", "npy")) {
      for (DatasetSample.Reading reading : DatasetSample.readings(format)) {
        Path file = DatasetSample.directory(format).resolve(reading.file());

        List<SeenRecord> seen = read(splitBytes, reading.options(), file);

        DatasetSample.check(reading.expected(file.getFileName().toString()), seen);
      }
    }
  }

  @Test
  void labelsAreOfTheirRecordsInEverySplit() throws IOException {
    byte[] images = NpyBytes.file(DType.UINT8, 1, 7, 1, 3, 3);
    byte[] labels = integers(2, 3, 1, 4, 1, 5, -1, 2);
    Path stored = write("a.npz", ZipEntry.STORED, arrays("x", images, "y", labels));
    Path packed = write("b.npz", ZipEntry.DEFLATED, arrays("x", images, "y", labels));
    Path beside = NpyBytes.write(root.resolve("c/x.npy"), images);
    NpyBytes.write(root.resolve("c/y.npy"), labels);

    for (long splitBytes : new long[] {1, 20, 1 << 20}) {
      for (Path path : List.of(stored, packed)) {
        assertThat(read(splitBytes, "labels=y", path))
            .extracting(SeenRecord::label)
            .containsExactly(3, 1, 4, 1, 5, InputFile.NO_LABEL, 2);
      }
      for (Path path : List.of(beside, beside.getParent())) {
        assertThat(read(splitBytes, "labels=y.npy", path))
            .extracting(SeenRecord::line)
            .startsWith("x.npy#0 3 null", "x.npy#1 1 null")
            .hasSize(7);
      }
    }
    assertThat(read(1, "images=x", stored))
        .extracting(SeenRecord::label)
        .containsOnly(InputFile.NO_LABEL);
  }

  @Test
  void labelsThatDoNotFitAreOneBadRecord() throws IOException {
    byte[] images = NpyBytes.file(DType.UINT8, 1, 3, 1, 3, 3);
    Path file =
        write(
            "a.npz",
            ZipEntry.STORED,
            arrays(
                "x", images,
                "short", integers(1, 1, 2),
                "wide", NpyBytes.file(DType.UINT8, 1, 3, 2),
                "real", NpyBytes.file(DType.FLOAT32, 1, 3)));

    assertThat(read(1, "labels=short", file))
        .extracting(SeenRecord::line)
        .containsExactly(
            "a.npz: read unsupported: labels %s: short have shape [2]: one a record is wanted, [3] or [3, 1], for %s: x"
                .formatted(file, file));
    assertThat(read(1, "labels=wide", file))
        .extracting(SeenRecord::line)
        .containsExactly(
            "a.npz: read unsupported: labels %s: wide have shape [3, 2]: one a record is wanted, [3] or [3, 1], for %s: x"
                .formatted(file, file));
    assertThat(read(1, "labels=real", file))
        .extracting(SeenRecord::line)
        .containsExactly(
            "a.npz: read unsupported: labels %s: real are float32: integers are read"
                .formatted(file));
    assertThat(read(1, "labels=none", file))
        .extracting(SeenRecord::line)
        .containsExactly(
            "a.npz: read unsupported: %s has no array none, as option labels says: its arrays are [x, short, wide, real]"
                .formatted(file));
    Path beside = NpyBytes.write(root.resolve("c/x.npy"), images);
    assertThat(read(1, "labels=y.npy", beside))
        .extracting(SeenRecord::line)
        .containsExactly(
            "x.npy: read unreadable: labels of %s: %s: the file is gone since it was listed"
                .formatted(beside, beside.resolveSibling("y.npy")));
  }

  @Test
  void aLabelThatIsMissingOrNoneIsItsRecordsAlone() throws IOException {
    Path images = NpyBytes.write(root.resolve("x.npy"), NpyBytes.file(DType.UINT8, 1, 6, 1, 3, 3));
    byte[] labels = integers(1, 7, 1L << 32, -7, -1, 8, 9);
    Path file = NpyBytes.write(root.resolve("y.npy"), Arrays.copyOf(labels, labels.length - 9));

    assertThat(read(1 << 20, "labels=y.npy", images))
        .extracting(SeenRecord::line)
        .containsExactly(
            "x.npy#0 7 null",
            "x.npy#1: read unsupported: label 4294967296 of record 1 in %s: a label is from 0 to 2147483647, or -1 for none"
                .formatted(file),
            "x.npy#2: read unsupported: label -7 of record 2 in %s: a label is from 0 to 2147483647, or -1 for none"
                .formatted(file),
            "x.npy#3 -1 null",
            "x.npy#4: read truncated: %s ends before the label of record 4".formatted(file),
            "x.npy#5: read truncated: %s ends before the label of record 5".formatted(file));
  }

  @Test
  void anArchiveOfSeveralArraysSaysWhichAreTheRecords() throws IOException {
    byte[] images = NpyBytes.file(DType.UINT8, 1, 2, 2, 2);
    Path file = write("a.npz", ZipEntry.STORED, arrays("x", images, "z", images));
    Path none = write("b.npz", ZipEntry.STORED, arrays("y", integers(1, 1, 2)));

    assertThatThrownBy(() -> list(file.toString()))
        .isInstanceOf(InvalidOptionException.class)
        .hasMessage("images: not given, and %s has x, z: say which array holds the records", file);
    assertThat(read(1, "images=z", file)).extracting(SeenRecord::key).containsExactly("a.npz");
    assertThat(read(1, "images=z,layout=NHW", file))
        .extracting(SeenRecord::key)
        .containsExactly("a.npz#0", "a.npz#1");
    assertThat(all(none))
        .extracting(SeenRecord::line)
        .containsExactly(
            "b.npz: read unsupported: %s has no array of records, of 3 or 4 axes or as a layout says: its arrays are [y]"
                .formatted(none));
  }

  @Test
  void aPackedArrayThatIsNotWhatWasWrittenIsTold() throws IOException {
    byte[] bytes = zip(ZipEntry.DEFLATED, Map.of("x", NpyBytes.file(DType.UINT8, 1, 5, 1, 30, 30)));
    // The CRC in the directory, before the two lengths.
    int directory = bytes.length - 22 - 46 - "x.npy".length();
    bytes[directory + 16] ^= 1;
    Path file = NpyBytes.write(root.resolve("a.npz"), bytes);

    List<SeenRecord> seen = all(file);

    assertThat(seen).hasSize(5);
    assertThat(seen.subList(0, 4)).allMatch(record -> record.bad() == null);
    assertThat(seen.get(4).line())
        .startsWith("a.npz#4: read corrupt: " + file + ": the array's CRC-32 is ")
        .endsWith(": some of its 5 records are not what was written");
  }

  @Test
  void aPackedFortranStackOrLabelsThatAreNotWhatWasWrittenAreTold() throws IOException {
    byte[] stack =
        zip(ZipEntry.DEFLATED, Map.of("x", NpyBytes.fortran(DType.UINT8, 1, 5, 1, 30, 30)));
    stack[stack.length - 22 - 46 - "x.npy".length() + 16] ^= 1;
    Path file = NpyBytes.write(root.resolve("a.npz"), stack);
    byte[] labels =
        zip(
            ZipEntry.STORED,
            arrays("x", NpyBytes.file(DType.UINT8, 1, 2, 1, 3, 3), "y", integers(1, 4, 5)));
    String text = new String(labels, "ISO-8859-1");
    labels[text.indexOf("PK", text.indexOf("y.npy")) - 1] ^= 1;
    Path other = NpyBytes.write(root.resolve("b.npz"), labels);

    assertThat(read(1 << 20, "", file))
        .extracting(SeenRecord::line)
        .singleElement()
        .asString()
        .startsWith("a.npz#0: read corrupt: " + file + ": the array's CRC-32 is ");
    assertThat(read(1 << 20, "labels=y", other))
        .extracting(SeenRecord::line)
        .singleElement()
        .asString()
        .startsWith("b.npz: read corrupt: labels " + other + ": y are not the 144 bytes of CRC-32");
  }

  @Test
  void whatIsNoArchiveIsOneBadRecord() throws IOException {
    byte[] whole = zip(ZipEntry.STORED, Map.of("x", NpyBytes.file(DType.UINT8, 1, 5, 1, 30, 30)));
    Path cut = NpyBytes.write(root.resolve("a.npz"), Arrays.copyOf(whole, whole.length - 30));
    Path other = NpyBytes.write(root.resolve("b.npz"), "no archive at all".getBytes("US-ASCII"));

    List<SeenRecord> seen = all(root);

    assertThat(seen).hasSize(2);
    assertThat(seen.get(0).line())
        .startsWith("a.npz: read corrupt: " + cut + ": no zip archive that can be read: ");
    assertThat(seen.get(1).line())
        .isEqualTo(
            "b.npz: read corrupt: %s: 6e 6f 20 61 72 63 at byte 0: a .npy file begins with 93 4e 55 4d 50 59"
                .formatted(other));
    assertThat(Files.size(cut)).isPositive();
    assertThat(list(root.toString()).dtype()).isEqualTo(Optional.empty());
  }

  @Test
  void recordsAreFoundAgainByTheirKeys() throws IOException {
    writeMixture();
    List<SeenRecord> seen = all(root);
    try (RecordsByKey records =
        RecordsByKey.in(
            format(),
            List.of(root.toString()),
            new DatasetFormat.ListOptions(Optional.empty(), FormatOptions.NONE, CONF),
            SeenRecord.MAX_PIXELS)) {
      for (int i = seen.size() - 1; i >= 0; i--) {
        assertThat(records.find(seen.get(i).key()).map(RecordsByKey.Found::tensor).orElse(null))
            .as(seen.get(i).key())
            .isEqualTo(seen.get(i).image());
      }
    }
  }

  @Test
  void theEndOfACutArchiveIsLookedForInMemory() throws IOException {
    byte[] whole = zip(ZipEntry.STORED, Map.of("x", NpyBytes.file(DType.UINT8, 1, 400, 1, 30, 30)));
    Path cut = NpyBytes.write(root.resolve("a.npz"), Arrays.copyOf(whole, whole.length - 30));
    long before = TestFileSystem.opened();

    assertThat(list("test:" + cut).files())
        .singleElement()
        .matches(file -> file.records() instanceof FileRecords.Refused);
    assertThat(TestFileSystem.opened() - before).isBetween(2L, 12L);
  }
}
