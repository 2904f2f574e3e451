package io.sparkmaxpool.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmaxpool.dataset.DatasetFormat.Column;
import io.sparkmaxpool.dataset.DatasetFormat.ReadOptions;
import io.sparkmaxpool.text.OneLine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Mutants of real files, read from a directory as the job reads them. Each record of a mutant is an
 * image as its header says, or a bad record with a line that tells why; nothing else is thrown,
 * nothing hangs, and no record takes more memory than its file and its header permit. The files
 * beside it come out bit for bit.
 *
 * <p>A new format joins with one row in {@link #kinds}.
 *
 * <p>Without more words it reads {@link #USUAL} mutants of each kind, drawn by one seed. For a
 * longer run, {@code -Dsparkmaxpool.fuzz.mutants=100000 -Dsparkmaxpool.fuzz.seed=7
 * -Dsparkmaxpool.fuzz.kinds=jpeg,webp}. A mutant depends on seed, kind and number alone.
 */
class MutantsTest {
  private static final int USUAL = 1_200;
  private static final int MUTANTS = Integer.getInteger("sparkmaxpool.fuzz.mutants", USUAL);
  private static final long SEED = Long.getLong("sparkmaxpool.fuzz.seed", 20_260_101);
  private static final List<String> KINDS =
      List.of(System.getProperty("sparkmaxpool.fuzz.kinds", "").split(","));

  /** Files in a directory; every tenth is a good one. */
  private static final int TOGETHER = 200;

  private static final int GOOD_EVERY = 10;
  static final long MAX_PIXELS = 1_000_000;

  /** Some splits a batch, where a format can cut its files. */
  private static final long SPLIT_BYTES = 1 << 20;

  private static final long UNKNOWN = Integer.MIN_VALUE;

  /** Listing a batch reads no more than headers. */
  private static final long MOST_TO_LIST = 64 << 20;

  /** A message names a place in the file, or the file, or the extents that are beyond a limit. */
  private static final Pattern PLACE =
      Pattern.compile("byte \\d+|first bytes|/c/[A-Z_]+-\\d+|\\d+ x \\d+ is \\d+ pixels");

  private static final Configuration CONF = new Configuration();
  private static final ReadOptions OPTIONS =
      new ReadOptions(EnumSet.allOf(Column.class), MAX_PIXELS, CONF);

  @TempDir Path directory;

  static Stream<FileKind> kinds() {
    ImageDecoder openCv = OpenCvImageDecoder.load();
    ImageDecoder imageIo = new ImageIoImageDecoder();
    return Stream.of(
            FileKind.images("jpeg", openCv, ".jpg", ImageLies::jpeg),
            FileKind.images("jpeg-imageio", imageIo, ".jpg", ImageLies::jpeg),
            FileKind.images("png", openCv, ".png", ImageLies::png),
            FileKind.images("gif", openCv, ".gif", ImageLies::gif),
            FileKind.images("bmp", openCv, ".bmp", ImageLies::bmp),
            FileKind.images("webp", openCv, ".webp", ImageLies::webp),
            FileKind.images("tiff", openCv, ".tiff", ImageLies::tiff),
            FileKind.npy(),
            FileKind.cifar10(),
            FileKind.cifar10In(".tar"),
            FileKind.cifar10In(".tar.gz"),
            FileKind.mnist("-idx3-ubyte"),
            FileKind.mnist("-idx3-ubyte.gz"),
            FileKind.parquet(),
            FileKind.webdataset(".tar", UnaryOperator.identity()),
            FileKind.webdataset(".tar.gz", MutantsTest::gzip),
            FileKind.tfrecord(false),
            FileKind.tfrecord(true))
        .filter(kind -> KINDS.contains("") || KINDS.contains(kind.name()));
  }

  /** A file of a batch: a mutant, or the good sample that it is if {@code mutation} is null. */
  private record Member(String name, byte[] bytes, Mutation mutation, int sample) {}

  private final Map<Mutation, Integer> tensors = new EnumMap<>(Mutation.class);
  private final Map<Mutation, Integer> faults = new EnumMap<>(Mutation.class);
  private final Map<String, Integer> reasons = new TreeMap<>();

  @ParameterizedTest
  @MethodSource("kinds")
  void mutantsAreImagesOrBadRecordsAndHarmNoOther(FileKind kind) throws Exception {
    Watch watch = Watch.run(watched -> readAll(kind, watched));

    System.out.printf(
        "%d mutants of %s, seed %d: images %s, bad records %s, reasons %s; slowest %s%n",
        MUTANTS, kind, SEED, tensors, faults, reasons, watch.slowest());
    assertThat(faults.keySet()).as("mutations that gave a bad record").hasSizeGreaterThan(6);
    assertThat(tensors.values().stream().mapToInt(i -> i).sum())
        .as("images in spite of a mutation")
        .isGreaterThan(MUTANTS / 100);
  }

  private void readAll(FileKind kind, Watch watch) throws IOException {
    List<List<SeenRecord>> good = new ArrayList<>();
    for (int i = 0; i < kind.samples().size(); i++) {
      Path alone = Files.createDirectories(directory.resolve("alone-" + i));
      Files.write(alone.resolve("s" + kind.ending()), kind.samples().get(i));
      watch.begin("sample %d of %s".formatted(i, kind));
      good.add(read(kind, alone));
    }
    int made = 0;
    while (made < MUTANTS) {
      watch.begin("the writing of mutant %d and the next ones, %s".formatted(made, repeat(kind)));
      Path batch = Files.createDirectories(directory.resolve("batch-" + made + "/c"));
      List<Member> members = new ArrayList<>();
      for (int i = 0; i < TOGETHER && made < MUTANTS; i++) {
        boolean isGood = i % GOOD_EVERY == 0;
        members.add(isGood ? goodOne(kind, i) : mutant(kind, made));
        made += isGood ? 0 : 1;
        Files.write(
            batch.resolve(members.get(members.size() - 1).name() + kind.ending()),
            members.get(members.size() - 1).bytes());
      }
      check(kind, batch.getParent(), members, good, watch);
      for (Member member : members) {
        Files.delete(batch.resolve(member.name() + kind.ending()));
      }
    }
  }

  private static Member goodOne(FileKind kind, int number) {
    int sample = number / GOOD_EVERY % kind.samples().size();
    return new Member("good-%03d".formatted(number), kind.samples().get(sample), null, sample);
  }

  private static Member mutant(FileKind kind, int number) {
    Random random = new Random(SEED + 31L * kind.name().hashCode() + number * 1_000_003L);
    int sample = random.nextInt(kind.samples().size());
    byte[] other = kind.samples().get(random.nextInt(kind.samples().size()));
    Mutation mutation = Mutation.values()[random.nextInt(Mutation.values().length)];
    byte[] bytes = mutation.of(kind.samples().get(sample), other, kind.lie(), random);
    return new Member(
        "%s-%09d".formatted(mutation, number),
        random.nextBoolean() ? kind.repair().apply(bytes) : bytes,
        mutation,
        sample);
  }

  /** All records below a directory. */
  private static List<SeenRecord> read(FileKind kind, Path root) throws IOException {
    List<SeenRecord> seen = new ArrayList<>();
    Listing listing = kind.format().list(List.of(root.toString()), CONF);
    for (Split split : listing.split(Long.MAX_VALUE, 1)) {
      try (RecordReader reader = kind.reader().open(split, OPTIONS)) {
        while (reader.next()) {
          seen.add(SeenRecord.copy(reader.record()));
        }
      }
    }
    return seen;
  }

  private void check(
      FileKind kind, Path root, List<Member> members, List<List<SeenRecord>> good, Watch watch)
      throws IOException {
    Map<String, Member> byKey = new HashMap<>();
    members.forEach(member -> byKey.put("c/" + member.name() + kind.ending(), member));
    Map<Member, Integer> counts = new HashMap<>();
    Map<Member, Long> stoodFor = new HashMap<>();
    String batch = "the batch of %s, %s".formatted(members.get(1).name(), repeat(kind));
    watch.begin("the listing of " + batch);
    Listing listing = kind.format().list(List.of(root.toString()), CONF);
    watch.end(MOST_TO_LIST);
    Map<Member, Long> told = new HashMap<>();
    for (InputFile file : listing.files()) {
      OptionalLong count = file.records().count();
      // Where a count is not known, no other is either.
      told.merge(
          byKey.get(fileKey(file.key(), kind.ending())), count.orElse(UNKNOWN), Math::addExact);
    }
    assertThat(told).containsOnlyKeys(members);
    for (Split split : listing.split(SPLIT_BYTES, 1)) {
      try (RecordReader reader = kind.reader().open(split, OPTIONS)) {
        watch.begin("the first record of " + batch);
        while (reader.next()) {
          SeenRecord record = SeenRecord.copy(reader.record());
          Member member = byKey.get(fileKey(record.key(), kind.ending()));
          watch.end(kind.judge().mostBytes(member.bytes()) + copied(record));
          stoodFor.merge(member, kind.judge().standsFor(record), Long::sum);
          check(kind, member, record, good, counts.merge(member, 1, Integer::sum) - 1);
          watch.begin("the record after %s, %s".formatted(record.key(), repeat(kind)));
        }
      }
    }
    told.forEach(
        (member, count) -> {
          if (count >= 0) {
            assertThat(count)
                .as("records of %s", member.name())
                .isEqualTo(stoodFor.getOrDefault(member, 0L));
          }
        });
  }

  private void check(
      FileKind kind, Member member, SeenRecord record, List<List<SeenRecord>> good, int ordinal) {
    if (member.mutation() == null) {
      SeenRecord expected = good.get(member.sample()).get(ordinal);
      assertThat(record.image()).isEqualTo(expected.image());
      assertThat(record.bad() == null).isEqualTo(expected.bad() == null);
    } else if (record.bad() == null) {
      kind.judge().check(member.bytes(), record);
      tensors.merge(member.mutation(), 1, Integer::sum);
    } else {
      BadRecord bad = record.bad();
      assertThat(record.image()).isNull();
      assertThat(bad.stage())
          .isIn(
              switch (kind.format()) {
                case IMAGE_FOLDER -> List.of(BadRecord.Stage.DECODE);
                case WEBDATASET, TFRECORD, PARQUET ->
                    List.of(BadRecord.Stage.READ, BadRecord.Stage.DECODE);
                default -> List.of(BadRecord.Stage.READ);
              });
      assertThat(bad.message()).hasSizeLessThanOrEqualTo(OneLine.LONGEST);
      assertThat(bad.message().chars()).noneMatch(Character::isISOControl);
      assertThat(bad.message()).containsPattern(PLACE);
      if (member.mutation() == Mutation.EMPTY) {
        assertThat(bad.fault()).isEqualTo(BadRecord.Fault.TRUNCATED);
      }
      faults.merge(member.mutation(), 1, Integer::sum);
      reasons.merge(bad.fault().label(), 1, Integer::sum);
    }
  }

  private static String fileKey(String key, String ending) {
    return key.substring(0, key.indexOf(ending) + ending.length());
  }

  private static byte[] gzip(byte[] file) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }

  /** What the copy for this test takes. */
  private static long copied(SeenRecord record) {
    return (64L << 10) + (record.image() == null ? 0 : record.image().data().length);
  }

  private static String repeat(FileKind kind) {
    return "-Dsparkmaxpool.fuzz.seed=%d -Dsparkmaxpool.fuzz.kinds=%s".formatted(SEED, kind);
  }
}
