package io.sparkmaxpool.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Shards that claim or unpack to much more than they have: what reading them takes. */
class ShardBombsTest {
  private static final long MEGABYTE = 1 << 20;
  private static final byte[] RGB = ImageSample.named("rgb.png").bytes();

  /**
   * A shard made to do harm.
   *
   * @param says what the line of its last record begins with, for FILE its path
   * @param mostBytes of heap that reading it may take
   */
  private record Bomb(
      DatasetFormat format,
      String fileName,
      String name,
      byte[] file,
      String says,
      long mostBytes) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Bomb> tfRecordFiles() throws IOException {
    return Stream.of(
        new Bomb(
            DatasetFormat.TFRECORD,
            "a.tfrecord",
            "a record of 64 MB in a gzip file of 64 kB",
            gzip(ExampleBytes.header(64 << 20), new byte[(64 << 20) + 4]),
            "has 67108864 bytes: at most 25048576 are read",
            4 * MEGABYTE),
        new Bomb(
            DatasetFormat.TFRECORD,
            "a.tfrecord",
            "a length of 25 MB before 100 kB",
            Mutation.joined(ExampleBytes.header(25_000_000), new byte[100_000]),
            "ends within the record at byte 0, 100000 bytes into its data: its length is 25000000",
            4 * MEGABYTE),
        new Bomb(
            DatasetFormat.TFRECORD,
            "a.tfrecord",
            "a length of 2^62",
            Mutation.joined(ExampleBytes.header(1L << 62), new byte[100_000]),
            "ends within the record at byte 0: its length is 4611686018427387904",
            4 * MEGABYTE),
        new Bomb(
            DatasetFormat.TFRECORD,
            "a.tfrecord",
            "an image of a million values and no shape",
            new ExampleBytes().ints("image", new long[1 << 20]).record(),
            "no shape tells what its values are",
            8 * MEGABYTE),
        new Bomb(
            DatasetFormat.TFRECORD,
            "a.tfrecord",
            "a shape of 2^60 values and four bytes",
            new ExampleBytes()
                .bytes("image", new byte[4])
                .ints("shape", 1 << 20, 1 << 20, 1 << 20)
                .record(),
            "have 1152921504606846976",
            4 * MEGABYTE));
  }

  static Stream<Bomb> webDatasetShards() throws IOException {
    byte[] zeros = new byte[64 << 20];
    return Stream.of(
        new Bomb(
            DatasetFormat.WEBDATASET,
            "s.tar",
            "a member of 8 GB with data for a png",
            oneGood().member("2.png", '0', 8L << 30, new byte[600]).end(),
            "s.tar#2: read truncated: FILE ends before byte 8589938688",
            8 * MEGABYTE),
        new Bomb(
            DatasetFormat.WEBDATASET,
            "s.tar",
            "an image of 2147483639 bytes with data for none",
            oneGood().member("2.png", '0', Integer.MAX_VALUE - 8, new byte[600]).end(),
            "s.tar#2: read truncated: FILE ends at byte 6144: member '2.png' at byte 3584 has"
                + " 2147483639 bytes from byte 4096 on",
            8 * MEGABYTE),
        new Bomb(
            DatasetFormat.WEBDATASET,
            "s.tar",
            "a long name of 2 GB",
            oneGood().member("x", 'L', Integer.MAX_VALUE, new byte[600]).end(),
            "s.tar#1: read too-large: FILE: the tar header at byte 3584 has words of 2147483647"
                + " bytes: at most 65536 are read",
            8 * MEGABYTE),
        new Bomb(
            DatasetFormat.WEBDATASET,
            "s.tar",
            "a PAX header of 2 GB",
            oneGood().member("x", 'x', Integer.MAX_VALUE, new byte[600]).end(),
            "s.tar#1: read too-large: FILE: the tar header at byte 3584 has words of 2147483647"
                + " bytes: at most 1048576 are read",
            8 * MEGABYTE),
        new Bomb(
            DatasetFormat.WEBDATASET,
            "s.tar",
            "a label of 64 MB, packed",
            Zstd.compress(oneGood().file("2.txt", zeros).file("2.png", RGB).end()),
            "s.tar#2: read too-large: FILE: member '2.txt' at byte 3584 has 67108864 bytes: at most"
                + " 1048576 are read",
            8 * MEGABYTE),
        new Bomb(
            DatasetFormat.WEBDATASET,
            "s.tar",
            "64 MB of other members, packed",
            gzip(oneGood().file("2.bin", zeros).end()),
            "s.tar#2: read unsupported: FILE: the sample at byte 3584 has no image but bin",
            8 * MEGABYTE),
        new Bomb(
            DatasetFormat.WEBDATASET,
            "s.tar",
            "64 MB of zeros behind the end, packed, and then one",
            gzip(oneGood().raw(zeros).raw(new byte[] {1}).end()),
            "s.tar: read corrupt: FILE: the archive ends at byte 3584, but at byte 67112448 more"
                + " than zeros follow: they are not read",
            8 * MEGABYTE));
  }

  private static TarBytes oneGood() {
    return new TarBytes().file("1.png", RGB);
  }

  private static byte[] gzip(byte[]... parts) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      for (byte[] part : parts) {
        out.write(part);
      }
    }
    return bytes.toByteArray();
  }

  private static List<SeenRecord> read(DatasetFormat format, List<Split> splits, Configuration conf)
      throws IOException {
    List<SeenRecord> seen = new ArrayList<>();
    DatasetFormat.ReadOptions options =
        new DatasetFormat.ReadOptions(
            EnumSet.allOf(DatasetFormat.Column.class), MutantsTest.MAX_PIXELS, conf);
    for (Split split : splits) {
      try (RecordReader reader = format.open(split, options)) {
        while (reader.next()) {
          seen.add(SeenRecord.copy(reader.record()));
        }
      }
    }
    return seen;
  }

  @ParameterizedTest
  @MethodSource({"tfRecordFiles", "webDatasetShards"})
  void aShardIsReadWithinItsLimits(Bomb bomb, @TempDir Path directory) throws Exception {
    Path file = Files.write(directory.resolve(bomb.fileName()), bomb.file());
    Configuration conf = new Configuration();
    List<Split> splits = bomb.format().list(List.of(file.toString()), conf).split(1 << 30, 1);
    // What a first reader loads is none of the bomb's.
    read(bomb.format(), splits, conf);
    Watch.run(
        watch -> {
          watch.begin(bomb.name());
          List<SeenRecord> seen = read(bomb.format(), splits, conf);
          watch.end(bomb.mostBytes());
          assertThat(seen.get(seen.size() - 1).bad()).isNotNull();
          assertThat(seen.get(seen.size() - 1).line().replace(file.toString(), "FILE"))
              .contains(bomb.says());
        });
  }
}
