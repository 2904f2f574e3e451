package io.sparkmaxpool.dataset;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmaxpool.tensor.DType;
import io.sparkmaxpool.tensor.NpyHeader;
import io.sparkmaxpool.tensor.Shape;
import io.sparkmaxpool.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NpyReaderTest extends RecordReaderContract {
  @Override
  DatasetFormat format() {
    return DatasetFormat.NPY;
  }

  @Override
  int writeMixture() throws IOException {
    byte[] cut = NpyBytes.file(DType.FLOAT32, 2, 4, 3, 9, 10);
    NpyBytes.write(root.resolve("a.npy"), NpyBytes.file(DType.INT16, 1, 14, 3, 11, 12));
    NpyBytes.write(root.resolve("b.npy"), Arrays.copyOf(cut, cut.length - 100));
    NpyBytes.write(root.resolve("c.npy"), NpyBytes.fortran(DType.FLOAT64, 3, 9, 1, 10, 10));
    NpyBytes.write(root.resolve("d.npy"), NpyBytes.file(DType.UINT8, 4, 3, 50, 60));
    NpyBytes.write(root.resolve("deep/e.npy"), new byte[] {1, 2, 3});
    NpyBytes.write(root.resolve("deep/z.npy"), NpyBytes.file(DType.INT64, 5, 1, 1, 20, 20));
    return 14 + 4 + 9 + 1 + 1 + 1;
  }

  @Override
  Path writeOne(Path directory, String name) throws IOException {
    return NpyBytes.write(directory.resolve(name + ".npy"), NpyBytes.file(DType.INT16, 6, 3, 4, 5));
  }

  @Override
  String keyOfOne(String file) {
    return file;
  }

  private List<SeenRecord> read(long splitBytes, Optional<Layout> layout, Path... paths)
      throws IOException {
    Listing listing = list(layout, paths);
    return SeenRecord.of(format(), CONF, listing.split(splitBytes, 1));
  }

  private Listing list(Optional<Layout> layout, Path... paths) throws IOException {
    return format()
        .list(
            List.of(paths).stream().map(Path::toString).toList(),
            new DatasetFormat.ListOptions(layout, FormatOptions.NONE, CONF));
  }

  private Path write(String name, byte[] file) throws IOException {
    return NpyBytes.write(root.resolve(name), file);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 50, 336, 700, 1L << 40})
  void whatNumPyWroteIsWhatNumPyReads(long splitBytes) throws IOException {
    List<NpySample> samples = NpySample.all();
    assertThat(samples).hasSizeGreaterThan(200);
    for (NpySample sample : samples) {
      List<SeenRecord> seen = read(splitBytes, sample.layout(), sample.path());

      assertThat(list(sample.layout(), sample.path()).records())
          .as("%s", sample)
          .hasValue(seen.size());
      sample.check(seen);
    }
  }

  @Test
  void theFilesThatNumPyWroteAreOneDataset() throws IOException {
    Path directory = NpySample.directory();

    Listing listing = list(Optional.empty(), directory);
    List<SeenRecord> seen = SeenRecord.of(format(), CONF, listing.split(1_000, 1));

    assertThat(listing.ignored()).isEqualTo(1);
    assertThat(listing.records()).hasValue(seen.size());
    assertThat(listing.dtype()).isEmpty();
    assertThat(listing.dtypes())
        .extracting(Listing.DTypeOf::dtype)
        .doesNotHaveDuplicates()
        .hasSize(8);
    assertThat(listing.guaranteedShape()).isEmpty();
    assertThat(seen).extracting(SeenRecord::key).doesNotHaveDuplicates();
    for (NpySample sample : NpySample.all()) {
      if (sample.layout().isEmpty()) {
        sample.check(
            seen.stream()
                .filter(
                    r -> r.key().equals(sample.name()) || r.key().startsWith(sample.name() + "#"))
                .toList());
      }
    }
  }

  @Test
  void keysHaveAnOrdinalWhereTheFirstAxisIsTheRecord() throws IOException {
    write("a.npy", NpyBytes.file(DType.UINT8, 1, 11, 1, 2, 2));
    write("b.npy", NpyBytes.file(DType.UINT8, 1, 1, 1, 2, 2));
    write("c.npy", NpyBytes.file(DType.UINT8, 1, 2, 2, 2));

    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 11; i++) {
      expected.add("a.npy#" + i);
    }
    expected.addAll(List.of("b.npy#0", "c.npy"));
    for (long splitBytes : new long[] {1, 4, 8, 40, 1000}) {
      assertThat(read(splitBytes, Optional.empty(), root))
          .extracting(SeenRecord::key)
          .isEqualTo(expected);
    }
    assertThat(read(4, Optional.of(Layout.NHW), root.resolve("c.npy")))
        .extracting(SeenRecord::key)
        .containsExactly("c.npy#0", "c.npy#1");
    assertThat(all(root)).allMatch(record -> record.label() == InputFile.NO_LABEL);
    assertThat(all(root)).extracting(SeenRecord::length).containsOnly(4L, 128L + 8);
  }

  @Test
  void aFileNamedByItselfIsReadWhateverItsName() throws IOException {
    Path bare = write("array", NpyBytes.file(DType.UINT8, 1, 1, 2, 2));
    write("b.npy", NpyBytes.file(DType.UINT8, 1, 1, 2, 2));
    write("c.NPY", NpyBytes.file(DType.UINT8, 1, 1, 2, 2));
    write("d.np", new byte[10]);

    assertThat(all(bare)).extracting(SeenRecord::key).containsExactly("array");
    assertThat(all(root)).extracting(SeenRecord::key).containsExactly("b.npy");
    assertThat(list(root.toString()).ignored()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 23, 24})
  void anIncompleteTailIsOneBadRecordHoweverMuchIsMissing(int missing) throws IOException {
    byte[] whole = NpyBytes.file(DType.INT16, 1, 5, 3, 2, 2);
    Path file = write("a.npy", Arrays.copyOf(whole, whole.length - 24 - missing));
    write("b.npy", NpyBytes.file(DType.INT16, 2, 3, 2, 2));

    for (long splitBytes : new long[] {1, 24, 48, 1 << 20}) {
      List<SeenRecord> seen = read(splitBytes, Optional.empty(), root);

      assertThat(seen)
          .extracting(SeenRecord::key)
          .containsExactly("a.npy#0", "a.npy#1", "a.npy#2", "a.npy#3", "b.npy");
      assertThat(seen.get(2).image())
          .isEqualTo(
              Tensor.of(
                  DType.INT16, Shape.of(3, 2, 2), Arrays.copyOfRange(whole, 128 + 48, 128 + 72)));
      assertThat(seen.get(3).bad())
          .isEqualTo(
              new BadRecord(
                  BadRecord.Stage.READ,
                  BadRecord.Fault.TRUNCATED,
                  "%s ends %d bytes into the record at byte 200: a record of shape [3, 2, 2] and dtype int16 has 24 bytes"
                      .formatted(file, 24 - missing),
                  24 - missing,
                  Optional.of(Shape.of(3, 2, 2))));
    }
  }

  @Test
  void aFileOfOneRecordThatEndsEarlyIsOneBadRecord() throws IOException {
    byte[] whole = NpyBytes.file(DType.INT16, 1, 3, 2, 2);
    Path file = write("a.npy", Arrays.copyOf(whole, whole.length - 1));

    assertThat(all(root))
        .containsExactly(
            new SeenRecord(
                "a.npy",
                InputFile.NO_LABEL,
                null,
                151,
                null,
                new BadRecord(
                    BadRecord.Stage.READ,
                    BadRecord.Fault.TRUNCATED,
                    file
                        + " ends 23 bytes into the record at byte 128: a record of shape [3, 2, 2] and dtype int16 has 24 bytes",
                    151,
                    Optional.of(Shape.of(3, 2, 2)))));
  }

  @Test
  void aFortranStackThatEndsEarlyHasNoWholeRecord() throws IOException {
    byte[] whole = NpyBytes.fortran(DType.INT16, 1, 5, 3, 2, 2);
    Path file = write("a.npy", Arrays.copyOf(whole, whole.length - 1));

    assertThat(all(root))
        .extracting(SeenRecord::line)
        .containsExactly(
            "a.npy#0: read truncated: %s ends before the last element: 5 records of 24 bytes in Fortran order, from byte 128 on, are only there together"
                .formatted(file));
  }

  @ParameterizedTest
  @ValueSource(strings = {"C", "F"})
  void aFileThatShrankSinceItWasListedIsOneBadRecordARange(String order) throws IOException {
    byte[] whole =
        order.equals("C")
            ? NpyBytes.file(DType.INT16, 1, 5, 3, 2, 2)
            : NpyBytes.fortran(DType.INT16, 1, 5, 3, 2, 2);
    Path file = write("a.npy", whole);
    write("b.npy", NpyBytes.file(DType.INT16, 2, 3, 2, 2));
    List<Split> splits = list(root.toString()).split(1 << 20, 1);
    Files.write(file, Arrays.copyOf(whole, 128 + 24 + 5));

    List<SeenRecord> seen = SeenRecord.of(format(), CONF, splits);

    assertThat(seen.stream().filter(r -> r.bad() != null).map(SeenRecord::line))
        .containsExactly(
            order.equals("C")
                ? "a.npy#1: read truncated: %s ends 5 bytes into the record at byte 152: a record of shape [3, 2, 2] and dtype int16 has 24 bytes"
                    .formatted(file)
                : "a.npy#0: read truncated: %s ends before the last element: 5 records of 24 bytes in Fortran order, from byte 128 on, are only there together"
                    .formatted(file));
    assertThat(seen).hasSize(order.equals("C") ? 3 : 2);
    assertThat(seen.get(seen.size() - 1).image()).isNotNull();
  }

  @Test
  void aBadHeaderIsOneBadRecordWithTheFilesKey() throws IOException {
    Path cut = write("a.npy", Arrays.copyOf(NpyBytes.file(DType.INT16, 1, 3, 2, 2), 70));
    Path flat = write("b.npy", NpyBytes.file(DType.INT16, 1, 3, 2));
    Path foreign = write("c.npy", "%PDF-1.7 and so on".getBytes(UTF_8));
    write("d.npy", NpyBytes.file(DType.INT16, 1, 3, 2, 2));

    List<SeenRecord> seen = all(root);

    assertThat(seen)
        .extracting(SeenRecord::line)
        .containsExactly(
            "a.npy: read truncated: %s: the file ends at byte 70: the header goes to byte 128"
                .formatted(cut),
            "b.npy: read unsupported: %s: shape [3, 2] has 2 axes: 3 (CHW) or 4 (NCHW) are read, or as a layout says"
                .formatted(flat),
            "c.npy: read corrupt: %s: 25 50 44 46 2d 31 at byte 0: a .npy file begins with 93 4e 55 4d 50 59"
                .formatted(foreign),
            "d.npy -1 null");
    assertThat(seen).extracting(SeenRecord::length).startsWith(70L, Files.size(flat), 18L);
    assertThat(list(root.toString()).guaranteedShape()).contains(Shape.of(3, 2, 2));
  }

  @ParameterizedTest
  @CsvSource({"CHW,3", "NHW,3", "NCHW,4", "NHWC,4"})
  void aLayoutTakesFilesOfItsRankOnly(Layout layout, int rank) throws IOException {
    write("3.npy", NpyBytes.file(DType.UINT8, 1, 2, 2, 2));
    write("4.npy", NpyBytes.file(DType.UINT8, 1, 2, 2, 2, 2));

    List<SeenRecord> seen = read(1 << 20, Optional.of(layout), root);

    String shape = rank == 3 ? "[2, 2, 2, 2]" : "[2, 2, 2]";
    assertThat(seen.stream().filter(r -> r.bad() != null).map(SeenRecord::line))
        .containsExactly(
            "%d.npy: read unsupported: %s: shape %s has %d axes: layout %s has %d"
                .formatted(
                    7 - rank, root.resolve(7 - rank + ".npy"), shape, 7 - rank, layout, rank));
    assertThat(seen.stream().filter(r -> r.bad() == null))
        .isNotEmpty()
        .allMatch(r -> r.key().startsWith(rank + ".npy"));
  }

  @Test
  void recordsOfMorePixelsThanAllowedAreBadAndNotRead() throws IOException {
    write("a.npy", NpyBytes.file(DType.INT16, 1, 2, 3, 4, 5));
    write("b.npy", NpyBytes.file(DType.INT16, 1, 3, 4, 4));
    List<Split> splits = list(root.toString()).split(1 << 20, 1);
    List<SeenRecord> seen = new ArrayList<>();
    try (RecordReader reader =
        format()
            .open(
                splits.get(0),
                new DatasetFormat.ReadOptions(
                    EnumSet.allOf(DatasetFormat.Column.class), 16, CONF))) {
      while (reader.next()) {
        seen.add(SeenRecord.copy(reader.record()));
      }
    }

    assertThat(seen)
        .extracting(SeenRecord::line)
        .containsExactly(
            "a.npy#0: read too-large: 5 x 4 is 20 pixels: at most 16 are accepted",
            "a.npy#1: read too-large: 5 x 4 is 20 pixels: at most 16 are accepted",
            "b.npy -1 null");
    assertThat(seen.get(1).bad().length()).isEqualTo(120);
    assertThat(seen.get(1).bad().inputShape()).contains(Shape.of(3, 4, 5));
  }

  @Test
  void aRecordLargerThanAnArrayIsTooLarge() throws IOException {
    // A sparse file of 3 GiB and its header.
    Path file = write("a.npy", NpyHeader.write(DType.UINT8, Shape.of(3072, 1024, 1024)));
    try (SeekableByteChannel channel = Files.newByteChannel(file, StandardOpenOption.WRITE)) {
      channel.position(128 + (3L << 30) - 1);
      channel.write(ByteBuffer.wrap(new byte[1]));
    }

    assertThat(all(root))
        .extracting(SeenRecord::line)
        .containsExactly(
            "a.npy: read too-large: a record of shape [3072, 1024, 1024] and dtype uint8 has 3221225472 bytes: at most 2147483639 are accepted");
  }

  @Test
  void noHeaderMakesTheListerOrTheReaderAllocateWhatItClaims() throws IOException {
    write(
        "a.npy",
        Arrays.copyOf(
            NpyHeader.write(DType.FLOAT64, Shape.of(1 << 30, 1 << 10, 1 << 10, 1 << 9)), 200));

    List<SeenRecord> seen = all(root);

    assertThat(seen).hasSize(1);
    assertThat(seen.get(0).key()).isEqualTo("a.npy#0");
    assertThat(seen.get(0).bad().fault()).isEqualTo(BadRecord.Fault.TRUNCATED);
  }

  @Test
  void countingReadsHeadersOnly() throws IOException {
    for (int i = 0; i < 20; i++) {
      write(i + ".npy", NpyBytes.file(DType.INT16, i, 7, 3, 2, 2));
    }
    long before = TestFileSystem.opened();
    Listing listing = list("test:" + root);
    assertThat(TestFileSystem.opened()).isEqualTo(before + 20);

    assertThat(SeenRecord.of(format(), CONF, listing.split(1 << 20, 1), Set.of())).hasSize(140);
    assertThat(TestFileSystem.opened()).isEqualTo(before + 20);
  }

  @Test
  void largeRecordsAndSmallOnesStreamThroughTheBuffer() throws IOException {
    // Records below, around and above the buffer's 1 MiB, so that they lie across its ends.
    for (int pixels : new int[] {999, 1 << 19, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, 3_000_001}) {
      byte[] bytes = NpyBytes.file(DType.UINT8, pixels, 5, 1, 1, pixels);
      Path file = write("a.npy", bytes);

      List<SeenRecord> seen = all(file);

      assertThat(seen).hasSize(5);
      for (int i = 0; i < 5; i++) {
        assertThat(seen.get(i).image())
            .as("record %d of %d bytes", i, pixels)
            .isEqualTo(
                Tensor.of(
                    DType.UINT8,
                    Shape.of(1, 1, pixels),
                    Arrays.copyOfRange(bytes, 128 + i * pixels, 128 + (i + 1) * pixels)));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    // elements of a record, records: a dense pass, several blocks, and blocks with far between.
    "70,1000",
    "4096,9000",
    "100,400000"
  })
  void aFortranStackIsGatheredInBlocks(int width, int stack) throws IOException {
    byte[] bytes = NpyBytes.fortran(DType.INT16, 9, stack, 1, 1, width);
    byte[] data = NpyBytes.data(bytes);
    Path file = write("a.npy", bytes);

    for (long splitBytes : new long[] {1L << 40, 2L * width * 7001}) {
      long next = 0;
      for (Split split : list(file.toString()).split(splitBytes, 1)) {
        try (RecordReader reader =
            format()
                .open(
                    split,
                    new DatasetFormat.ReadOptions(
                        EnumSet.allOf(DatasetFormat.Column.class), Long.MAX_VALUE, CONF))) {
          while (reader.next()) {
            byte[] pixels = reader.record().image().data();
            for (int w = 0; w < width; w++) {
              int at = (int) (w * (long) stack + next) * 2;
              if (pixels[2 * w] != data[at] || pixels[2 * w + 1] != data[at + 1]) {
                throw new AssertionError("record %d, element %d".formatted(next, w));
              }
            }
            next++;
          }
        }
      }
      assertThat(next).isEqualTo(stack);
    }
  }
}
